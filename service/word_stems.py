"""The telling words of a text, cut to their beginnings, so that two texts can be compared."""

from index.normalising import tokenise

STEM_LETTERS = 6
_COMMON = frozenset(
    """
    the a an of in on at to for by from with and or but as is are was were be been has have had it
    its this that these those which who not no any up than then also into over about more most
    report reports found said says according source sources page pages between after before under
    undated article their his her they he she did does do will would may can what when how many
    much there other such
    """.split()
)


def stems(text: str) -> frozenset[str]:
    """Return the telling words of a text, cut to their beginnings; no numbers."""
    return frozenset(
        word[:STEM_LETTERS].rstrip("s")
        for word in tokenise(text)
        if word not in _COMMON and not word[0].isdigit() and len(word) > 1
    )
