"""Whether the documents announce what a question about the future asks.

"Will there be a hotline?" is answered by the plan to open one. "Will Congress approve?" is
not answered by a plan to debate, nor by what Congress can do: nobody knows.
"""

import re

from service.abstaining import TELLING
from service.reading import Reading

# A word is there: itself, or one that means the same.
SUPPORTED = 0.7
_ANNOUNCES = re.compile(
    r"\b(?:will|shall|slated|plan(?:s|ned|ning)?|schedul(?:e|ed)|timeline|due|pledge[sd]?|expect(?:s|ed)?"
    r"|commit(?:s|ment|ted)?|agree(?:s|d|ment)?|allow(?:s|ed|ing)?|intend(?:s|ed)?|propos(?:al|es|ed)"
    r"|promise[sd]?|next|upcoming|set to|to be)\b",
    re.IGNORECASE,
)


def is_announced(reading: Reading) -> bool:
    """Whether one sentence speaks of what is to come in all telling words of the question."""
    telling = reading.weights >= TELLING
    return any(
        bool((read.support[telling] >= SUPPORTED).all())
        and bool(_ANNOUNCES.search(" ".join((*read.passage.section[-1:], read.text))))
        for read in reading.sentences
    )
