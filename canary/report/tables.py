"""Findings as text: tables and lines for a person at a terminal of 80 columns.

Lines are wrapped between words; a word of its own, an id or a hash, is never broken.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tabulate import tabulate

Row = Mapping[str, Any]
WIDTH = 80
_LEAST = 14  # characters a line that a wrapped column must have: a copy's id and a comma
_SNIPPET = 60
_SMALL = 0.01


def table(rows: Iterable[Sequence[object]], headers: Sequence[str]) -> str:
    """Return rows under headers, every cell as it is (`0012` stays).

    Where they are too wide the last column is wrapped; where that has no room for its words, the
    rows stand one below another.

    Args:
        rows: A cell for each header.
        headers: What stands above.

    Example:
        >>> print(table([("lexicon", "0012")], ("channel", "sites")))
        channel    sites
        ---------  -------
        lexicon    0012
    """
    cells = [[cell(value) for value in row] for row in rows]
    text = _tabulated(cells, headers)
    over = max(map(len, text.split("\n"))) - WIDTH
    if over <= 0 or not cells:
        return text
    room = max(len(row[-1]) for row in cells) - over
    words = [word for row in cells for word in row[-1].split()]
    if room >= max(_LEAST, len(headers[-1]), *map(len, words)):
        return _tabulated([[*row[:-1], wrapped(row[-1], room)] for row in cells], headers)
    names = [header.replace("\n", " ") for header in headers]
    return "\n\n".join(pairs(zip(names, row, strict=True)) for row in cells)


def _tabulated(cells: Sequence[Sequence[str]], headers: Sequence[str]) -> str:
    text: str = tabulate(cells, headers=headers, disable_numparse=True)
    return text


def wrapped(text: str, width: int = WIDTH, *, indent: str = "") -> str:
    r"""Return `text` with lines of at most `width` code points, where its words allow it.

    Example:
        >>> print(wrapped("the deputy has it, too", 12, indent="  "))
        the deputy
          has it,
          too
    """
    return "\n".join(
        textwrap.fill(
            line,
            width,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        if len(line) > width
        else line
        for line in text.split("\n")
    )


def pairs(items: Iterable[tuple[str, object]]) -> str:
    """Return one line an item: its name, then its value in a column, wrapped within it.

    Example:
        >>> print(pairs([("issue", "0f"), ("copies", 12)]))
        issue   0f
        copies  12
    """
    rows = [(name, cell(value)) for name, value in items]
    width = max((len(name) for name, _ in rows), default=0)
    indent = " " * (width + 2)
    lines = (f"{name:<{width}}  {value}".rstrip() for name, value in rows)
    return "\n".join(wrapped(line, indent=indent) for line in lines)


def snippet(text: str, length: int = _SNIPPET) -> str:
    r"""Return `text` on one line, cut to `length` code points.

    Example:
        >>> snippet("a long\n sentence", 9)
        'a long s…'
    """
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


def probability(value: float) -> str:
    """Return a p-value with two figures.

    Example:
        >>> probability(3.14159e-9), probability(1.0)
        ('3.1e-09', '1')
    """
    return f"{value:.2g}"


def cell(value: object) -> str:
    """Return a value as people read it: on one line, a number with a few figures."""
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.2f}" if value == 0 or abs(value) >= _SMALL else probability(value)
        case _:
            return "\\n".join(str(value).splitlines())
