"""What the templates show, as frozen values: one class per template and per thing in it.

Everything is text that is ready to be read, or an address that is ready to be followed;
nothing here is HTML. Jinja escapes every field. A test holds the fields against the names
that the templates use, both ways.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Topic:
    """A thing to ask: its ``label`` (a heading), the question, and where it is answered."""

    label: str
    question: str
    url: str


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """A document by title, with kind and date in words and its page."""

    title: str
    described: str
    url: str


@dataclass(frozen=True, slots=True)
class Marker:
    """A citation's number, where it leads, and a name for those who hear it."""

    number: int
    url: str
    label: str


@dataclass(frozen=True, slots=True)
class QuotePart:
    """A run of a quotation; ``is_emphasised`` where the short answer stands."""

    text: str
    is_emphasised: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim quotation, its citations, and how sure its source is, in words.

    ``times`` says which days it means by "last week", where its document is dated.
    """

    parts: tuple[QuotePart, ...]
    markers: tuple[Marker, ...]
    stance: str
    stance_code: str
    stance_note: str
    times: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordLine:
    """An entry of a document's record with its citation."""

    parts: tuple[QuotePart, ...]
    markers: tuple[Marker, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A lead of ours with the quotations, or the entries of records, under it."""

    lead: str
    quotes: tuple[Quote, ...]
    records: tuple[RecordLine, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """What the question says beside what a quotation says of the same thing."""

    asked: str
    source: str
    marker: Marker


@dataclass(frozen=True, slots=True)
class Side:
    """One of two quotations that do not say the same, with its document; what differs is bold."""

    title: str
    dated: str
    parts: tuple[QuotePart, ...]
    marker: Marker


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two quotations that do not say the same."""

    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the list of sources."""

    number: int
    url: str
    title: str
    section: str
    dated: str
    file_name: str
    offsets: str


@dataclass(frozen=True, slots=True)
class NearPassage:
    """A passage shown where there is no answer."""

    text: str
    url: str
    section: str
    dated: str


@dataclass(frozen=True, slots=True)
class MoreSection:
    """A section where there is more to read on a topic, and how much."""

    section: str
    title: str
    amount: str
    url: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with what came of it.

    ``summary`` is announced to those who do not see the answer appear; ``copy_text`` is
    the whole of it as plain text.
    """

    question: str
    permalink: str
    asked_as: str | None
    outcome: Literal["answered", "partial", "abstained"]
    verdict: str
    nearest_label: str
    reason: str | None
    missing: tuple[str, ...]
    groups: tuple[Group, ...]
    contrasts: tuple[Contrast, ...]
    premises: tuple[Correction, ...]
    sources: tuple[Source, ...]
    nearest: tuple[NearPassage, ...]
    more: tuple[MoreSection, ...]
    topics: tuple[Topic, ...]
    warnings: tuple[str, ...]
    confidence: str
    confidence_note: str
    freshness: str
    summary: str
    copy_text: str

    @property
    def quoted(self) -> tuple[str, ...]:
        """What the turn quotes, one text for each quotation."""
        quotes = (quote for group in self.groups for quote in group.quotes)
        return tuple("".join(part.text for part in quote.parts) for quote in quotes)


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong and what can be done."""

    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class NoIndex:
    """There is nothing to answer from; ``command`` makes it, if a command can."""

    message: str
    remedy: str
    command: str | None


@dataclass(frozen=True, slots=True)
class TurnFragment:
    """``turn.html``: one turn, to be put at the end of a conversation."""

    turn: Turn


@dataclass(frozen=True, slots=True)
class ChatPage:
    """``chat.html``: the conversation so far and the next question.

    ``earlier`` are the questions that travel along, oldest first; ``draft`` is what stands
    in the question's field. ``documents`` lists some of the corpus, ``more_documents``
    counts the others. ``freshness`` says which dates they span and when they were indexed;
    ``stale`` is a warning where that is too long ago.
    """

    turns: tuple[Turn, ...] = ()
    earlier: tuple[str, ...] = ()
    draft: str = ""
    topics: tuple[Topic, ...] = ()
    documents: tuple[ListedDocument, ...] = ()
    more_documents: int = 0
    freshness: str = ""
    stale: str | None = None
    failure: Failure | None = None
    no_index: NoIndex | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of document text.

    ``style``: ``gap`` is white space or a bullet between two blocks, kept for its text
    and not seen; ``marker`` is an item's number. ``is_target``: the first run of the
    highlighted span that can be seen, where a reader is taken.
    """

    text: str
    style: Literal["text", "gap", "marker"]
    is_quote: bool
    is_target: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A title, heading or paragraph with its ``pieces``, or a list with its ``items``.

    ``level`` is a heading's, from 1; ``anchor`` is the element's id.
    """

    kind: Literal["title", "heading", "paragraph", "list"]
    level: int
    anchor: str
    pieces: tuple[Piece, ...] = ()
    items: tuple[tuple[Piece, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A heading in the outline, with the id of its element."""

    text: str
    level: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known of a document, or known to be unknown."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A whole document with one span highlighted, or none and a ``notice`` why.

    ``heading`` is the title as it begins the text, or as the metadata has it. ``place``: the
    heading path, date and offsets of the highlighted span.
    """

    title: str
    heading: tuple[Piece, ...]
    facts: tuple[Fact, ...]
    outline: tuple[OutlineEntry, ...]
    blocks: tuple[Block, ...]
    place: str | None
    notice: str | None


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """``document.html``, and ``document_body.html`` by itself for the panel."""

    document: DocumentView


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """``error.html``: what a browser gets where a program gets the error object."""

    status: int
    failure: Failure
