"""Everything an owner should know about a corpus before anybody asks it.

In: a folder. Out: findings, sorted by file and line. Nothing is changed, nothing is looked
up on the network, and no file can stop the check.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.aliases import ALIASES_NAME, parse_aliases
from ingest.corpus import read_alias_file, read_source, survey_corpus
from ingest.documents import Document, SkippedFile
from ingest.errors import AliasesUnreadable, UnreadableDocument
from ingest.findings import Finding
from ingest.metadata import split_front_matter
from ingest.metadata_checks import MetadataPlaces, check_metadata
from ingest.metadata_lines import FieldLines, find_fields
from ingest.near_duplicates import find_near_duplicates
from ingest.text_checks import MARKDOWN_SUFFIXES, check_text


def check_corpus(
    folder: Path, *, today: datetime.date, older_than: int | None = None
) -> tuple[int, list[Finding]]:
    """Return the number of documents and what is to be said about the corpus in ``folder``.

    Args:
        folder: the corpus.
        today: the day against which dates are held.
        older_than: also report documents whose ``as_of`` (else ``published``) lies more
            than so many days before ``today``.

    Raises:
        CorpusMissing: ``folder`` is not there, or is not a folder.
    """
    corpus = survey_corpus(folder)
    findings = [_check_skipped(folder, skip) for skip in corpus.skipped]
    if not corpus.documents:
        remedy = "Put at least one .txt, .md or .html file into it."
        findings.append(Finding(".", 1, "error", "corpus_empty", "it holds no document", remedy))
    for document in corpus.documents:
        path = document.document_id
        try:
            source, sidecar = read_source(folder, path)
        except UnreadableDocument as error:  # changed since it was read a moment ago
            findings.append(_skipped(path, 1, error.message))
            continue
        findings += check_metadata(document, _places(path, source, sidecar), today, older_than)
        findings += check_text(document, source, folder)
    findings += _check_titles(corpus.documents)
    findings += _check_duplicates(corpus.documents)
    findings += _check_aliases(folder, corpus.documents)
    return len(corpus.documents), sorted(findings)


def _places(path: str, source: str, sidecar: str | None) -> MetadataPlaces:
    front_matter = FieldLines()
    if path.lower().endswith(MARKDOWN_SUFFIXES):
        front_matter = find_fields(split_front_matter(source)[0])
    return MetadataPlaces(path, find_fields(sidecar) if sidecar is not None else None, front_matter)


def _check_skipped(folder: Path, skip: SkippedFile) -> Finding:
    if skip.reason.startswith("format "):
        remedy = "Save its text as .txt, .md or .html if it is to be asked about."
        return Finding(skip.path, 1, "warning", "format_unknown", skip.reason, remedy)
    if skip.reason.startswith(("its front matter", "its .meta.yaml")):
        try:
            places = _places(skip.path, *read_source(folder, skip.path))
        except UnreadableDocument:
            return _skipped(skip.path, 1, skip.reason)
        path, line = places.place_of_reason(skip.reason)
        return _skipped(path, line, skip.reason)
    return _skipped(skip.path, 1, skip.reason)


def _skipped(path: str, line: int, reason: str) -> Finding:
    remedy = "Mend it, or take the file out of the corpus."
    return Finding(path, line, "error", "file_skipped", f"it is not read: {reason}", remedy)


def _check_aliases(folder: Path, documents: Sequence[Document]) -> Iterator[Finding]:
    """Report what is wrong in the alias file, and groups of which no document has a name."""
    mend = "Mend it: the corpus is not indexed with a broken alias file."
    try:
        text = read_alias_file(folder)
    except AliasesUnreadable as error:
        yield Finding(ALIASES_NAME, 1, "error", "aliases_unreadable", error.message, mend)
        return
    groups, faults = parse_aliases(text or "")
    for fault in faults:
        yield Finding(ALIASES_NAME, fault.line, "error", "aliases_unreadable", fault.message, mend)
    texts = [" ".join(document.text.casefold().split()) for document in documents]
    for group in groups:
        names = [name.casefold() for name in group.names]
        if not any(name in text for name in names for text in texts):
            message = f"no document has any of these names: {', '.join(group.names)[:80]}"
            remedy = "See whether one is spelt as in the documents, or take the group out."
            yield Finding(ALIASES_NAME, group.line, "warning", "alias_unused", message, remedy)


def _check_titles(documents: Sequence[Document]) -> Iterator[Finding]:
    """Report titles that name several documents: answers name documents by their title."""
    first: dict[str, str] = {}
    for document in documents:
        other = first.setdefault(document.metadata.title.casefold(), document.document_id)
        if other != document.document_id:
            message = f"its title is that of {other} too: '{document.metadata.title[:60]}'"
            remedy = "Give one of them another 'title'."
            yield Finding(document.document_id, 1, "warning", "title_repeated", message, remedy)


def _check_duplicates(documents: Sequence[Document]) -> Iterator[Finding]:
    by_text: defaultdict[str, list[Document]] = defaultdict(list)
    for document in documents:
        by_text[document.content_hash].append(document)
    remedy = "Keep one of them: the same sentence would be cited as two witnesses."
    for same in by_text.values():
        for copy in same[1:]:
            message = f"it has the same text as {same[0].document_id}"
            yield Finding(copy.document_id, 1, "error", "duplicate", message, remedy)
    originals = [same[0] for same in by_text.values()]
    for pair in find_near_duplicates([document.text for document in originals]):
        first, second = originals[pair.first], originals[pair.second]
        message = f"it is {pair.similarity:.0%} like {first.document_id}"
        yield Finding(second.document_id, 1, "warning", "near_duplicate", message, remedy)
