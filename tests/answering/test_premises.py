"""Questions that take for granted what the source tells otherwise."""

from collections.abc import Callable, Mapping

import pytest

from service.answers import Citation, Outcome, Reason, SourceSpan, Verdict
from service.assistant import Assistant
from service.citations import verify_premises
from service.errors import CitationBroken
from service.premises import settled
from service.quotation_notes import Premise

NOTE = """# The copper mine

## Strike

The miners' strike closed the copper mine at Sohar for about 12 weeks.

Norway, not Sweden, lent the mine two pumps in 2019.

The second meeting of the owners and the miners was held in Nizwa.
"""
FILES = {"mine.md": NOTE, "lake.md": "# Lake\n\nThe lake is deep and cold, and holds many fish.\n"}
Make = Callable[[Mapping[str, str]], Assistant]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("The miners' strike closed the copper mine for two years, right?",
         ("two years", "about 12 weeks")),
        ("Did Sweden lend the mine two pumps?", ("Sweden", "Norway")),
        ("Why did Kuwait host the second meeting of the owners and the miners?",
         ("Kuwait", "Nizwa")),
    ],
)  # fmt: skip
def test_what_a_question_says_stands_beside_what_the_source_says(
    assistant_over: Make, question: str, expected: tuple[str, str]
) -> None:
    answer = assistant_over(FILES).ask(question)

    (premise,) = answer.premises
    assert (premise.asked, premise.source) == expected
    first = answer.statements[0]
    assert first.kind == "premise"
    assert first.citations == (premise.citation,)
    assert first.text == f"The question says “{expected[0]}”; the source says “{expected[1]}”."
    assert answer.outcome is not Outcome.ABSTAINED


@pytest.mark.parametrize(
    "question",
    [
        "The miners' strike closed the copper mine for 12 weeks, right?",
        "How many weeks did the strike close the copper mine?",
        "Did Norway lend the mine two pumps?",
        "Was the second meeting of the owners and the miners held in Nizwa?",
        "Did the strike at Sohar close the mine?",
    ],
)
def test_a_question_that_is_right_is_not_set_right(assistant_over: Make, question: str) -> None:
    answer = assistant_over(FILES).ask(question)

    assert not answer.premises
    assert all(statement.kind != "premise" for statement in answer.statements)


def test_an_unknown_name_without_a_mistaken_premise_is_still_abstained_on(
    assistant_over: Make,
) -> None:
    answer = assistant_over(FILES).ask("Why did Peru buy the lake?")

    assert answer.outcome is Outcome.ABSTAINED
    assert not answer.statements
    assert not answer.premises


def test_a_premise_that_is_not_word_for_word_never_leaves() -> None:
    span = SourceSpan(
        "a.md", "A", None, None, "note", (), 0, 8, "12 weeks", Verdict.VERBATIM, "sha256:0"
    )
    citations = [Citation(1, span)]

    verify_premises([Premise("two years", "12 weeks", 1)], "for two years?", citations)
    for wrong in (
        Premise("three years", "12 weeks", 1),
        Premise("two years", "13 weeks", 1),
        Premise("two years", "12 weeks", 2),
        Premise("two years", "", 1),
    ):
        with pytest.raises(CitationBroken):
            verify_premises([wrong], "for two years?", citations)


def test_a_doubt_that_a_quotation_explains_is_an_answer() -> None:
    doubt = Reason("low_confidence", "This may not answer the question.")
    elsewhere = Reason("part_unanswered", "One part is missing.")
    premises = (Premise("two years", "12 weeks", 1),)

    assert settled(Outcome.PARTIAL, doubt, premises) == (Outcome.ANSWERED, None, premises)
    assert settled(Outcome.PARTIAL, doubt, ()) == (Outcome.PARTIAL, doubt, ())
    assert settled(Outcome.PARTIAL, elsewhere, premises) == (Outcome.PARTIAL, elsewhere, premises)
