"""From a plan and a codeword to a copy's text, and the few renderings that cover all others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from canary.files.documents import Document
from canary.model import Plan, Site, Span


def replacements(sites: Sequence[Site], word: bytes) -> Iterator[tuple[Span, str]]:
    """Yield what stands at each place of each site under `word`, one symbol a slot."""
    for site in sites:
        for part in site.parts:
            yield part.span, part.variants[word[site.slot]]


def render(document: Document, plan: Plan, word: bytes) -> bytes:
    """Return the file of the copy that shows `word`."""
    return document.render(replacements(plan.sites, word))


def renderer(document: Document, plan: Plan) -> Callable[[bytes], bytes]:
    """Return what `render` makes of a word, made ready for many words."""
    parts = [(part, site.slot) for site in plan.sites for part in site.parts]
    parts.sort(key=lambda item: (item[0].span.start, item[0].span.end))
    write = document.writer([(part.span, part.variants) for part, _ in parts])
    slots = [slot for _, slot in parts]
    return lambda word: write(word[slot] for slot in slots)


def covering_words(sites: Sequence[Site]) -> list[bytes]:
    """Return codewords that show every variant of each site beside every one of its neighbours'.

    Sites of one place take as many as the largest product of two neighbours' variants, which is
    the fewest possible. Each column is dealt out in turn within the groups of the column before
    it; the counter goes on from group to group, so that every symbol's group is large enough for
    the next column. Sites of several places may stand beside any other: all words are repeated
    with their symbols moved on by one, until each has stood beside every word; they differ from one
    another by digits of the word's number, which part every two of them (as Walsh functions do).

    Args:
        sites: In text order.

    Returns:
        One byte a slot each, 0 at slots without a site; at least one word.
    """
    length = max((site.slot for site in sites), default=-1) + 1
    spread = [site for site in sites if len(site.parts) > 1]
    base = _prime(max([2, *(site.q for site in spread)])) if spread else 1
    digits = _digits_of(len(spread), base) if spread else 0
    columns = _dealt([site for site in sites if len(site.parts) == 1], base**digits)
    words = []
    for turn in range(base):
        for row, column in enumerate(columns):
            word = bytearray(length)
            for site, symbol in column:
                word[site.slot] = symbol
            for number, site in enumerate(spread, 1):
                word[site.slot] = (_product(row, number, base) + turn) % base % site.q
            words.append(bytes(word))
    return words


def _dealt(sites: Sequence[Site], least: int) -> list[list[tuple[Site, int]]]:
    """Return rows of symbols for sites of one place each, `least` rows or more."""
    order = [site.q for site in sites]
    rows = max([least, *order, *(a * b for a, b in pairwise(order))])
    dealt: list[list[tuple[Site, int]]] = [[] for _ in range(rows)]
    before = [0] * rows
    for site in sites:
        column = [0] * rows
        for turn, row in enumerate(sorted(range(rows), key=before.__getitem__)):
            column[row] = turn % site.q
            dealt[row].append((site, column[row]))
        before = column
    return dealt


def _product(a: int, b: int, base: int) -> int:
    """Return the sum of the products of the digits of two numbers."""
    total = 0
    while a and b:
        total += (a % base) * (b % base)
        a, b = a // base, b // base
    return total


def _digits_of(number: int, base: int) -> int:
    digits = 0
    while number:
        number //= base
        digits += 1
    return digits


def _prime(least: int) -> int:
    """Return the smallest prime from `least` on."""
    return next(n for n in range(least, 2 * least) if all(n % d for d in range(2, n)))
