"""Which document a leak comes from: word fives of the source, and of the leak.

A source keeps one start in two or three (winnowing after Schleimer, Wilkerson and Aiken 2003, by
place rather than by hash: the start with the fewest variants wins), with the variants of its sites
enumerated, so that any copy matches. A leak looks up all its fives. So any 15 words in a row of a
copy hold about four kept fives, and two hits take at least seven words in common, or two set
phrases. Fives with fewer than two words of meaning are left out: they are met in any prose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import TypeAlias

from canary.model import Site
from canary.reading.lattice import Element, Lattice, WordTuple, compile_lattice, passages
from canary.reading.similarity import COMMON, END, START
from canary.reading.words import words_of

SIZE = 5  # words a shingle
NEAREST, FARTHEST = 2, 3  # elements from one kept start to the next
VARIANTS = 16  # shingles kept for one start
MOST_LOOKED_UP = 100_000  # shingles of one leak
_MEANING = 2  # words of a shingle that must mean something

_Start: TypeAlias = tuple[int, tuple[bytes, ...]]


def shingles(source: str, sites: Sequence[Site]) -> frozenset[bytes]:
    """Return what the fuzzy index keeps of a source, so that each of its copies is found.

    Args:
        source: The source text.
        sites: The sites of its plan.

    Returns:
        Shingles in the clear: hash them with a key before they are stored.
    """
    return lattice_shingles(compile_lattice(source, sites))


def lattice_shingles(lattice: Lattice) -> frozenset[bytes]:
    """Return `shingles` of a compiled source."""
    kept: set[bytes] = set()
    window: list[_Start] = []
    last = -FARTHEST
    for start in _starts(lattice.elements):
        if window and start[0] > last + FARTHEST:
            last, found = min(window, key=_rank)
            kept.update(found)
            window = [other for other in window if other[0] >= last + NEAREST]
        if start[0] >= last + NEAREST:
            window.append(start)
    if window:
        kept.update(min(window, key=_rank)[1])
    return frozenset(kept)


def leak_shingles(leak: str) -> frozenset[bytes]:
    """Return what to look up for a leak.

    Args:
        leak: Any text.

    Returns:
        Its shingles, the first 100,000 different ones.

    Example:
        >>> sorted(leak_shingles("The north basin will be closed."))
        [b'north basin will be closed', b'the north basin will be']
    """
    words = words_of(leak).words
    found: dict[bytes, None] = {}
    for passage in zip(*(words[offset:] for offset in range(SIZE)), strict=False):
        if len(found) >= MOST_LOOKED_UP:
            break
        if _meaningful(passage):
            found[_printed(passage)] = None
    return frozenset(found)


def needed_hits(leak_words: int) -> int:
    """Return how many shingles must hit for a document to count as a source of the leak.

    Two, and one more for every 500 words of the leak up to eight: unrelated prose of the same
    trade shares a set phrase now and then.
    """
    return min(2 + leak_words // 500, 8)


def likely_sources(hits: Mapping[str, Set[bytes]], needed: int) -> list[str]:
    """Return the documents that a leak may come from, most hits first.

    A document counts if it holds enough of the leak that no better one holds: then the leak has
    several sources. So does one that holds half of what a better one holds, or half as much as all
    that it shares something with (of one passage two documents keep different fives): an edition
    of it, or a text as likely. What merely shares boilerplate with a better document does neither.

    Args:
        hits: The shingles of the leak that each document has.
        needed: As `needed_hits` says.

    Example:
        >>> found = {"draft": {b"a", b"b", b"c"}, "final": {b"a", b"b", b"c", b"d", b"e"}}
        >>> found |= {"other": {b"x", b"y"}, "template": {b"a", b"e"}}
        >>> likely_sources(found, 2)
        ['final', 'draft', 'other']
    """
    kept: list[str] = []
    explained: set[bytes] = set()
    for name in sorted(hits, key=lambda name: (-len(hits[name]), name)):
        own = hits[name]
        alike = [hits[better] for better in kept if own & hits[better]]
        shared = any(2 * len(own & better) >= len(better) for better in alike)
        as_long = bool(alike) and all(2 * len(own) >= len(better) for better in alike)
        if len(own) >= needed and (shared or as_long or len(own - explained) >= needed):
            kept.append(name)
            explained |= own
    return kept


def _starts(elements: Sequence[Element]) -> Iterator[_Start]:
    """Yield the place and the shingles of each start that has some."""
    for index, element in enumerate(elements):
        if element in (START, END):
            continue
        found = passages(elements, index, SIZE, VARIANTS)
        kept = tuple(sorted({_printed(p) for p in found if END not in p and _meaningful(p)}))
        if kept:
            yield index, kept


def _rank(start: _Start) -> tuple[int, int]:
    return len(start[1]), start[0]


def _meaningful(passage: WordTuple) -> bool:
    return sum(word not in COMMON for word in passage) >= _MEANING


def _printed(passage: WordTuple) -> bytes:
    return " ".join(passage).encode("utf-8", "surrogatepass")
