"""A plain text or a Markdown document as a web page that says the same: `issue --as html`.

Of plain text every line is shown, and shown as it is: what is no prose keeps its lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from canary.files.commonmark import rendered
from canary.files.lines import front_matter, split
from canary.model import Block, BlockKind, Text

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ max-width: 42em; margin: 2em auto; padding: 0 1em; font-family: serif; line-height: 1.5 }}
pre {{ white-space: pre-wrap }}
table {{ border-collapse: collapse }}
td, th {{ border: 1px solid; padding: 0.2em 0.5em }}
ul.written {{ list-style: none; padding-left: 1.5em }}
</style>
</head>
<body>
"""
_TAIL = "</body>\n</html>\n"
WRITTEN = "written"
"""The class of a list whose items carry their marks in their words."""


def page_of_text(text: Text, *, title: str) -> str:
    """Return a plain text as a page."""
    return _HEAD.format(title=escape(title)) + "".join(_shown(text)) + _TAIL


def page_of_markdown(content: str, *, title: str) -> str:
    """Return a Markdown document as a page; front matter is shown as it is written."""
    lines = split(content)
    top = front_matter(lines)
    start = lines[top].start if top < len(lines) else len(content)
    front = f"<pre>{escape(content[:start].strip())}</pre>\n" if top else ""
    return _HEAD.format(title=escape(title)) + front + rendered(content[start:]) + _TAIL


def _shown(text: Text) -> Iterator[str]:
    """Yield the elements of a plain text: a block and what stands before it on its line."""
    at = 0
    for block in text.blocks:
        yield _element(block, text.content[at : block.span.end].strip("\r\n"))
        at = block.span.end
    if rest := text.content[at:].strip():
        yield f"<pre>{escape(rest)}</pre>\n"


def _element(block: Block, words: str) -> str:
    lines = [line.strip() for line in words.strip().splitlines()]
    flowing, kept = escape("\n".join(lines)), "<br>\n".join(map(escape, lines))
    match block.kind:
        case BlockKind.PARAGRAPH:
            return f"<p>{flowing}</p>\n"
        case BlockKind.LIST_ITEM:
            return f'<ul class="{WRITTEN}"><li>{flowing}</li></ul>\n'
        case BlockKind.HEADING:
            return f"<header><p>{kept}</p></header>\n"
        case BlockKind.QUOTATION:
            return f"<blockquote><p>{kept}</p></blockquote>\n"
        case _:
            return f"<pre>{escape(words)}</pre>\n"
