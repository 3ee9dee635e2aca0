"""Texts with their variants marked by hand: `{source|other}`, `{#key:a|b}` for style sites."""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from canary.model import Channel, Part, Site, Span
from canary.reading.words import words_of

MEMOS = Path(__file__).parents[1] / "data" / "memos"
_MARKED = re.compile(r"\{(?:#(\w+):)?([^{}]*)\}")


def parse(marked: str) -> tuple[str, list[Site]]:
    """Return the source text and its sites."""
    source, cursor = "", 0
    found: dict[str, list[Part]] = {}
    for number, match in enumerate(_MARKED.finditer(marked)):
        source += marked[cursor : match.start()]
        variants = tuple(match[2].split("|"))
        span = Span(len(source), len(source) + len(variants[0]))
        found.setdefault(match[1] or f"site {number}", []).append(Part(span, variants))
        source += variants[0]
        cursor = match.end()
    source += marked[cursor:]
    return source, [_site(slot, key, parts) for slot, (key, parts) in enumerate(found.items())]


def _site(slot: int, key: str, parts: list[Part]) -> Site:
    words = {tuple(words_of(variant).words) for variant in parts[0].variants}
    if not key.startswith("site "):
        channel = Channel.SPELLING
    elif len(words) > 1:
        channel = Channel.LEXICON
    elif all(not variant.strip() for variant in parts[0].variants):
        channel = Channel.SPACING
    else:
        channel = Channel.PUNCTUATION
    return Site(slot, channel, key, tuple(parts), 0, parts[0].span, slot // 10)


def memo(name: str) -> tuple[str, list[Site]]:
    """Return one of the marked memos: its source text and sites."""
    return parse((MEMOS / f"{name}.txt").read_text())


def render(source: str, sites: Sequence[Site], symbols: Sequence[int]) -> str:
    """Return the copy that shows `symbols`, one a site."""
    pairs = [(p, x) for site, x in zip(sites, symbols, strict=True) for p in site.parts]
    out, cursor = "", 0
    for part, symbol in sorted(pairs, key=lambda pair: pair[0].span):
        out += source[cursor : part.span.start] + part.variants[symbol]
        cursor = part.span.end
    return out + source[cursor:]


def drawn(sites: Sequence[Site], seed: str) -> list[int]:
    """Return symbols that depend on `seed` only."""
    stream = hashlib.shake_256(seed.encode()).digest(4 * len(sites))
    return [
        int.from_bytes(stream[4 * i : 4 * i + 4], "big") % site.q for i, site in enumerate(sites)
    ]
