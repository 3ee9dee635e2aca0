"""Markdown as the content of a page: CommonMark with tables and strikethrough, and few tags.

Line breaks and tags that only change how words look are obeyed where they are closed in the words
that they stand in, and bear no attribute. Comments are left out, as every viewer leaves them out.
Any other tag is shown as it is written, so that nothing a page would hide or run is carried over.
Source: CommonMark 0.31.2, 6.6 (raw HTML) and 4.6, start condition 2 (comments).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

OBEYED = frozenset("b del em i ins kbd mark s small strong sub sup u".split())
"""Tags that only change how words look."""

_TAG = re.compile(r"<(/?)([A-Za-z]+)\s*/?>")
_OPENS, _CLOSES = "<!--", "-->"
_LONGEST = 50_000  # code points of a comment; a bound on what one that never ends costs


def rendered(content: str) -> str:
    """Return Markdown as HTML.

    Example:
        >>> rendered("H<sub>2</sub>O <i>or <a name='x'>so").strip()
        "<p>H<sub>2</sub>O &lt;i&gt;or &lt;a name='x'&gt;so</p>"
    """
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("html_block")
    interrupted = ["paragraph", "reference", "blockquote"]
    parser.block.ruler.before("reference", "comment", _comment, {"alt": interrupted})
    parser.core.ruler.after("inline", "tags", _tags)
    return str(parser.render(content))


def _comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Pass over a comment that stands in lines of its own, blank ones too."""
    at = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith(_OPENS, at):
        return False
    closed = state.src.find(_CLOSES, at, at + _LONGEST)
    last = bisect_left(state.eMarks, closed, start, end)
    if closed < 0 or last == end:
        return False
    if state.src[closed + len(_CLOSES) : state.eMarks[last]].strip():
        return False
    if not silent:
        state.line = last + 1
    return True


def _tags(state: StateCore) -> None:
    """Settle what becomes of each tag in words."""
    for token in state.tokens:
        children = token.children or []
        obeyed = _closed(children)
        for number, child in enumerate(children):
            if child.type != "html_inline":
                continue
            if number in obeyed:
                child.content = re.sub(r"[\s/]*>", ">", child.content.lower())
            elif child.content.startswith(_OPENS):
                child.content = ""
            else:
                child.type = "text"


def _closed(tokens: Sequence[Token]) -> set[int]:
    """Return which tokens are line breaks or tags in pairs, none of which crosses another."""
    found: set[int] = set()
    opened: list[tuple[str, int]] = []
    for number, token in enumerate(tokens):
        tag = _TAG.fullmatch(token.content) if token.type == "html_inline" else None
        name = tag[2].lower() if tag else token.tag
        if tag and name == "br":
            found.add(number)
        elif tag and name not in OBEYED:
            continue
        elif tag[1] == "" if tag else token.nesting > 0:
            opened.append((name, number if tag else -1))
        elif tag and opened and opened[-1][0] == name and opened[-1][1] >= 0:
            found |= {opened.pop()[1], number}
        elif token.nesting < 0:
            while opened.pop() != (name, -1):
                pass
    return found
