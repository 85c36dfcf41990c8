"""Whether an address can work at all, going by its form; nothing is looked up."""

import re
from urllib.parse import SplitResult, urlsplit

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HOST = re.compile(r"(?:[\w~-]+\.)*[\w~-]+\.?")
_IPV6 = re.compile(r"[0-9a-f:.]+(?:%[\w.~-]+)?")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")
_OTHER_SCHEMES = frozenset("tel sms ftp ftps doi urn news geo sip data ipfs magnet".split())


def scheme_of(address: str) -> str | None:
    """Return the scheme in lower case, or ``None`` of a relative address."""
    match = _SCHEME.match(address)
    return match.group(1).lower() if match else None


def what_is_wrong_with(address: str) -> str | None:
    """Return what makes ``address`` unusable, or ``None``.

    A relative address is right by its form; whether it leads somewhere is not asked here.
    """
    if not address:
        return "is empty"
    if any(character.isspace() or not character.isprintable() for character in address):
        return "holds a space or a character that cannot be printed"
    scheme = scheme_of(address)
    if address.startswith(("//", "://")):
        return "has no scheme such as https:"
    if scheme is None or scheme in _OTHER_SCHEMES:
        return None
    if scheme == "mailto":
        recipient = address.partition(":")[2].partition("?")[0]
        return None if _MAIL.fullmatch(recipient) else "names no mail address"
    if scheme not in ("http", "https"):
        return f"has the unknown scheme '{scheme}'"
    return _what_is_wrong_with_host(address)


def _what_is_wrong_with_host(address: str) -> str | None:
    try:
        parts: SplitResult = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        return "is not a well-formed address"
    if not host:
        return "names no host"
    if host in ("http", "https"):
        return "has its scheme twice"
    pattern = _IPV6 if ":" in host else _HOST
    return None if pattern.fullmatch(host) else f"has the impossible host '{host}'"
