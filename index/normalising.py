"""Text as searching sees it: one form for characters that people do not tell apart.

In goes any text, out comes text for matching words, never for quoting: the result may be
shorter or longer than the input, so no offset into it points into a document. Nothing is
stemmed here and case is kept by ``normalise`` (the analyzer of ``index.lexical`` folds it).
"""

import re
import unicodedata

_HYPHENS = "\u2010\u2011\u2012\u2013\u2043\u2212\ufe58\ufe63\uff0d"
_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u02bc\u2039\u203a"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"

_REPLACEMENTS = str.maketrans(
    dict.fromkeys(_HYPHENS, "-")
    | dict.fromkeys(_SINGLE_QUOTES, "'")
    | dict.fromkeys(_DOUBLE_QUOTES, '"')
    | dict.fromkeys(_INVISIBLE, "")
)

# Letters and digits of any script: the same cut as tantivy's "simple" tokenizer makes.
_WORD = re.compile(r"[^\W_]+")


def replace_surrogates(text: str) -> str:
    """Return ``text`` with every lone surrogate as ``?``, character for character.

    JSON may carry half a surrogate pair, which no UTF-8 library takes. The length in code
    points stays the same, so offsets into the result are offsets into ``text``.
    """
    return text.encode("utf-8", "replace").decode("utf-8")


def normalise(text: str) -> str:
    """Return ``text`` in the form in which words are indexed and looked up.

    Unicode NFKC; every hyphen, en dash and minus sign becomes ``-``; curly quotes, primes
    and guillemets become straight quotes; soft hyphens and zero-width characters vanish;
    lone surrogates become ``?``. Doing it twice changes nothing.
    """
    # Twice: NFKC turns some replaced characters into others (a prime triple into primes),
    # and taking out a joiner may bring a letter and a combining mark together.
    replaced = replace_surrogates(text).translate(_REPLACEMENTS)
    composed = unicodedata.normalize("NFKC", replaced).translate(_REPLACEMENTS)
    return unicodedata.normalize("NFKC", composed)


def tokenise(text: str) -> list[str]:
    """Return the words of ``text`` in order, normalised and case-folded, not stemmed.

    A word is a run of letters and digits, so ``U.S.`` is two words and ``high-stakes`` is
    two words. Text without letters or digits gives an empty list.
    """
    return _WORD.findall(normalise(text).casefold())
