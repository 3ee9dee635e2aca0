"""Blocks of Markdown (CommonMark and the usual extensions), by their lines.

Only what is plainly a paragraph or a list item may vary: front matter, headings, code, HTML,
tables, quotations, definitions, footnotes and directives are left alone, and so is every
construct this module does not know.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from canary.files.lines import Line, block, front_matter, is_heading, split
from canary.model import Block, BlockKind, Text

_FENCE = re.compile(r"\s*(`{3,}|~{3,}|\${2}|:{3,})")
_ATX = re.compile(r" {0,3}#{1,6}(?:\s|$)")
_SETEXT = re.compile(r" {0,3}(?:=+|-+)\s*$")
_RULE = re.compile(r" {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$")
_HTML = re.compile(r" {0,3}<(?:[A-Za-z][\w-]*(?:[\s/>]|$)|/[A-Za-z]|[!?])")
_HTML_SPAN = re.compile(r" {0,3}<(script|pre|style|textarea|!--)", re.IGNORECASE)
_QUOTE = re.compile(r" {0,3}>")
_TABLE = re.compile(r"\s*\||\s*:?-{2,}:?\s*\|[-:|\s]*$")
_ITEM = re.compile(r"(\s*)([-*+]|\d{1,9}[.)])([ \t]+)(?=\S)")
_REFERENCE = re.compile(r" {0,3}\[[^\]]+\]:")
_DIRECTIVE = re.compile(r"\s*(?:\{[%{:]|!!!|\?\?\?|:\s|\.\. |%%|<<|@\w+\s*$|\*\[)")
_CODE_INDENT = 4


@dataclass
class _Reader:
    """The state of one pass over the lines."""

    content: str
    lines: Sequence[Line]
    at: int = 0
    indents: list[int] = field(default_factory=list)  # content columns of the open list items
    after_blank: bool = True

    def take(self, go_on: Callable[[Line], bool]) -> list[Line]:
        """Take the current line, and those after it for as long as `go_on` says."""
        taken = [self.lines[self.at]]
        self.at += 1
        while self.at < len(self.lines) and go_on(self.lines[self.at]):
            taken.append(self.lines[self.at])
            self.at += 1
        return taken


def read(content: str) -> Text:
    r"""Return `content` with its blocks.

    Example:
        >>> text = read("# Note\n\n- We *met*.\n\n```\ncode\n```\n")
        >>> [(block.kind.value, block.span.cut(text.content)) for block in text.blocks][:2]
        [('heading', '# Note'), ('list-item', 'We *met*.')]
    """
    lines = split(content)
    top = front_matter(lines)
    blocks = [block(content, lines[:top], BlockKind.FRONT_MATTER)] if top else []
    blocks.extend(_blocks(_Reader(content, lines[top:])))
    return Text(content, tuple(blocks))


def _blocks(reader: _Reader) -> Iterator[Block]:
    """Yield the blocks in order, skipping blank lines and rules."""
    while reader.at < len(reader.lines):
        line = reader.lines[reader.at]
        if line.blank or _RULE.match(line.text):
            if not line.blank:
                reader.indents.clear()
            reader.after_blank = True
            reader.at += 1
            continue
        yield _other(reader, line) or _prose(reader, line)
        reader.after_blank = False


def _other(reader: _Reader, line: Line) -> Block | None:
    """Take a block that is not prose, or nothing."""
    base = _base(reader, line)
    text = line.text[min(base, len(line.text) - len(line.text.lstrip())) :]
    if mark := _FENCE.match(text):
        return block(reader.content, _fenced(reader, mark[1]), BlockKind.CODE)
    if line.indent - base >= _CODE_INDENT and reader.after_blank:
        taken = reader.take(lambda next_: next_.indent - base >= _CODE_INDENT)
        return block(reader.content, taken, BlockKind.CODE)
    if mark := _HTML_SPAN.match(text):
        return block(reader.content, _html(reader, mark[1].lower()), BlockKind.CODE)
    kind = _kind(text)
    if kind is None:
        return None
    if kind is BlockKind.HEADING:
        reader.indents.clear()
        return block(reader.content, reader.take(lambda _: False), kind)
    return block(reader.content, reader.take(lambda next_: not next_.blank), kind)


def _kind(text: str) -> BlockKind | None:
    """Name the kind of a block that its first line gives away, None for prose."""
    if _ATX.match(text):
        return BlockKind.HEADING
    if _QUOTE.match(text) or _REFERENCE.match(text):
        return BlockKind.QUOTATION
    if _HTML.match(text) or _DIRECTIVE.match(text):
        return BlockKind.CODE
    if _TABLE.match(text):
        return BlockKind.TABLE
    return None


def _base(reader: _Reader, line: Line) -> int:
    """Return the content column of the innermost open list item that `line` belongs to."""
    while reader.indents and reader.after_blank and line.indent < reader.indents[-1]:
        if _ITEM.match(line.text):
            break
        reader.indents.pop()
    return reader.indents[-1] if reader.indents else 0


def _fenced(reader: _Reader, mark: str) -> list[Line]:
    """Take a fenced block up to its closing fence, or to the end."""
    taken = reader.take(lambda next_: not next_.text.strip().startswith(mark))
    if reader.at < len(reader.lines):
        taken.append(reader.lines[reader.at])
        reader.at += 1
    return taken


def _html(reader: _Reader, name: str) -> list[Line]:
    """Take an HTML block whose end is a tag or a mark, not a blank line."""
    end = "-->" if name == "!--" else f"</{name}>"
    if end in reader.lines[reader.at].text.lower():
        return reader.take(lambda next_: not next_.blank)
    taken = reader.take(lambda next_: end not in next_.text.lower())
    if reader.at < len(reader.lines):
        taken.append(reader.lines[reader.at])
        reader.at += 1
    return taken


def _prose(reader: _Reader, line: Line) -> Block:
    """Take a paragraph or a list item up to the line that ends or interrupts it."""
    item = _ITEM.match(line.text)
    if item:
        _open(reader, line, item)
    elif not reader.indents or line.indent < reader.indents[0]:
        reader.indents.clear()
    taken = reader.take(lambda next_: not _interrupts(next_))
    kind = BlockKind.LIST_ITEM if item or reader.indents else BlockKind.PARAGRAPH
    if reader.at < len(reader.lines) and _SETEXT.match(reader.lines[reader.at].text):
        taken.append(reader.lines[reader.at])
        reader.at += 1
        kind = BlockKind.HEADING
    elif any(_TABLE.match(each.text) for each in taken[1:]):
        kind = BlockKind.TABLE
    elif kind is BlockKind.PARAGRAPH and is_heading(" ".join(each.text.strip() for each in taken)):
        kind = BlockKind.HEADING
    return block(reader.content, taken, kind, skip=item.end() if item else 0)


def _open(reader: _Reader, line: Line, item: re.Match[str]) -> None:
    """Open a list item, closing those that it is not nested in."""
    while reader.indents and line.indent < reader.indents[-1]:
        reader.indents.pop()
    lead = item[3] if len(item[3].expandtabs(4)) <= _CODE_INDENT else " "
    reader.indents.append(line.indent + len(item[2]) + len(lead.expandtabs(4)))


def _interrupts(line: Line) -> bool:
    """Whether a line cannot belong to the paragraph before it."""
    text = line.text
    return bool(
        line.blank
        or _SETEXT.match(text)
        or _RULE.match(text)
        or _FENCE.match(text)
        or _ATX.match(text)
        or _QUOTE.match(text)
        or _ITEM.match(text)
        or _HTML_SPAN.match(text)
        or _DIRECTIVE.match(text)
    )
