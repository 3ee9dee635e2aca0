"""Findings as text: tables and lines for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tabulate import tabulate

Row = Mapping[str, Any]
_SNIPPET = 60
_SMALL = 0.01


def table(
    rows: Iterable[Sequence[object]], headers: Sequence[str], *, last: int | None = None
) -> str:
    """Return rows under headers, every cell as it is (`0012` stays).

    Args:
        rows: A cell for each header.
        headers: What stands above.
        last: Width to which the last column is wrapped; None not to.

    Example:
        >>> print(table([("lexicon", "0012")], ("channel", "sites")))
        channel    sites
        ---------  -------
        lexicon    0012
    """
    cells = [[cell(value) for value in row] for row in rows]
    widths = None if last is None else [*(None for _ in headers[1:]), last]
    text: str = tabulate(cells, headers=headers, disable_numparse=True, maxcolwidths=widths)
    return text


def pairs(items: Iterable[tuple[str, object]]) -> str:
    """Return one line an item: its name, then its value in a column.

    Example:
        >>> print(pairs([("issue", "0f"), ("copies", 12)]))
        issue   0f
        copies  12
    """
    rows = [(name, cell(value)) for name, value in items]
    width = max((len(name) for name, _ in rows), default=0)
    return "\n".join(f"{name:<{width}}  {value}".rstrip() for name, value in rows)


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
