"""What a document says about itself, or its owner says beside it.

Comes in: YAML front matter or a sidecar ``NAME.meta.yaml``. Goes out: ``Metadata``.
Nothing is guessed: a field that nobody filled in stays ``None``. Values are read as
plain strings (no YAML types, no tags), because a corpus is not to be trusted.
"""

import datetime
import re
from collections.abc import Mapping

import yaml

from ingest.documents import Metadata
from ingest.errors import UnreadableDocument

SIDECAR_SUFFIX = ".meta.yaml"
MAX_METADATA_CHARACTERS = 65_536
# As in pandoc, no blank line stands below the first "---": there it is a thematic break.
_FRONT_MATTER = re.compile(
    r"\A---[ \t]*(?:\r\n?|\n)(?![ \t]*[\r\n])(?:(.*?)(?:\r\n?|\n))??---[ \t]*(?:\r\n?|\n|\Z)",
    re.DOTALL,
)
_ISO_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")
_DATE_FIELDS = ("published", "as_of")
_TEXT_FIELDS = ("title", "kind", "source", "publisher", "author", "language")
_UNKNOWN = frozenset({"", "null", "~", "none", "unknown"})


def split_front_matter(text: str) -> tuple[str, str]:
    """Return the YAML between leading ``---`` lines (or an empty string) and the rest."""
    match = _FRONT_MATTER.match(text)
    return (match.group(1) or "", text[match.end() :]) if match else ("", text)


def parse_fields(yaml_text: str, where: str) -> dict[str, str]:
    """Return the known fields that ``yaml_text`` fills in, as strings.

    Raises:
        UnreadableDocument: not a YAML mapping, a known field that is no plain value, or
            a date that is not an ISO date. ``where`` names the source in the message.
    """
    if len(yaml_text) > MAX_METADATA_CHARACTERS:
        raise UnreadableDocument(f"{where} is longer than {MAX_METADATA_CHARACTERS:,} characters")
    try:
        # Not the safe loader but the one below it: it makes nothing but strings, lists
        # and mappings. RecursionError: thousands of nested brackets. ValueError and
        # OverflowError: an escape such as "\UFFFFFFFF" that is no character.
        loaded = yaml.load(yaml_text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        raise UnreadableDocument(f"{where} is not valid YAML") from error
    if loaded is None or loaded == "":
        return {}
    if not isinstance(loaded, Mapping):
        raise UnreadableDocument(f"{where} is not a list of 'field: value' lines")
    fields: dict[str, str] = {}
    for name in (*_TEXT_FIELDS, *_DATE_FIELDS):
        value = loaded.get(name, "")
        if not isinstance(value, str):
            raise UnreadableDocument(f"{where}: '{name}' is not a single value")
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise UnreadableDocument(f"{where}: '{name}' holds half a character (a lone surrogate)")
        if value.strip().lower() not in _UNKNOWN:
            fields[name] = " ".join(value.split())
    for name in _DATE_FIELDS:
        if name in fields and not is_iso_date(fields[name]):
            raise UnreadableDocument(
                f"{where}: '{name}' is '{fields[name][:40]}', not an ISO date such as 2026-02-06"
            )
    return fields


def is_iso_date(value: str) -> bool:
    """Whether ``value`` is a year, a month or a day as ``Metadata`` writes them."""
    if not _ISO_DATE.fullmatch(value):
        return False
    try:
        datetime.date.fromisoformat(value + "-01-01"[len(value) - 10 :] * (len(value) < 10))
    except ValueError:
        return False
    return True


def make_metadata(title_in_text: str | None, stem: str, *sources: Mapping[str, str]) -> Metadata:
    """Merge what several sources say; an earlier source wins.

    Without any title the text's own first heading serves, and without that the file's
    name: a document must be called something.
    """
    merged: dict[str, str] = {}
    for source in sources:
        merged = {**source, **merged}
    title = merged.pop("title", None) or title_in_text or stem
    return Metadata(title=title, **merged)
