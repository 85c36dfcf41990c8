"""Answer or abstain: the operating point over the reader's calibrated probability.

Three tiers: *answered*, *partial* ("this may not answer you, but it is what the documents
say"), *abstained*. A false answer costs a reader more than a false refusal, so the
thresholds lie where the development half of the questions has hardly any false answer.
"""

from index.lexical import LexicalIndex
from service.abstaining import explain, missing_terms
from service.answers import Outcome, Reason
from service.questions import Question
from service.reading import Reading

ANSWERED_FROM = 0.5
PARTIAL_FROM = 0.4


def decide(
    question: Question, reading: Reading, lexical: LexicalIndex, documents: int
) -> tuple[Outcome, Reason | None]:
    """Return how the answer ends, and why if it is not a full answer."""
    if question.is_opinion or not question.words or not reading.sentences:
        return Outcome.ABSTAINED, explain(question, reading, lexical, documents=documents)
    unknown_names = [word for word in missing_terms(question, reading, lexical) if word.is_name]
    unknown = bool(unknown_names) and not question.is_yes_no
    if unknown or reading.answerable < PARTIAL_FROM:
        return Outcome.ABSTAINED, explain(question, reading, lexical, documents=documents)
    if reading.answerable < ANSWERED_FROM:
        return Outcome.PARTIAL, Reason(
            "low_confidence",
            "This may not answer the question, but it is what the documents say.",
        )
    return Outcome.ANSWERED, None
