"""What a careful reader should know of an answer's sources, beside the answer itself."""

from collections.abc import Sequence

from index.records import Records
from service.answer_types import AnswerType
from service.answers import Citation, Notice, Reason, Stance, Statement
from service.questions import Question
from service.quotation_notes import Disagreement, SaidTime
from service.said_times import has_date
from service.sources import count_sources

_WHEN = (AnswerType.DATE, AnswerType.CALENDAR_DATE, AnswerType.YEAR)


def notices(
    statements: Sequence[Statement],
    citations: Sequence[Citation],
    disagreements: Sequence[Disagreement],
    records: Records,
) -> tuple[Notice, ...]:
    """Return the warnings about the sources of an answer; none for an abstention."""
    if not citations:
        return ()
    found: list[Notice] = []
    spans = [citation.span for citation in citations]
    if any(not (span.published or span.as_of) for span in spans):
        found.append(
            Notice(
                "undated_source",
                "A source carries no date: when it was written, and how far its facts reach,"
                " is not known.",
            )
        )
    if open_times := _open_times(statements):
        found.append(Notice("relative_time", _counted_from(open_times)))
    documents = {span.document_id for span in spans}
    if len(documents) == 1:
        found.append(Notice("single_source", "Every quotation comes from one document."))
    elif not disagreements and count_sources(documents, records) == 1:
        copies = "The documents quoted are copies of one another, or nearly so: one source."
        found.append(Notice("single_source", copies))
    found += [Notice("sources_disagree", _disagreeing(one)) for one in disagreements]
    return tuple(found)


def relative_date_only(question: Question, best: Statement | None) -> Reason | None:
    """Return why a "when" question is only partly answered, if no day can be told.

    Args:
        question: what was asked.
        best: the quote that answers best, if it is among the statements.
    """
    if best is None or question.asks not in _WHEN or best.stance is Stance.DENIED:
        return None
    if not best.times or has_date(best.text) or any(time.earliest for time in best.times):
        return None
    named = " and ".join(f"“{time.text}”" for time in best.times)
    return Reason(
        "relative_date",
        f"The source says only {named}, counted from a day that is not known: no date can be"
        " told from it.",
    )


def _disagreeing(one: Disagreement) -> str:
    if len(one.citations) == 1:
        return f"Source [{one.citations[0]}] itself tells of accounts that do not agree."
    first, second = one.citations
    if one.values:
        return (
            f"The sources do not agree: [{first}] says “{one.values[0]}”, [{second}] says"
            f" “{one.values[1]}”."
        )
    return f"[{first}] and [{second}] do not tell the same."


def _open_times(statements: Sequence[Statement]) -> list[tuple[SaidTime, tuple[int, ...]]]:
    return [
        (time, statement.citations)
        for statement in statements
        for time in statement.times
        if time.earliest is None
    ]


def _counted_from(times: Sequence[tuple[SaidTime, tuple[int, ...]]]) -> str:
    named = list(
        dict.fromkeys(
            f"“{time.text}” {''.join(f'[{number}]' for number in numbers)}"
            for time, numbers in times
        )
    )
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    verb = "counts" if len(named) == 1 else "count"
    return f"{listed} {verb} from the day of a text whose date is not known."
