"""Tags of HTML with their places, in one pass that no input can make slow.

A browser's rules for what is text and what is a tag, without its repairs of the tree: where a
tag, comment or script is never closed, the rest of the file holds no words.
Source: HTML Living Standard, 13.2.5 (tokenization) and 13.1.2 (elements).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARKUP = re.compile(r"<(?=[A-Za-z!?]|/[A-Za-z])")
_TAG = re.compile(
    r"<(/?)([A-Za-z][^\s/>]*+)((?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+|))*+)>"
)
_ATTRIBUTE = re.compile(r"([^\s=/>\"']++)\s*+(?:=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]++)))?")
_UNIT = re.compile(
    r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?|[ \t\r\n\f]+|.", re.DOTALL
)
_ATTRIBUTES = 4096  # code points of a tag that are looked into
RAW = frozenset("script style textarea title xmp iframe noembed noframes template".split())


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag, or a stretch of text between tags.

    Attributes:
        name: The element, lower case; "" for text.
        closes: Whether it is a closing tag.
        start: Offset of its first code point.
        end: Offset after its last.
        attributes: As written.
    """

    name: str
    closes: bool
    start: int
    end: int
    attributes: str = ""

    def attribute(self, name: str) -> str | None:
        """Return the value of an attribute, "" if it has none, None if it is not there."""
        for found in _ATTRIBUTE.finditer(self.attributes, 0, _ATTRIBUTES):
            if found[1].lower() == name:
                return html.unescape(found[2] or found[3] or found[4] or "")
        return None


def tags(content: str) -> Iterator[Tag]:
    """Yield tags and the text between them, in order; comments and raw elements' content are not.

    Example:
        >>> [(t.name, t.closes, content[t.start : t.end])
        ...  for content in ["<p>a &lt; b</p>"] for t in tags(content)]
        [('p', False, '<p>'), ('', False, 'a &lt; b'), ('p', True, '</p>')]
    """
    at = 0
    while found := _MARKUP.search(content, at):
        if found.start() > at:
            yield Tag("", False, at, found.start())
        start = found.start()
        if content[start + 1] in "!?":
            at = _declaration(content, start)
        elif tag := _TAG.match(content, start):
            one = Tag(tag[2].lower(), bool(tag[1]), start, tag.end(), tag[3])
            yield one
            at = _raw(content, one) if one.name in RAW and not one.closes else one.end
        else:
            at = 0
        if not at:
            return
    if at < len(content):
        yield Tag("", False, at, len(content))


def _declaration(content: str, start: int) -> int:
    """Return where a comment or declaration ends, 0 if nowhere."""
    if content.startswith("<!--", start):
        return content.find("-->", start + 2) + 3 if content.find("-->", start + 2) >= 0 else 0
    return content.find(">", start) + 1


def _raw(content: str, tag: Tag) -> int:
    """Return where the closing tag of a raw element starts, 0 if nowhere."""
    closing = re.compile(rf"</{tag.name}(?=[\s/>])", re.IGNORECASE).search(content, tag.end)
    return closing.start() if closing else 0


def units(content: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    r"""Yield each code point that a stretch of text shows, and where what stands for it stands.

    White space that a page shows as one space is one; an entity is what it stands for.

    Example:
        >>> list(units("A&amp;B \n c", 0, 11))
        [('A', 0, 1), ('&', 1, 6), ('B', 6, 7), (' ', 7, 10), ('c', 10, 11)]
    """
    for found in _UNIT.finditer(content, start, end):
        literal = found[0]
        shown = " " if literal[0] in " \t\r\n\f" else html.unescape(literal)
        if len(shown) == 1:
            yield shown, found.start(), found.end()
        else:  # no entity after all, or one of two code points
            yield from ((mark, i, i + 1) for i, mark in enumerate(literal, found.start()))
