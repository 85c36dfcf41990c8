"""A question in the corpus's own names: what it is read as, never what is shown.

In: a question, and an index version. Out: the same question with every name that no document
has replaced by another name of the same thing that documents do have ("Ansarullah":
"Houthi"). A name that the corpus has is left alone, whatever else it may mean.
"""

from index.retrieval import Index
from service.questions import MAX_QUESTION_CHARACTERS, Question, reword


def in_names_of(index: Index, question: Question) -> Question:
    """Return the question to search with and to read for; itself if every name is known."""
    text = question.text
    for span in reversed(index.names.spans(text)):
        if index.lexical.mentions(text[span.start : span.end]):
            continue
        # The first of the most frequent: the owner's order decides among equals.
        counts = {name: index.lexical.count_mentions(name) for name in span.others}
        best = max(counts, key=lambda name: counts[name])
        if counts[best]:
            text = f"{text[: span.start]}{best}{text[span.end :]}"
    if text == question.text or len(text) > MAX_QUESTION_CHARACTERS:
        return question
    return reword(question, text)
