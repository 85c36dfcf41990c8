"""Which documents a question about the sources means, and which fields of their records.

"Who wrote the note on Hormuz?" names a document; "when was it published?" means the one that
was quoted last; "what documents do you have?" means all. English surface rules.
"""

import re
from collections.abc import Collection, Sequence
from enum import StrEnum

from index.normalising import tokenise
from index.records import DocumentSummary
from service.question_cues import SUMMARY
from service.question_kinds import core_question
from service.questions import Question, parse_question


class RecordsAsked(StrEnum):
    """What a question about the sources wants to know."""

    OTHERS = "whether others say it too"
    HELD = "whether there is anything on it"
    AUTHOR = "author"
    PUBLISHER = "publisher"
    DOCUMENTS = "documents"
    SOURCES = "sources"
    AGE = "age"
    PUBLISHED = "published"
    TITLE = "title"
    ORIGIN = "origin"


_ASKED = tuple(
    (asked, re.compile(pattern, re.IGNORECASE))
    for asked, pattern in (
        (
            RecordsAsked.OTHERS,
            r"\b(?:else|other (?:\w+ )?(?:sources?|outlets?|documents?|papers?|media|agenc\w+)"
            r"|others|another (?:source|outlet|document|paper)|elsewhere|corroborated)\b",
        ),
        (
            RecordsAsked.PUBLISHER,
            r"\b(?:(?:which|what) (?:paper|media|company)|outlet|newspaper|publisher|magazine"
            r"|website|site|agency|who (?:has )?published"
            r"|who released|who posted)\b",
        ),
        (
            RecordsAsked.AUTHOR,
            r"\b(?:author\w*|writer|journalist|reporter|editor|wrote|penned|byline|by whom)\b"
            r"|^\W*who(?:se)?\b(?!.*\b(?:sources?|cite|quote|rel(?:y|ies))\b)",
        ),
        (RecordsAsked.TITLE, r"\b(?:headline|title)\b"),
        (
            RecordsAsked.AGE,
            r"\b(?:how (?:old|fresh|new|stale|far)|updated?|refreshed|newest|latest|oldest"
            r"|up[- ]to[- ]date|outdated|current|recent)\b",
        ),
        (
            RecordsAsked.PUBLISHED,
            r"\b(?:when|dates?|dated|dateline|(?:what|which) (?:day|year))\b",
        ),
        (
            RecordsAsked.SOURCES,
            r"\b(?:based|rests?|rel(?:y|ies)|cite[sd]?|use[sd]?|drawn?|built|quoted?|references"
            r"|bibliography|links)\b|\bsources? (?:of|for|behind)\b",
        ),
        (RecordsAsked.ORIGIN, r"\b(?:come|came|from|get|got|taken|provenance)\b"),
        (
            RecordsAsked.DOCUMENTS,
            r"\b(?:documents?|articles?|sources?|files?|texts?|corpus|collection|library|data"
            r"|material|information|notes?|reports?)\b",
        ),
    )
)
# Asks whether there is something; of no use where the question asks for an entry of its record.
_HELD = re.compile(
    r"^\W*(?:(?:do|have|has|did) (?:you|we|u|they)\b|(?:is|are|was|were) there\b|any(?:thing)?\b"
    r"|got\b|(?:which|how many|what) (?:\w+ )?(?:documents?|sources?|articles?|notes?|texts?|files?"
    r"|papers?) .{0,20}\b(?:mentions?|discuss\w*|covers?|deals? with|talks? about|speaks? of)\b)",
    re.IGNORECASE,
)
_OF_ITS_RECORD = (RecordsAsked.AUTHOR, RecordsAsked.PUBLISHED, RecordsAsked.AGE)
# Words that ask for a record or call a document by what it is: they name none.
_NAMES_NONE = frozenset(
    """
    author authors authored writer journalist reporter editor wrote written write penned byline
    publisher publishers published publish publication released posted updated outlet newspaper
    news magazine website site agency media paper organisation organization headline title date
    dates dated dateline day year time old recent current fresh new newest latest oldest outdated
    stale up-to-date uptodate sources source references based rest rests rely relies cite cites
    cited use uses used drawn draw built quote quotes quoted information info data knowledge
    material facts corpus collection library list come comes came taken undated anonymous signed
    else confirm confirmed confirms reported reports report corroborated covered verified
    elsewhere talking about anything something mention mentions mentioned discuss cover covers
    newspapers papers outlets full official compiled made make edited contain contains hold
    """.split()
)
# What a document may be called, and the words of a record that then fit.
_NEWS = {"article", "news", "story", "dispatch", "reportage"}
_NOTE = {"note", "notes", "background", "backgrounder", "memo", "briefing", "brief", "primer"}
_DATES = {"timeline", "chronology", "calendar", "chronicle"}
_QUESTIONS = {"faq", "questions", "answers", "qa"}
_STATED = {"statement", "communique", "declaration", "release", "readout"}
_TALK = {"interview", "transcript", "conversation"}
_LETTER = {"letter", "op", "opinion", "essay", "column", "editorial"}
_PERSON = {"profile", "portrait"}
_CALLED = {
    **dict.fromkeys(("article", "piece", "story", "dispatch"), _NEWS),
    "post": {*_NEWS, "blog", "post"},
    "write": {"article"},
    **dict.fromkeys(("note", "backgrounder", "briefing", "memo"), _NOTE),
    "report": {"report"},
    **dict.fromkeys(("timeline", "chronology", "chronicle"), _DATES),
    "faq": _QUESTIONS,
    **dict.fromkeys(("statement", "communique", "declaration"), _STATED),
    **dict.fromkeys(("interview", "transcript"), _TALK),
    **dict.fromkeys(("letter", "essay", "column", "editorial"), _LETTER),
    **dict.fromkeys(("profile", "portrait"), _PERSON),
}
_ANYTHING = {"document", "text", "page", "file", "source"}


def what_is_asked(core: str) -> RecordsAsked:
    """Return what a question about the sources (``question_cues.SOURCES``) wants to know."""
    asked = next((asked for asked, cue in _ASKED if cue.search(core)), RecordsAsked.ORIGIN)
    if asked not in (*_OF_ITS_RECORD, RecordsAsked.OTHERS) and _HELD.search(core):
        names = names_in(core)
        return RecordsAsked.HELD if names else RecordsAsked.DOCUMENTS
    return asked


def documents_named(
    core: str, summaries: Sequence[DocumentSummary]
) -> tuple[DocumentSummary, ...] | None:
    """Return the documents that the question names, best fits only; all if it names none.

    Returns:
        ``None`` if it names something that is no document here: then the question is not
        about our records ("when was the IAEA's report published?").
    """
    plain = {word.removesuffix("s") if word not in _CALLED else word for word in tokenise(core)}
    called = next((noun for noun in _CALLED if noun in plain), None)
    names = {part for word in names_in(core) for part in tokenise(word)}
    fits = _called_so(called, summaries)
    if not names:
        return tuple(fits) or tuple(summaries)
    scores = {s.document_id: len(names & _names_of(s)) for s in fits}
    best = max(scores.values(), default=0)
    if best * 2 < len(names) or not best:
        return None
    return tuple(s for s in fits if scores[s.document_id] == best)


def names_in(core: str) -> tuple[str, ...]:
    """Return the words that say which document, or what it is about, in order, each once.

    They come as they were typed.
    """
    nouns = {*_CALLED, *_ANYTHING}
    words: dict[str, str] = {}
    for word in parse_question(core).words:
        for part in tokenise(word.text):
            if part not in _NAMES_NONE and part.removesuffix("s") not in nouns:
                typed = word.text if tokenise(word.text) == [part] else part
                words.setdefault(part, typed)
    return tuple(words.values())


def names_nothing(question: Question) -> bool:
    """Whether a question has no word but those that ask for a record."""
    return all(word.text.casefold() in _NAMES_NONE for word in question.words)


def wants_summary(text: str) -> bool:
    """Whether a message asks for a summary, and names a document for it or nothing at all."""
    core = core_question(text)
    if not SUMMARY.search(core):
        return False
    called = {word.removesuffix("s") for word in tokenise(core)} & {*_CALLED, *_ANYTHING}
    return bool(called) or not parse_question(text).words


def document_meant(
    text: str, summaries: Sequence[DocumentSummary], cited_before: Sequence[str]
) -> str | None:
    """Return the id of the one document that a question means; ``None`` if none or several."""
    meant = documents_named(core_question(text), summaries) or ()
    if len(meant) > 1:
        meant = tuple(s for s in meant if s.document_id in cited_before[:1])
    return meant[0].document_id if len(meant) == 1 else None


def names_a_document(
    named: Collection[DocumentSummary] | None, summaries: Sequence[DocumentSummary]
) -> bool:
    """Whether the question picked documents out, rather than meaning whatever there is."""
    return named is not None and len(named) < len(summaries)


def _called_so(called: str | None, summaries: Sequence[DocumentSummary]) -> list[DocumentSummary]:
    """Return the documents that a noun fits by what their record says, or else by their titles."""
    if called is None:
        return list(summaries)
    words = _CALLED[called]
    fits = [s for s in summaries if words & _what_it_is(s)]
    return fits or [s for s in summaries if words & _names_of(s)]


def _what_it_is(summary: DocumentSummary) -> set[str]:
    return set(tokenise(f"{summary.metadata.kind} {summary.metadata.publisher or ''}"))


def _names_of(summary: DocumentSummary) -> set[str]:
    return set(tokenise(f"{summary.metadata.title} {summary.document_id}"))
