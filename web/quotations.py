"""Quotations as the page shows them: with stance, times, citations, and what disagrees."""

from service.quotation_schemas import DisagreementBody, PremiseBody
from service.schemas import CitationBody, RecordBody, SpanBody, StatementBody
from service.stance_words import describe_stance
from web.views import Contrast, Correction, Marker, Quote, QuotePart, Side
from web.wording import STANCE_NOTES, dated, days, in_words, one_line, section_path

TEXT_ID_DIGITS = 12


def reading_url(span: SpanBody) -> str:
    """Return where a span is read: its address, the text it was cut from, and the place."""
    text_id = span.content_hash.partition(":")[2][:TEXT_ID_DIGITS]
    return f"{span.url}&text={text_id}#quote"


def quote_of(statement: StatementBody, sources: dict[int, CitationBody | RecordBody]) -> Quote:
    """Return a quotation with its citations, its stance and its times in words."""
    code = statement.stance or "stated"
    cited = [
        span for number in statement.citations if isinstance(span := sources[number], CitationBody)
    ]
    return Quote(
        parts=parts_of(statement.text, statement.emphasis),
        markers=tuple(marker_of(span) for span in cited),
        stance=stance_label(statement),
        stance_code=code,
        stance_note=STANCE_NOTES[code],
        times=times_in_words(statement),
    )


def contrast_of(one: DisagreementBody, sources: dict[int, CitationBody | RecordBody]) -> Contrast:
    """Return two quotations that do not say the same, what differs emphasised."""
    values = one.values or [""] * len(one.citations)
    sides = []
    for number, value in zip(one.citations, values, strict=True):
        span = sources[number]
        if not isinstance(span, CitationBody):
            continue
        start = span.quote.find(value)
        sides.append(
            Side(
                title=one_line(span.document_title),
                dated=dated(span.published, span.as_of),
                parts=parts_of(span.quote, (start, start + len(value)) if value else None),
                marker=marker_of(span),
            )
        )
    return Contrast(tuple(sides))


def correction_of(
    premise: PremiseBody, sources: dict[int, CitationBody | RecordBody]
) -> Correction:
    """Return what the question says beside what the source says."""
    span = sources[premise.citation]
    assert isinstance(span, CitationBody)
    return Correction(one_line(premise.asked), one_line(premise.source), marker_of(span))


def marker_of(span: CitationBody) -> Marker:
    """Return the link that a citation is."""
    return Marker(span.number, reading_url(span), f"Source {span.number}: {place_of(span)}")


def stance_label(statement: StatementBody) -> str:
    """Return how sure the source is, in words."""
    speaker = statement.speaker.name if statement.speaker else None
    return one_line(describe_stance(statement.stance, speaker))


def times_in_words(statement: StatementBody) -> tuple[str, ...]:
    """Return which days a quotation means by words such as "last week"."""
    return tuple(
        f"“{one_line(time.text)}”: {days(time.earliest, time.latest)}, counted from"
        f" {in_words(time.relative_to)}"
        for time in statement.times
        if time.earliest and time.latest
    )


def parts_of(text: str, emphasis: tuple[int, int] | None) -> tuple[QuotePart, ...]:
    """Return a text in runs, the one from ``emphasis`` emphasised."""
    start, end = emphasis or (0, 0)
    parts = (
        QuotePart(text[:start], is_emphasised=False),
        QuotePart(text[start:end], is_emphasised=True),
        QuotePart(text[end:], is_emphasised=False),
    )
    return tuple(part for part in parts if part.text)


def place_of(span: SpanBody) -> str:
    """Return heading path and date of a span."""
    return f"{section_path(span.section)}, {dated(span.published, span.as_of)}"
