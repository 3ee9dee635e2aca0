"""Which document a leak comes from: word fives of the source, and of the leak.

A source keeps at least one start in every two (local winnowing after Schleimer, Wilkerson and
Aiken 2003; here the start with the fewest variants wins, then the least checksum), each with the
variants of its sites enumerated, so that any copy matches. A leak looks up all its fives: any
15 words in a row taken from a copy hold about five kept ones. Fives with fewer than two
words of meaning are left out on both sides: they are met in any prose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zlib import crc32

from canary.model import Site
from canary.reading.lattice import Element, Lattice, WordTuple, compile_lattice, passages
from canary.reading.similarity import COMMON, END, START
from canary.reading.words import words_of

SIZE = 5  # words a shingle
WINDOW = 2  # of so many starts in a row, one is kept
VARIANTS = 16  # shingles kept for one start
MOST_LOOKED_UP = 200_000  # shingles of one leak
_MEANING = 2  # words of a shingle that must mean something


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
    starts = list(_starts(lattice.elements))
    kept: set[bytes] = set()
    for index in range(len(starts)):
        window = starts[index : index + WINDOW]
        chosen = min(window, key=_rank)
        kept.update(chosen)
    return frozenset(kept)


def leak_shingles(leak: str) -> frozenset[bytes]:
    """Return what to look up for a leak.

    Args:
        leak: Any text.

    Returns:
        Its shingles, the first 200,000 different ones.

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


def _starts(elements: Sequence[Element]) -> Iterator[tuple[bytes, ...]]:
    """Yield the shingles of each start that has some."""
    for index, element in enumerate(elements):
        if element in (START, END):
            continue
        found = passages(elements, index, SIZE, VARIANTS)
        kept = tuple(sorted({_printed(p) for p in found if END not in p and _meaningful(p)}))
        if kept:
            yield kept


def _rank(start: tuple[bytes, ...]) -> tuple[int, int]:
    return len(start), crc32(start[0])


def _meaningful(passage: WordTuple) -> bool:
    return sum(len(word) > 2 and word not in COMMON for word in passage) >= _MEANING


def _printed(passage: WordTuple) -> bytes:
    return " ".join(passage).encode("utf-8", "surrogatepass")
