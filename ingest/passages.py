"""A document's blocks to its outline, sentences and passages.

Passages follow the structure: none crosses a heading, a list stays with the sentence
that leads it in, sentences stay whole, and text plus context fit the encoder. Pure:
the caller brings the function that counts the encoder's tokens.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.documents import Block, Document, Heading, Passage, Sentence
from ingest.lines import leads_in
from ingest.sentences import sentence_spans

CountTokens = Callable[[Sequence[str]], list[int]]
_LONG_ITEM_CHARACTERS = 600
_SHORTEST_CUT = 8  # characters of a context's line that are never cut further


@dataclass(frozen=True, slots=True)
class ChunkOptions:
    """How passages are cut.

    ``max_tokens``: the encoder's limit, context and special tokens included.
    ``target_tokens``: a section longer than this is cut into passages of about this
    size; a list with its lead-in may exceed it, never ``max_tokens``.
    """

    max_tokens: int = 256
    target_tokens: int = 160


# Sentences that stay together as long as they fit: a paragraph, or a lead-in and its list.
_Group = list[Sentence]


def make_outline(text: str, blocks: Sequence[Block]) -> tuple[Heading, ...]:
    """Return the headings of ``text`` with their paths and the end of their sections."""
    headings = [block for block in blocks if block.kind == "heading"]
    section_ends = [len(text)] * len(headings)
    open_sections: list[int] = []  # the heading's section and those that hold it, outermost first
    outline: list[Heading] = []
    for index, block in enumerate(headings):
        while open_sections and headings[open_sections[-1]].level >= block.level:
            section_ends[open_sections.pop()] = block.start
        above = outline[open_sections[-1]].path if open_sections else ()
        title = " ".join(text[block.start : block.end].split())
        path = (*above, title)
        outline.append(Heading(title, block.level, block.start, block.end, len(text), path))
        open_sections.append(index)
    return tuple(
        replace(heading, section_end=end)
        for heading, end in zip(outline, section_ends, strict=True)
    )


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
            last = groups[-1][-1]
            inherited[level] = (last.start, last.end)
        path = heading.path if heading else ()
        sentences = [sentence for group in groups for sentence in group]
        contexts = _contexts(document, path, sentences, options, count_tokens)
        room = options.max_tokens - max(count_tokens(list(contexts.values())))
        for run in _pack(document.text, groups, room, options, count_tokens):
            number = len(passages) + 1
            passages.append(_make_passage(document, path, run, contexts, number))
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
    last = groups[-1][-1]
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
                groups.append(sentences)
            continue
        if block.list_number != list_number and list_number is None:
            last = groups[-1][-1] if groups else None
            introduces = last is not None and last.kind == "lead_in"
            lead_in = (last.start, last.end) if last and introduces else inherited
            if not introduces:
                groups.append([])
        list_number = block.list_number
        groups[-1].extend(
            Sentence(*span, "item", list_number, lead_in) for span in _item_spans(text, block)
        )
    return [group for group in groups if group]


def _item_spans(text: str, block: Block) -> list[tuple[int, int]]:
    """Return an item as one span; one as long as a paragraph, as its sentences."""
    if block.end - block.start <= _LONG_ITEM_CHARACTERS:
        return [(block.start, block.end)]
    return sentence_spans(text, block.start, block.end)


def _pack(
    text: str,
    groups: Sequence[_Group],
    room: int,
    options: ChunkOptions,
    count_tokens: CountTokens,
) -> Iterable[tuple[Sentence, ...]]:
    """Fill passages group by group; a group that does not fit is cut between sentences."""
    sentences = [sentence for group in groups for sentence in group]
    if not sentences:
        return
    # With what stands in front of each sentence: bullets and rules are part of a passage's text.
    ends = [sentences[0].start, *(sentence.end for sentence in sentences[:-1])]
    counts = count_tokens([text[end : s.end] for end, s in zip(ends, sentences, strict=True)])
    size = {sentence.start: count for sentence, count in zip(sentences, counts, strict=True)}
    target = min(_even_target(sum(counts), options.target_tokens), room)
    current: list[Sentence] = []
    used = 0
    for group in groups:
        total = sum(size[sentence.start] for sentence in group)
        together = total <= room
        if current and together and used + total > target:
            yield tuple(current)
            current, used = [], 0
        for sentence in group:
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


def _contexts(
    document: Document,
    path: tuple[str, ...],
    sentences: Sequence[Sentence],
    options: ChunkOptions,
    count_tokens: CountTokens,
) -> dict[tuple[int, int] | None, str]:
    """Return the context for no lead-in and for every lead-in of ``sentences``.

    None takes more than three quarters of ``options.max_tokens``: a context is there to
    find the text by, so of the two it is the one that is cut, at its longest line.
    """
    contexts: dict[tuple[int, int] | None, str] = {}
    for lead_in in {None, *(sentence.lead_in for sentence in sentences)}:
        lines = [document.metadata.title]
        if path:
            lines.append(" > ".join(path))
        if lead_in:
            lines.append(" ".join(document.text[slice(*lead_in)].split()))
        while count_tokens(["\n".join(lines)])[0] > options.max_tokens * 3 // 4:
            longest = max(range(len(lines)), key=lambda number: len(lines[number]))
            if len(lines[longest]) < _SHORTEST_CUT:
                break
            lines[longest] = lines[longest][: len(lines[longest]) * 3 // 4].rstrip("… ") + "…"
        contexts[lead_in] = "\n".join(lines)
    return contexts


def _make_passage(
    document: Document,
    path: tuple[str, ...],
    sentences: tuple[Sentence, ...],
    contexts: Mapping[tuple[int, int] | None, str],
    number: int,
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
        context=contexts[lead_in],
        sentences=sentences,
    )
