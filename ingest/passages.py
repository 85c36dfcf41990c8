"""A document's blocks to its outline, sentences and passages.

Passages follow the structure: none crosses a heading, a list stays with the sentence
that leads it in, sentences stay whole, and text plus context fit the encoder. Pure:
the caller brings the function that counts the encoder's tokens.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.documents import Block, Document, Heading, Passage, Sentence
from ingest.lines import leads_in
from ingest.sentences import sentence_spans

CountTokens = Callable[[Sequence[str]], list[int]]
_LONG_ITEM_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class ChunkOptions:
    """How passages are cut.

    ``max_tokens``: the encoder's limit, context and special tokens included.
    ``target_tokens``: a section longer than this is cut into passages of about this
    size; a list with its lead-in may exceed it, never ``max_tokens``.
    """

    max_tokens: int = 256
    target_tokens: int = 160


@dataclass(frozen=True, slots=True)
class _Group:
    """Sentences that stay together as long as they fit: a paragraph, or a lead-in and its list."""

    sentences: tuple[Sentence, ...]


def make_outline(text: str, blocks: Sequence[Block]) -> tuple[Heading, ...]:
    """Return the headings of ``text`` with their paths and the end of their sections."""
    headings = [block for block in blocks if block.kind == "heading"]
    path: list[tuple[int, str]] = []
    outline: list[Heading] = []
    for index, block in enumerate(headings):
        title = " ".join(text[block.start : block.end].split())
        path = [entry for entry in path if entry[0] < block.level]
        path.append((block.level, title))
        section_end = next(
            (later.start for later in headings[index + 1 :] if later.level <= block.level),
            len(text),
        )
        names = tuple(name for _, name in path)
        outline.append(Heading(title, block.level, block.start, block.end, section_end, names))
    return tuple(outline)


def split_document(
    document: Document, options: ChunkOptions, count_tokens: CountTokens
) -> tuple[Passage, ...]:
    """Return the passages of ``document`` in order; together they hold all its sentences.

    Only a single sentence longer than the encoder's limit makes a passage that exceeds
    ``options.max_tokens``; it is cut for embedding, never for quoting.
    """
    passages: list[Passage] = []
    inherited: dict[int, tuple[int, int]] = {}
    for heading, blocks in _sections(document):
        level = heading.level if heading else 0
        inherited = {depth: span for depth, span in inherited.items() if depth < level}
        groups = _groups(document.text, blocks, _nearest(inherited))
        if groups and _ends_leading_in(document.text, groups):
            last = groups[-1].sentences[-1]
            inherited[level] = (last.start, last.end)
        path = heading.path if heading else ()
        for sentences in _pack(document, path, groups, options, count_tokens):
            number = len(passages) + 1
            passages.append(_make_passage(document, path, sentences, number))
    return tuple(passages)


def _sections(document: Document) -> Iterable[tuple[Heading | None, list[Block]]]:
    by_start = {heading.start: heading for heading in document.outline}
    current: Heading | None = None
    blocks: list[Block] = []
    for block in document.blocks:
        if block.kind == "heading":
            yield current, blocks
            current, blocks = by_start[block.start], []
        elif block.kind != "title":
            blocks.append(block)
    yield current, blocks


def _nearest(inherited: dict[int, tuple[int, int]]) -> tuple[int, int] | None:
    return inherited[max(inherited)] if inherited else None


def _ends_leading_in(text: str, groups: Sequence[_Group]) -> bool:
    last = groups[-1].sentences[-1]
    return last.list_number is None and leads_in(text[last.start : last.end])


def _groups(text: str, blocks: Sequence[Block], inherited: tuple[int, int] | None) -> list[_Group]:
    """Return the section's sentences grouped by paragraph, every list with its lead-in."""
    groups: list[_Group] = []
    list_number: int | None = None
    lead_in = inherited
    for block in blocks:
        if block.kind == "paragraph":
            list_number = None
            spans = sentence_spans(text, block.start, block.end)
            sentences = [Sentence(*span, lead_in=inherited) for span in spans]
            if sentences and leads_in(text[sentences[-1].start : sentences[-1].end]):
                sentences[-1] = replace(sentences[-1], kind="lead_in")
            if sentences:
                groups.append(_Group(tuple(sentences)))
            continue
        if block.list_number != list_number and list_number is None:
            introduces = groups and groups[-1].sentences[-1].kind == "lead_in"
            last = groups[-1].sentences[-1] if introduces else None
            lead_in = (last.start, last.end) if last else inherited
            if not introduces:
                groups.append(_Group(()))
        list_number = block.list_number
        items = [Sentence(*span, "item", list_number, lead_in) for span in _item_spans(text, block)]
        groups[-1] = _Group((*groups[-1].sentences, *items))
    return [group for group in groups if group.sentences]


def _item_spans(text: str, block: Block) -> list[tuple[int, int]]:
    """Return an item as one span; one as long as a paragraph, as its sentences."""
    if block.end - block.start <= _LONG_ITEM_CHARACTERS:
        return [(block.start, block.end)]
    return sentence_spans(text, block.start, block.end)


def _pack(
    document: Document,
    path: tuple[str, ...],
    groups: Sequence[_Group],
    options: ChunkOptions,
    count_tokens: CountTokens,
) -> Iterable[tuple[Sentence, ...]]:
    """Fill passages group by group; a group that does not fit is cut between sentences."""
    text = document.text
    sentences = [sentence for group in groups for sentence in group.sentences]
    if not sentences:
        return
    counts = count_tokens([text[s.start : s.end] for s in sentences])
    size = {sentence.start: count for sentence, count in zip(sentences, counts, strict=True)}
    lead_ins = {sentence.lead_in for sentence in sentences}
    contexts = [_context(document, path, lead_in) for lead_in in lead_ins]
    room = max(options.max_tokens - max(count_tokens(contexts)), options.max_tokens // 4)
    target = min(_even_target(sum(size.values()), options.target_tokens), room)
    current: list[Sentence] = []
    used = 0
    for group in groups:
        total = sum(size[sentence.start] for sentence in group.sentences)
        together = total <= room
        if current and together and used + total > target:
            yield tuple(current)
            current, used = [], 0
        for sentence in group.sentences:
            count = size[sentence.start]
            if current and used + count > (room if together else target):
                yield tuple(current)
                current, used = [], 0
            current.append(sentence)
            used += count
    if current:
        yield tuple(current)


def _even_target(total: int, target: int) -> int:
    """Return a target that cuts ``total`` tokens into passages of about equal size."""
    passages = -(-total // target)
    return max(target // 2, -(-total // passages)) if passages > 1 else target


def _context(document: Document, path: tuple[str, ...], lead_in: tuple[int, int] | None) -> str:
    lines = [document.metadata.title]
    if path:
        lines.append(" > ".join(path))
    if lead_in:
        lines.append(" ".join(document.text[slice(*lead_in)].split()))
    return "\n".join(lines)


def _make_passage(
    document: Document, path: tuple[str, ...], sentences: tuple[Sentence, ...], number: int
) -> Passage:
    start, end = sentences[0].start, sentences[-1].end
    lead_in = sentences[0].lead_in
    if lead_in and lead_in[0] >= start:
        lead_in = None  # it stands in the passage itself
    return Passage(
        passage_id=f"{document.document_id}#{number}",
        document_id=document.document_id,
        start=start,
        end=end,
        section=path,
        text=document.text[start:end],
        context=_context(document, path, lead_in),
        sentences=sentences,
    )
