"""What a document says about itself, or its owner says beside it.

Comes in: YAML front matter or a sidecar ``NAME.meta.yaml``. Goes out: ``Metadata``.
Nothing is guessed: a field that nobody filled in stays ``None``. Values are read as
plain strings (no YAML types, no tags), because a corpus is not to be trusted.
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from ingest.documents import Metadata, Source
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
FIELDS = (*_TEXT_FIELDS, *_DATE_FIELDS, "sources")
SOURCE_FIELDS = ("title", "publisher", "address", "date")
_UNKNOWN = frozenset({"", "null", "~", "none", "unknown"})


def split_front_matter(text: str) -> tuple[str, str]:
    """Return the YAML between leading ``---`` lines (or an empty string) and the rest."""
    match = _FRONT_MATTER.match(text)
    return (match.group(1) or "", text[match.end() :]) if match else ("", text)


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields that one place fills in; what it leaves open or calls unknown is not there."""

    texts: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()


def parse_fields(yaml_text: str, where: str) -> Fields:
    """Return the known fields that ``yaml_text`` fills in.

    Raises:
        UnreadableDocument: not a YAML mapping, a known field that is no plain value, a
            date that is not an ISO date, or sources that are not a list of mappings with
            a title each. ``where`` names the place in the message.
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
        return Fields()
    if not isinstance(loaded, Mapping):
        raise UnreadableDocument(f"{where} is not a list of 'field: value' lines")
    texts = _plain_values(loaded, _TEXT_FIELDS, _DATE_FIELDS, where)
    return Fields(texts, _parse_sources(loaded.get("sources", ""), where))


def _parse_sources(value: object, where: str) -> tuple[Source, ...]:
    if isinstance(value, str) and is_unknown(value):
        return ()
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise UnreadableDocument(
            f"{where}: 'sources' is not a list of sources with {', '.join(SOURCE_FIELDS)}"
        )
    # One long value can be referred to thousands of times (&name, *name).
    texts = (text for item in value for text in item.values() if isinstance(text, str))
    if sum(map(len, texts)) > MAX_METADATA_CHARACTERS:
        raise UnreadableDocument(
            f"{where}: 'sources' is longer than {MAX_METADATA_CHARACTERS:,} characters"
        )
    sources: list[Source] = []
    for number, item in enumerate(value, start=1):
        place = f"{where}, source {number}"
        found = _plain_values(item, ("title", "publisher", "address"), ("date",), place)
        if "title" not in found:
            raise UnreadableDocument(f"{place}: 'title' is missing")
        sources.append(Source(**found))
    return tuple(sources)


def _plain_values(
    loaded: Mapping[object, object], names: tuple[str, ...], dates: tuple[str, ...], where: str
) -> dict[str, str]:
    """Return what ``loaded`` says of ``names`` and of ``dates``, unknown values left out."""
    found: dict[str, str] = {}
    for name in (*names, *dates):
        value = loaded.get(name, "")
        if not isinstance(value, str):
            raise UnreadableDocument(f"{where}: '{name}' is not a single value")
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise UnreadableDocument(f"{where}: '{name}' holds half a character (a lone surrogate)")
        if not is_unknown(value):
            found[name] = " ".join(value.split())
    for name in dates:
        if name in found and not is_iso_date(found[name]):
            raise UnreadableDocument(
                f"{where}: '{name}' is '{found[name][:40]}', not an ISO date such as 2026-02-06"
            )
    return found


def is_unknown(value: str) -> bool:
    """Whether a field's value says that nobody knows."""
    return value.strip().lower() in _UNKNOWN


def is_iso_date(value: str) -> bool:
    """Whether ``value`` is a year, a month or a day as ``Metadata`` writes them."""
    if not _ISO_DATE.fullmatch(value):
        return False
    try:
        datetime.date.fromisoformat(value + "-01-01"[len(value) - 10 :] * (len(value) < 10))
    except ValueError:
        return False
    return True


def make_metadata(title_in_text: str | None, stem: str, *places: Fields) -> Metadata:
    """Merge what several places say; an earlier place wins.

    Without any title the text's own first heading serves, and without that the file's
    name: a document must be called something.
    """
    merged: dict[str, str] = {}
    for place in places:
        merged = {**place.texts, **merged}
    title = merged.pop("title", None) or title_in_text or stem
    sources = next((place.sources for place in places if place.sources), ())
    return Metadata(title=title, sources=sources, **merged)
