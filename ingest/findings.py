"""What a check of a corpus has to say: one finding for one line of one file."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something the owner of a corpus should look at; sorts by file and line.

    Attributes:
        path: The file, relative to the corpus, with ``/``; ``.`` is the corpus itself.
        line: In that file as it stands, from 1.
        severity: ``error`` if answers suffer for certain or an address cannot work,
            ``warning`` if the owner has to judge.
        code: Stable name of the kind of finding, such as ``near_duplicate``.
        message: What was found.
        remedy: What to do about it.
    """

    path: str
    line: int
    severity: Severity
    code: str
    message: str
    remedy: str
