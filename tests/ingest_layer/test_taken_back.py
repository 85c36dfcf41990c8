"""What an author struck out or hid is not what the document says."""

import pytest

from ingest.readers import read_document

SEEN = "The gate opens in June."
UNSEEN = "killed"


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a.html", f"<p><del>It killed ten.</del> {SEEN}</p>"),
        ("a.html", f"<p><s>It killed ten.</s> {SEEN} <strike>killed</strike></p>"),
        ("a.md", f"~~It killed ten.~~ {SEEN}"),
        ("a.md", f'<span style="display:none">It killed ten.</span> {SEEN}'),
        ("a.md", f"<span hidden>It <b>killed</b><br> ten.</span> {SEEN}"),
        ("a.md", f"<del>It <del>twice</del> killed ten.</del> {SEEN}"),
        ("a.md", f"<script>killed</script> {SEEN}"),
    ],
)
def test_text_that_no_reader_sees_is_not_read(name: str, source: str) -> None:
    text = read_document(name, source.encode()).text

    assert SEEN in text
    assert UNSEEN not in text


def test_raw_html_that_hides_nothing_keeps_its_text() -> None:
    text = read_document("a.md", b"The <b>gate</b> opens<br>in <img src=x> June.").text

    assert text.split() == ["The", "gate", "opens", "in", "June."]
