"""The demonstration, for a person: what each step shows."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Iterator, Sequence

from canary.report.tables import WIDTH, Row, pairs, probability

_INDENT = 12


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
        key=lambda n: sum(_rewordings(paragraphs[n], parts[n]) for parts in texts.values()),
    )
    shown = ["  (in brackets: where a copy differs; · is a second space)"]
    shown += [_wrapped("source", paragraphs[number])]
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
    """Return some lines from the middle of a text, indented."""
    wrapped = textwrap.wrap(" ".join(text.split()), WIDTH - len("  > "))
    first = max(0, (len(wrapped) - lines) // 2)
    return "\n".join(f"  > {line}" for line in wrapped[first : first + lines])


def _differences(source: str, copy: str) -> Iterator[tuple[list[str], list[str]]]:
    """Yield (words of the source, words of the copy) in turn: equal runs, then what differs."""
    old, new = source.split(" "), copy.split(" ")
    codes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return ((old[a:b], new[c:d]) for _, a, b, c, d in codes)


def _rewordings(source: str, copy: str) -> int:
    """Return how often the copy has other words, not only other marks or spaces."""
    pairs_of_words = ((_letters(was), _letters(now)) for was, now in _differences(source, copy))
    return sum(was != now for was, now in pairs_of_words)


def _letters(words: Sequence[str]) -> str:
    return "".join(mark for word in words for mark in word if mark.isalnum())


def _marked(source: str, copy: str) -> str:
    """Return the copy's paragraph with what differs from the source in brackets."""
    return " ".join(
        " ".join(now) if was == now else "[" + (" ".join(now).strip() or "·") + "]"
        for was, now in _differences(source, copy)
    )


def _wrapped(name: str, text: str) -> str:
    indent = " " * _INDENT
    lead = f"  {name[:9]:<10}"
    return textwrap.fill(text, WIDTH, initial_indent=lead, subsequent_indent=indent)
