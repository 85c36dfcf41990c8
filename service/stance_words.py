"""A stance in words that a reader understands at a glance: "according to AP", "planned"."""

import re

_WORDS = {
    "tabled": "on the table, not settled",
    "planned": "planned",
    "possible": "possible, not certain",
    "attributed": "as said by others",
    "denied": "not so, or not found",
    "stated": "stated",
}
_BY_SPEAKER = {"attributed": "according to", "denied": "denied or refused by"}
_ARTICLE = re.compile(r"^(?:The|An?)\b")


def describe_stance(stance: str | None, speaker: str | None) -> str:
    """Return the label of a quotation; ``speaker`` is the name that its sentence gives."""
    code = stance or "stated"
    if speaker and code in _BY_SPEAKER:
        name = _ARTICLE.sub(lambda article: article.group().lower(), speaker)
        return f"{_BY_SPEAKER[code]} {name}"
    return _WORDS[code]
