"""What is printed cannot steer the terminal."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from ingest.display import printable


def test_escape_sequences_and_overrides_are_replaced() -> None:
    assert printable("a\x1b[31mb\u202ec\rd\ud800") == "a\ufffd[31mb\ufffdc\ufffdd\ufffd"
    assert printable("line\r\nline\tline\n") == "line\nline\tline\n"
    assert printable("cafe\u0301 שלום \u2011 \U0001f54a") == "cafe\u0301 שלום \u2011 \U0001f54a"


@given(st.text())
def test_no_control_character_is_left(text: str) -> None:
    shown = printable(text)

    assert not [c for c in shown if unicodedata.category(c) == "Cc" and c not in "\n\t"]
    assert printable(shown) == shown
