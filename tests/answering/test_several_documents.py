"""Answers from several documents: their order, copies, and where they do not agree."""

from collections.abc import Callable, Mapping

import pytest

from service.answers import Answer, Citation, Outcome, SourceSpan, Verdict
from service.assistant import Assistant
from service.citations import verify_values
from service.disagreements import conflict, holds_both_sides
from service.errors import CitationBroken
from service.quantities import find_quantities
from service.questions import parse_question
from service.quotation_notes import Disagreement

Make = Callable[[Mapping[str, str]], Assistant]


def note(published: str, *sentences: str, title: str = "Harbour") -> str:
    front = f"---\ntitle: '{title} {published}'\n"
    front += f"published: '{published}'\n" if published else ""
    return f"{front}---\n# {title}\n\n" + "\n\n".join(sentences) + "\n"


def codes(answer: Answer) -> set[str]:
    return {warning.code for warning in answer.warnings}


CLOSED = "The Salalah harbour strike of the pilots closed the container terminal for"


def test_two_figures_for_one_thing_stand_side_by_side_newest_first(assistant_over: Make) -> None:
    assistant = assistant_over(
        {
            "a.md": note("2024-03-01", f"{CLOSED} 12 days."),
            "b.md": note("2025-06-01", f"{CLOSED} 20 days."),
            "c.md": note("", "The harbour museum shows old maps of the coast.", title="Maps"),
        }
    )
    answer = assistant.ask("How long did the strike of the pilots close the container terminal?")

    assert answer.outcome is Outcome.ANSWERED
    assert [citation.span.document_id for citation in answer.citations] == ["b.md", "a.md"]
    assert answer.disagreements == (Disagreement((1, 2), ("20 days", "12 days")),)
    assert "sources_disagree" in codes(answer)
    assert "single_source" not in codes(answer)


def test_the_same_figure_in_other_units_is_no_disagreement(assistant_over: Make) -> None:
    assistant = assistant_over(
        {
            "a.md": note("2024-03-01", f"{CLOSED} two weeks."),
            "b.md": note("2025-06-01", f"{CLOSED} 14 days."),
        }
    )
    answer = assistant.ask("How long did the strike of the pilots close the container terminal?")

    assert len(answer.citations) == 2
    assert not answer.disagreements
    assert "sources_disagree" not in codes(answer)


def test_copies_count_as_one_source(assistant_over: Make) -> None:
    sentences = (
        f"{CLOSED} 12 days.",
        "Ships waited off the coast, and the fees for the trawlers rose by a fifth that month.",
        "The port authority and the pilots met in the old customs house and signed a contract.",
        "The contract gives every pilot two free nights a week and a new boat each.",
    )
    assistant = assistant_over(
        {
            "a.md": note("2024-03-01", *sentences),
            "b.md": note("2024-03-02", *sentences[:3], sentences[3].replace("new", "white")),
        }
    )
    answer = assistant.ask("How long did the strike of the pilots close the container terminal?")

    assert {citation.span.document_id for citation in answer.citations} == {"a.md", "b.md"}
    assert next(w.text for w in answer.warnings if w.code == "single_source").startswith(
        "The documents quoted are copies"
    )


@pytest.mark.parametrize(
    ("question", "one", "other", "expected"),
    [
        ("How long was the mine shut?", "The copper mine was shut for 3 weeks.",
         "The copper mine was shut for 5 weeks.", ("3 weeks", "5 weeks")),
        ("How long was the mine shut?", "The copper mine was shut for 3 weeks in 2019.",
         "The copper mine was shut for 5 weeks in 2021.", None),  # two closures
        ("How long was the mine shut?", "The copper mine was shut for about 3 weeks.",
         "The copper mine was shut for 20 days.", None),  # rounded
        ("How long was the mine shut?", "The copper mine was shut for 3 weeks.",
         "The gold theatre was open for 5 weeks.", None),  # another thing
        ("What share of the votes did the mayor win?", "The mayor won 52% of the votes cast.",
         "The mayor won 48% of the votes cast.", ("52%", "48%")),
        ("When was the bridge opened?", "The harbour bridge was opened on 3 May 1998.",
         "The harbour bridge was opened on 4 May 1998.", ("3 May 1998", "4 May 1998")),
        ("When was the bridge opened?", "The harbour bridge was opened on 3 May 1998.",
         "The harbour bridge was opened in May 1998.", None),
        ("Is there a radar on the harbour bridge?", "A radar stands on the harbour bridge.",
         "No radar on the harbour bridge was found.", ()),
    ],
)  # fmt: skip
def test_only_what_speaks_of_the_same_thing_is_held_against_it(
    question: str, one: str, other: str, expected: tuple[str, ...] | None
) -> None:
    assert conflict(parse_question(question), one, other) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sources disagree on the number of boats.", True),
        ("The mayor said the quay was safe, while the union said it was rotten.", True),
        ("The leaflet page lists a ferry. No report of a ferry was found.", True),
        ("The two figures describe different days and do not contradict each other.", False),
        ("The mayor said the quay was safe and that it would stay open.", False),
        ("The quay was closed while divers worked.", False),
    ],
)
def test_a_text_may_itself_tell_of_both_sides(text: str, expected: bool) -> None:
    assert holds_both_sides(text) is expected


def test_quantities_carry_kind_unit_and_value() -> None:
    text = "About 1,200 boats, 3.5 million dollars, 12‑18 months, 20% and 7 May 2025."
    found = [(text[q.start : q.end], q.kind, q.unit) for q in find_quantities(text)]

    assert found == [
        ("1,200 boats", "count", "boat"), ("3.5 million dollars", "money", "dollar"),
        ("12‑18 months", "duration", ""), ("20%", "percentage", ""), ("7 May 2025", "date", ""),
    ]  # fmt: skip
    assert find_quantities(text)[0].is_rough
    assert find_quantities(text)[1].low == 3_500_000


def test_a_value_that_no_quotation_holds_never_leaves() -> None:
    span = SourceSpan(
        "a.md", "A", None, None, "note", (), 0, 7, "20 days", Verdict.VERBATIM, "sha256:0"
    )
    citations = [Citation(1, span), Citation(2, span)]

    verify_values([Disagreement((1, 2), ("20 days", "20"))], citations)
    with pytest.raises(CitationBroken):
        verify_values([Disagreement((1, 2), ("20 days", "30 days"))], citations)
    with pytest.raises(CitationBroken):
        verify_values([Disagreement((1, 3), ())], citations)
