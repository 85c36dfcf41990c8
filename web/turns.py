"""An answer as the page shows it: the answer object of the API in, a ``Turn`` out.

The page reads the same object as a program that asks the API; nothing is judged anew.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol
from urllib.parse import urlencode

from service.schemas import (
    AnswerBody,
    CitationBody,
    MissingBody,
    RecordBody,
    StatementBody,
)
from web.quotations import (
    contrast_of,
    correction_of,
    parts_of,
    quote_of,
    reading_url,
    stance_label,
    times_in_words,
)
from web.verdicts import confidence_note_of, confidence_of, nearest_label_of, verdict_of
from web.views import (
    Group,
    Marker,
    MoreSection,
    NearPassage,
    RecordLine,
    Source,
    Topic,
    Turn,
)
from web.wording import (
    dated,
    freshness,
    offsets,
    one_line,
    section_path,
)


class Offered(Protocol):
    """An offer of the service, as it makes it or as it sends it."""

    @property
    def text(self) -> str:
        """What to call it."""
        ...

    @property
    def question(self) -> str:
        """What to ask."""
        ...


def turn_of(answer: AnswerBody, topics: tuple[Topic, ...]) -> Turn:
    """Return the view of an answer; ``topics`` are offered where there is none."""
    sources = {citation.number: citation for citation in answer.citations}
    groups = _groups(answer.statements, sources)
    asked_as = answer.standalone_question
    return Turn(
        question=answer.question,
        permalink=question_url(answer.question),
        asked_as=None if asked_as == answer.question else asked_as,
        outcome=answer.outcome,
        verdict=verdict_of(answer),
        nearest_label=nearest_label_of(answer),
        reason=answer.reason.message if answer.reason else None,
        missing=tuple(_missing(lack) for lack in answer.reason.missing) if answer.reason else (),
        groups=groups,
        premises=tuple(correction_of(premise, sources) for premise in answer.premises),
        contrasts=tuple(
            contrast_of(one, sources) for one in answer.disagreements if len(one.citations) > 1
        ),
        sources=tuple(_source(citation) for citation in answer.citations),
        nearest=tuple(
            NearPassage(
                near.quote,
                reading_url(near),
                section_path(near.section),
                dated(near.published, near.as_of),
            )
            for near in answer.nearest
        ),
        more=tuple(
            MoreSection(
                section_path(more.section),
                one_line(more.document_title),
                f"{more.sentences} more sentence{'s' if more.sentences > 1 else ''}",
                f"{more.url}#quote",
            )
            for more in answer.more
        ),
        topics=(topics_of(answer.offers) or topics) if answer.outcome == "abstained" else (),
        warnings=tuple(warning.text for warning in answer.warnings),
        confidence=confidence_of(answer),
        confidence_note=confidence_note_of(answer),
        freshness=freshness(answer.as_of),
        summary=_summary(answer),
        copy_text=_plain_text(answer),
    )


def topics_of(offers: Sequence[Offered]) -> tuple[Topic, ...]:
    """Return offers as things to ask."""
    return tuple(
        Topic(one_line(one.text), one.question, question_url(one.question)) for one in offers
    )


def question_url(question: str) -> str:
    """Return where a question is answered."""
    return f"/?{urlencode({'q': question})}"


def _groups(
    statements: Sequence[StatementBody], sources: dict[int, CitationBody | RecordBody]
) -> tuple[Group, ...]:
    groups: list[Group] = []
    for statement in statements:
        if statement.kind == "premise":
            continue
        if statement.kind == "lead":
            groups.append(Group(statement.text, (), ()))
            continue
        last = groups.pop() if groups else Group("", (), ())
        if statement.kind == "record":
            last = replace(last, records=(*last.records, _record(statement, sources)))
        else:
            last = replace(last, quotes=(*last.quotes, quote_of(statement, sources)))
        groups.append(last)
    return tuple(groups)


def _record(statement: StatementBody, sources: dict[int, CitationBody | RecordBody]) -> RecordLine:
    return RecordLine(
        parts=parts_of(statement.text, statement.emphasis),
        markers=tuple(
            Marker(cited.number, cited.url, f"Source {cited.number}: {_entry(cited.field or '')}")
            for cited in (sources[number] for number in statement.citations)
        ),
    )


def _source(citation: CitationBody | RecordBody) -> Source:
    if isinstance(citation, RecordBody):
        return Source(
            number=citation.number,
            url=citation.url,
            title=_entry(citation.field),
            section=one_line(citation.document_title),
            dated=dated(citation.published, citation.as_of),
            file_name=one_line(citation.document_id),
            offsets=f"field {citation.field}",
        )
    return Source(
        number=citation.number,
        url=reading_url(citation),
        title=one_line(citation.document_title),
        section=section_path(citation.section),
        dated=dated(citation.published, citation.as_of),
        file_name=one_line(citation.document_id),
        offsets=offsets(citation),
    )


def _entry(field: str) -> str:
    return f"Entry of its record: {field.replace('_', ' ').partition('[')[0]}"


def _missing(lack: MissingBody) -> str:
    if lack.kind == "part":
        return f"the answer to “{lack.text}”"
    if lack.kind == "time":
        return f"what is asked, as of {lack.text}"
    return f"“{lack.text}”, which no document mentions" if lack.kind == "term" else lack.text


def _summary(answer: AnswerBody) -> str:
    quotes = [statement.text for statement in answer.statements if statement.kind == "quote"]
    entries = [statement.text for statement in answer.statements if statement.kind == "record"]
    if entries and not quotes:
        return f"{verdict_of(answer)}: {one_line('; '.join(entries[:3]))}"
    if not quotes:
        return f"{verdict_of(answer)}. {answer.reason.message if answer.reason else ''}"
    more = len(quotes) - 1
    others = f" And {more} more quotation{'s' if more > 1 else ''}." if more else ""
    return f"{verdict_of(answer)}: “{one_line(quotes[0])}”{others}"


def _plain_text(answer: AnswerBody) -> str:
    """Return the answer with its citations as text to be pasted elsewhere."""
    lines = [answer.question, ""]
    lines += [answer.reason.message, ""] if answer.reason else []
    for statement in answer.statements:
        if statement.kind == "lead":
            lines.append(statement.text)
        elif statement.kind in ("record", "premise"):
            numbers = "".join(f"[{number}]" for number in statement.citations)
            lines.append(f"{statement.text} {numbers}")
        else:
            numbers = "".join(f"[{number}]" for number in statement.citations)
            lines.append(f"“{statement.text}” {numbers} ({stance_label(statement)})")
            lines += [f"({time})" for time in times_in_words(statement)]
    if answer.citations:
        lines += ["", "Sources"]
    for citation in answer.citations:
        source = _source(citation)
        lines.append(
            f"[{source.number}] {source.title}. {source.section}, {source.dated}."
            f" {source.file_name}, {source.offsets}"
        )
    return "\n".join(lines)
