"""Checks of what is known about a document: complete, spelt right, dated sensibly.

The owner has to *say* what is not known: ``published: null`` is a statement, a field that
is not there is not. Demanded of every document: a title (its own heading will do), a
``kind``, and ``published`` known or null; of kind ``background`` also a known ``as_of`` and
``sources``, each with title, publisher, address and date, the last three known or null.
"""

import calendar
import datetime
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.addresses import scheme_of, what_is_wrong_with
from ingest.documents import Document
from ingest.findings import Finding, Severity
from ingest.metadata import FIELDS, SIDECAR_SUFFIX, SOURCE_FIELDS
from ingest.metadata_lines import FieldLines

BACKGROUND = "background"
_FIELD_IN_REASON = re.compile(r"(?:, source ([0-9]+))?: '(\w+)'")


@dataclass(frozen=True, slots=True)
class MetadataPlaces:
    """Where a document's metadata stands: beside it and in its front matter, as it applies."""

    path: str
    sidecar: FieldLines | None
    front_matter: FieldLines
    front_matter_line: int = 1

    def __iter__(self) -> Iterator[tuple[str, int, FieldLines]]:
        """Yield path, lines above and fields of each place, the one that wins first."""
        if self.sidecar is not None:
            yield self.path + SIDECAR_SUFFIX, 0, self.sidecar
        yield self.path, self.front_matter_line, self.front_matter

    def place_of(self, name: str) -> tuple[str, int] | None:
        """Return the file and line that state ``name``, or ``None``."""
        for path, above, fields in self:
            if name in fields.names:
                return path, above + fields.names[name]
        return None

    def home(self, name: str) -> tuple[str, int]:
        """Return where ``name`` stands or would have to be written."""
        path, _, _ = next(iter(self))
        return self.place_of(name) or (path, 1)

    def place_of_reason(self, reason: str) -> tuple[str, int]:
        """Return the line that a reader's reason for refusing the metadata speaks of."""
        for path, above, fields in self:
            if (path != self.path) != reason.startswith("its .meta.yaml"):
                continue
            if fields.fault is not None:
                return path, above + fields.fault
            if match := _FIELD_IN_REASON.search(reason):
                names = fields.names
                number = int(match.group(1) or 0)
                if 0 < number <= len(fields.sources):
                    names = {**names, **fields.sources[number - 1].names}
                return path, above + names.get(match.group(2), names.get("sources", 1))
            return path, above + 1
        return self.path, 1


def last_day(date: str) -> datetime.date:
    """Return the last day that an ISO date with or without month and day can mean."""
    year, month, day = (*map(int, date.split("-")), 0, 0)[:3]
    month = month or 12
    return datetime.date(year, month, day or calendar.monthrange(year, month)[1])


def first_day(date: str) -> datetime.date:
    """Return the first day that an ISO date can mean."""
    year, month, day = (*map(int, date.split("-")), 1, 1)[:3]
    return datetime.date(year, month, day)


def check_metadata(
    document: Document, places: MetadataPlaces, today: datetime.date, older_than: int | None
) -> list[Finding]:
    """Return what is to be said about one document's metadata."""
    return [
        *_check_spelling(places),
        *_check_completeness(document, places),
        *_check_sources(document, places, today),
        *_check_dates(document, places, today, older_than),
    ]


def _check_spelling(places: MetadataPlaces) -> Iterator[Finding]:
    for path, above, fields in places:
        levels = [(fields, FIELDS), *((source, SOURCE_FIELDS) for source in fields.sources)]
        for found, known in levels:
            for name, line in found.repeated:
                message = f"'{name}' stands twice or more; only the last is read"
                yield Finding(
                    path, above + line, "error", "field_repeated", message, "Keep one of them."
                )
            for name in found.names.keys() - set(known):
                close = difflib.get_close_matches(name[:40], known, n=1)
                remedy = f"Did you mean '{close[0]}'?" if close else "Take it out, or leave it."
                message = f"Muscat does not read a field '{name[:40]}'"
                line = above + found.names[name]
                yield Finding(path, line, "warning", "field_unknown", message, remedy)


def _check_completeness(document: Document, places: MetadataPlaces) -> Iterator[Finding]:
    metadata = document.metadata
    stated = {name for _, _, fields in places for name in fields.names}

    def missing(name: str, message: str, remedy: str, severity: Severity = "error") -> Finding:
        path, line = places.home(name)
        return Finding(path, line, severity, "field_missing", message, remedy)

    # HTML states title and publisher in its head, which leaves no field but a value.
    titled = any(block.kind in ("title", "heading") for block in document.blocks)
    if not titled and "title" not in stated and metadata.title == _stem(document.document_id):
        yield missing("title", "it has no title but its file's name", "Add 'title: ...'.")
    if not any("kind" in fields.names.keys() - fields.unknown for _, _, fields in places):
        remedy = "Add 'kind: ...' with a word of your choice, such as article or background."
        yield missing("kind", "its kind is not stated", remedy)
    if "published" not in stated and metadata.published is None:
        remedy = "Add 'published: YYYY-MM-DD', or 'published: null' if nobody knows."
        yield missing("published", "it is not stated when it was published", remedy)
    if metadata.kind == BACKGROUND:
        if metadata.as_of is None:
            remedy = "Add 'as_of: YYYY-MM-DD', the day up to which the text is right."
            yield missing("as_of", "a background document without the date of its facts", remedy)
        if not metadata.sources:
            remedy = "List its 'sources', each with title, publisher, address and date."
            yield missing("sources", "a background document without sources", remedy)
    elif not stated & {"source", "publisher", "sources"} and metadata.publisher is None:
        remedy = "Add 'source' or 'publisher', null if nobody knows."
        yield missing("source", "it is not stated where it comes from", remedy, "warning")


def _stem(document_id: str) -> str:
    name = document_id.rpartition("/")[2]
    return name.rpartition(".")[0] or name


def _check_sources(
    document: Document, places: MetadataPlaces, today: datetime.date
) -> Iterator[Finding]:
    metadata = document.metadata
    if metadata.source and (scheme_of(metadata.source) or metadata.source.startswith("www.")):
        yield from _check_address(metadata.source, *places.home("source"))
    path, above, fields = next((p for p in places if p[2].sources), ("", 0, FieldLines()))
    for number, (source, lines) in enumerate(
        zip(metadata.sources, fields.sources, strict=False), start=1
    ):
        first = above + min(lines.names.values(), default=1)
        for name in SOURCE_FIELDS:
            if name not in lines.names:
                message = f"source {number} does not state its {name}"
                remedy = f"Add '{name}: ...', null if it is not known."
                yield Finding(path, first, "error", "source_field_missing", message, remedy)
        if source.address is not None:
            yield from _check_address(source.address, path, above + lines.names["address"])
        if source.date is not None and first_day(source.date) > today:
            yield _in_future(path, above + lines.names["date"], f"source {number}", source.date)


def _check_address(address: str, path: str, line: int) -> Iterator[Finding]:
    wrong = what_is_wrong_with(address)
    if wrong is None and scheme_of(address) is None:
        wrong = "has no scheme such as https:"
    if wrong is not None:
        message = f"the address '{address[:80]}' {wrong}"
        yield Finding(path, line, "error", "address_malformed", message, "Correct it.")


def _check_dates(
    document: Document, places: MetadataPlaces, today: datetime.date, older_than: int | None
) -> Iterator[Finding]:
    metadata = document.metadata
    for name, date in (("published", metadata.published), ("as_of", metadata.as_of)):
        if date is not None and first_day(date) > today:
            yield _in_future(*places.home(name), f"'{name}'", date)
    name = "published" if metadata.as_of is None else "as_of"
    date = metadata.as_of or metadata.published
    if older_than is None or date is None:
        return
    age = (today - last_day(date)).days
    if age > older_than:
        path, line = places.home(name)
        message = f"'{name}' is {date}, {age:,} days ago and so more than {older_than:,}"
        remedy = "See whether what it says still holds; bring it up to date or take it out."
        yield Finding(path, line, "warning", "document_old", message, remedy)


def _in_future(path: str, line: int, what: str, date: str) -> Finding:
    message = f"{what} is dated {date}, which is still to come"
    return Finding(path, line, "error", "date_in_future", message, "Correct the date.")
