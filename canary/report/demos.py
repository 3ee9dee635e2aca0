"""The demonstration, for a person: what each step shows."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Sequence

from canary.report.tables import Row, pairs, probability, snippet

_WIDTH = 88


def heading(number: int, title: str) -> str:
    """Return the heading of a step."""
    return f"\n{number}. {title}"


def variants_text(source: str, copies: Sequence[tuple[str, str]]) -> str:
    """Return the source's paragraph that varies most, and how each copy differs there.

    Args:
        source: Text of the source.
        copies: (name, text) of some copies.
    """
    paragraphs = [part for part in source.split("\n\n") if part]
    texts = {name: text.split("\n\n") for name, text in copies}
    number = max(
        range(len(paragraphs)),
        key=lambda n: sum(parts[n] != paragraphs[n] for parts in texts.values()),
    )
    shown = [_wrapped("source", paragraphs[number])]
    for name, parts in texts.items():
        shown.append(_wrapped(name, _marked(paragraphs[number], parts[number])))
    return "\n".join(shown)


def decode_line(result: Row) -> str:
    """Return one decode in a few lines."""
    sites, best = result["sites"], next(iter(result["candidates"]), None)
    items: list[tuple[str, object]] = [
        ("  verdict", result["verdict"]),
        ("  sites", f"{sites['observed']} of {sites['total']} read"),
    ]
    if best:
        items += [
            ("  best copy", best["copy"]),
            ("  agrees at", f"{best['agree']} of {best['observed']} sites"),
            ("  chance that any wrong copy fits as well", probability(best["p_adjusted"])),
            ("  recipient", best["recipient"] or "(hidden: not attributed)"),
        ]
    return pairs(items)


def excerpt(text: str, lines: int = 6) -> str:
    """Return the longest paragraphs' beginnings, indented."""
    body = [part for part in text.split("\n") if len(part) > _WIDTH]
    return "\n".join(f"  > {snippet(part, _WIDTH)}" for part in body[:lines])


def _marked(source: str, copy: str) -> str:
    """Return the copy's paragraph with what differs from the source in brackets."""
    old, new = source.split(" "), copy.split(" ")
    pieces: list[str] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces += new[c:d]
        else:
            pieces.append(
                "[" + (" ".join(new[c:d]).strip() or "·") + "]" if a != b or c != d else ""
            )
    return " ".join(pieces)


def _wrapped(name: str, text: str) -> str:
    indent = " " * 12
    lead = f"  {name[:9]:<10}"
    return textwrap.fill(text, _WIDTH + 12, initial_indent=lead, subsequent_indent=indent)
