"""Build ``Document.text`` and its blocks together, for formats whose text is extracted.

Markdown and HTML readers hand over pieces in reading order; what comes out is plain
text with blank lines between blocks, and a ``Block`` for every piece whose span holds
exactly that piece. Plain text needs none of this: there the file is the text.
"""

import re

from ingest.documents import Block, BlockKind

_WHITESPACE = re.compile(r"\s+")


class LayoutBuilder:
    """Collect pieces of text and remember where each one stands."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._lists = 0

    def new_list(self) -> int:
        """Return the number of a list that begins here; lists count from 0."""
        self._lists += 1
        return self._lists - 1

    def add(
        self,
        kind: BlockKind,
        piece: str,
        *,
        level: int = 0,
        list_number: int | None = None,
        keep_lines: bool = False,
    ) -> None:
        """Append one block; white space collapses unless ``keep_lines`` (code) is set.

        A piece without any text leaves no trace.
        """
        content = piece.strip("\r\n") if keep_lines else _WHITESPACE.sub(" ", piece).strip()
        if not content.strip():
            return
        after_item = self._blocks and self._blocks[-1].list_number is not None
        self._append(
            "" if not self._blocks else "\n" if after_item and list_number is not None else "\n\n"
        )
        if kind == "item":
            self._append("- ")
        # Kept lines keep their indentation in the text; the block begins behind it.
        start = self._length + len(content) - len(content.lstrip())
        self._append(content)
        end = self._length - (len(content) - len(content.rstrip()))
        self._blocks.append(Block(kind, start, end, level, list_number))

    def _append(self, piece: str) -> None:
        self._parts.append(piece)
        self._length += len(piece)

    def finish(self) -> tuple[str, tuple[Block, ...]]:
        """Return the text (ending in a line break) and its blocks in order."""
        return "".join(self._parts) + "\n", promote_title(tuple(self._blocks))


def promote_title(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks with a lone leading top heading as title, levels closed up from 1.

    A document's first heading is its title if nothing but it stands on its level and no
    heading of a higher level follows. Levels that are never used leave no gap.
    """
    headings = [block for block in blocks if block.kind == "heading"]
    levels = [block.level for block in headings]
    first = headings[0] if headings else None
    is_title = first is not None and levels.count(first.level) == 1 and min(levels) == first.level
    used = sorted({level for level in levels if not (is_title and first and level == first.level)})
    ranks = {level: rank for rank, level in enumerate(used, start=1)}
    return tuple(
        Block("title", block.start, block.end)
        if is_title and block is first
        else Block("heading", block.start, block.end, ranks[block.level])
        if block.kind == "heading"
        else block
        for block in blocks
    )
