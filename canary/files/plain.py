"""Blocks of plain text: paragraphs, and everything that is not one.

Blank lines part groups. A group is hard-wrapped (one block) or holds a paragraph a line (a block
each). Headings, memo heads, signatures, tables, quoted mail and code are recognised so that they
are left alone; in doubt a passage is not prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from canary.files.lines import Line, block, front_matter, is_heading, is_title, split
from canary.model import Block, BlockKind, Text

_HEADER = re.compile(
    r"\s*\**(?:from|to|cc|bcc|date|sent|received|subject|re|ref|reference|references|attn|attention|via|through|"
    r"classification|memorandum for|memo|file|copy to|copies|distribution|enclosures?|encl|"
    r"attachments?|precedence|info|tags|tel|phone|fax|e-?mail|website|version|author|status)"
    r"(?:\s+no)?\.?\**\s*:",
    re.IGNORECASE,
)
_BULLET = re.compile(r"\s*[-*+•·‣◦▪–—]\s+(?=\S)")
_ITEM = re.compile(
    r"\s*(?:[-*+•·‣◦▪–—]|\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxlc]{1,6})[.)]|\d+(?:\.\d+)+)\s+(?=\S)"
)
_QUOTED = re.compile(r" {0,3}>")
_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_COLUMNS = re.compile(r"\S(?:\t| {3,})\s*\S|\|.*\|")
_BRACES = re.compile(r"\{[^{}]*\}")
_MARKED = re.compile(r"\s*(?:#{1,6}\s|\{[%{:]|<[A-Za-z/!])")
_UNBREAKABLE = re.compile(r"\]\([^()]*\)|\S{40,}")
_WRAP_LIMIT = 120  # a longer line is a paragraph of its own
_WRAP_LEAST = 45  # text wrapped narrower than this is verse or an address
_FULL = 0.6  # of the widest line: a shorter one ends its paragraph
_CODE_INDENT = 4


def read(content: str) -> Text:
    r"""Return `content` with its blocks.

    Example:
        >>> text = read("NOTE\n\nWe met on Monday and agreed\nto meet again.\n")
        >>> [(block.kind.value, block.span.cut(text.content)[:7]) for block in text.blocks]
        [('heading', 'NOTE'), ('paragraph', 'We met ')]
    """
    lines = split(content)
    top = front_matter(lines)
    blocks = [block(content, lines[:top], BlockKind.FRONT_MATTER)] if top else []
    for group, fenced in _groups(lines[top:]):
        if fenced:
            blocks.append(block(content, group, BlockKind.CODE))
        else:
            blocks.extend(_group(content, group))
    return Text(content, tuple(blocks))


def _groups(lines: Sequence[Line]) -> Iterator[tuple[list[Line], bool]]:
    """Yield runs of lines between blank ones; fenced code, blank lines and all, is one run."""
    group: list[Line] = []
    fence = ""
    for line in lines:
        mark = _FENCE.match(line.text)
        if fence:
            group.append(line)
            if mark and mark[1].startswith(fence):
                yield group, True
                group, fence = [], ""
        elif mark:
            if group:
                yield group, False
            group, fence = [line], mark[1]
        elif line.blank:
            if group:
                yield group, False
            group = []
        else:
            group.append(line)
    if group:
        yield group, bool(fence)


def _group(content: str, lines: list[Line]) -> Iterator[Block]:
    """Yield the blocks of one group: what is plainly not prose first."""
    if all(line.indent >= _CODE_INDENT and not _BULLET.match(line.text) for line in lines):
        yield block(content, lines, BlockKind.CODE)
    elif sum(_in_columns(line.text) for line in lines) * 2 >= len(lines):
        yield block(content, lines, BlockKind.TABLE)
    elif _HEADER.match(lines[0].text):
        head = _header(lines)
        yield block(content, lines[:head], BlockKind.HEADING)
        if lines[head:]:
            yield from _group(content, lines[head:])
    else:
        for piece in _pieces(lines):
            yield _piece(content, piece)


def _in_columns(text: str) -> bool:
    """Whether a line looks like a row of a table; bars in `{this|that}` part no columns."""
    item = _ITEM.match(text)
    row = _BRACES.sub("{}", text[item.end() if item else 0 :])
    return bool(_COLUMNS.search(row.strip()))


def _header(lines: Sequence[Line]) -> int:
    """Return how many of the lines are a memo's head: header lines and their continuations."""
    count = 1
    while count < len(lines) and (_HEADER.match(lines[count].text) or lines[count].indent):
        count += 1
    return count


def _pieces(lines: list[Line]) -> Iterator[list[Line]]:
    """Part a group at list items, at quoted lines, and where a line ends its paragraph."""
    width = max(_width(line) for line in lines)
    listed = bool(_ITEM.match(lines[0].text))
    piece = [lines[0]]
    for line in lines[1:]:
        opens = (_ITEM if listed else _BULLET).match(line.text) or _MARKED.match(line.text)
        quoted = bool(_QUOTED.match(line.text))
        if (
            opens
            or quoted != bool(_QUOTED.match(piece[-1].text))
            or not _continues(piece, line, width)
        ):
            yield piece
            piece = []
        listed = listed or bool(_BULLET.match(line.text))
        piece.append(line)
    yield piece


def _continues(piece: Sequence[Line], line: Line, width: int) -> bool:
    """Whether `line` goes on with the paragraph of `piece`, in a group `width` columns wide."""
    if _QUOTED.match(line.text):
        return True
    if _MARKED.match(piece[-1].text):
        return False
    if line.text.lstrip()[:1].islower():
        return True
    if _ITEM.match(piece[0].text) and line.indent > piece[0].indent:
        return True
    return _WRAP_LEAST <= width <= _WRAP_LIMIT and _width(piece[-1]) >= _FULL * width


def _width(line: Line) -> int:
    """Return the line's length, not counting what cannot be wrapped: addresses and links."""
    return len(_UNBREAKABLE.sub("", line.text))


def _piece(content: str, lines: list[Line]) -> Block:
    """Make the block of one piece."""
    first = lines[0].text
    if _QUOTED.match(first):
        return block(content, lines, BlockKind.QUOTATION)
    if _MARKED.match(first):
        return block(content, lines, BlockKind.HEADING)
    text = " ".join(line.text.strip() for line in lines)
    if item := _ITEM.match(first):
        skip = item.end()
        body = text[len(first.lstrip()[: skip - (len(first) - len(first.lstrip()))]) :]
        title = not _BULLET.match(first) and is_heading(body) and is_title(body)
        return block(content, lines, BlockKind.HEADING if title else BlockKind.LIST_ITEM, skip=skip)
    return block(content, lines, BlockKind.HEADING if is_heading(text) else BlockKind.PARAGRAPH)
