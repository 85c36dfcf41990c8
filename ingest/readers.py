"""Bytes of a file to a ``Document``, one reader per format.

The contract of text: a ``.txt`` file's text is its bytes decoded as UTF-8, without a
byte order mark, line ends untouched; of Markdown and HTML it is the extracted plain
text, without front matter and markup.
"""

import codecs
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from ingest.documents import Block, Document
from ingest.errors import UnreadableDocument
from ingest.html import read_html
from ingest.markdown import read_markdown
from ingest.metadata import Fields, make_metadata, parse_fields, split_front_matter
from ingest.passages import make_outline
from ingest.plain_text import read_plain_text

Extracted = tuple[str, tuple[Block, ...], Fields]


def _extract_plain_text(source: str) -> Extracted:
    return source, read_plain_text(source), Fields()


def _extract_markdown(source: str) -> Extracted:
    front_matter, body = split_front_matter(source)
    text, blocks = read_markdown(body)
    return text, blocks, parse_fields(front_matter, "its front matter")


def _extract_html(source: str) -> Extracted:
    text, blocks, texts = read_html(source)
    return text, blocks, Fields(texts)


READERS: Mapping[str, Callable[[str], Extracted]] = {
    ".txt": _extract_plain_text,
    ".md": _extract_markdown,
    ".markdown": _extract_markdown,
    ".html": _extract_html,
    ".htm": _extract_html,
}


def read_document(document_id: str, content: bytes, sidecar: str | None = None) -> Document:
    """Return the document that a file holds.

    Args:
        document_id: the file's path relative to the corpus, with its suffix.
        content: the file's bytes.
        sidecar: the text of ``NAME.meta.yaml``, if there is one; it goes before what
            the document says about itself.

    Raises:
        UnreadableDocument: unknown format, not UTF-8, binary, no text, or metadata that
            cannot be understood. The message is the reason.
    """
    path = PurePosixPath(document_id)
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(READERS)
        raise UnreadableDocument(f"format '{path.suffix or path.name}' is not one of {known}")
    fields = parse_fields(sidecar, "its .meta.yaml") if sidecar is not None else Fields()
    text, blocks, own_fields = reader(decode(content))
    if not any(character.isalnum() for character in text):
        raise UnreadableDocument("it holds no text")
    title = next((text[b.start : b.end] for b in blocks if b.kind == "title"), None)
    metadata = make_metadata(
        " ".join(title.split()) if title else None, path.stem, fields, own_fields
    )
    return Document(document_id, text, metadata, blocks, make_outline(text, blocks))


def decode(content: bytes) -> str:
    """Return a file's text without its byte order mark.

    Raises:
        UnreadableDocument: it is not UTF-8, or is not text.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableDocument("it is UTF-16, not UTF-8")
    if b"\0" in content:
        raise UnreadableDocument("it is a binary file, not text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(f"it is not UTF-8 text (byte {error.start:,})") from error
