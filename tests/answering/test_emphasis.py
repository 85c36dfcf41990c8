"""The short answer is marked inside a quotation, and only where one thing was asked for."""

from collections.abc import Callable, Mapping

import pytest

from service.assistant import Assistant

PORT = (
    "# Port Marlin\n\nThe harbour of Port Marlin was dredged in 1987. Its lighthouse was designed"
    " by Ada Quell. Ferries to Sandholm leave twice a day.\n"
)


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("When was the harbour of Port Marlin dredged?", "1987"),
        ("Who designed the lighthouse of Port Marlin?", "Ada Quell"),
        ("How often do ferries leave for Sandholm?", "twice a day"),
    ],
)
def test_the_short_answer_of_a_fact_is_marked(
    assistant_over: Callable[[Mapping[str, str]], Assistant], question: str, short: str
) -> None:
    answer = assistant_over({"port.md": PORT}).ask(question)
    (quote,) = [statement for statement in answer.statements if statement.kind == "quote"]

    assert quote.emphasis is not None
    assert quote.text[slice(*quote.emphasis)] == short


def test_a_subject_has_no_short_answer(
    assistant_over: Callable[[Mapping[str, str]], Assistant],
) -> None:
    answer = assistant_over({"port.md": PORT}).ask("Tell me about Port Marlin")

    assert answer.citations
    assert all(statement.emphasis is None for statement in answer.statements)
