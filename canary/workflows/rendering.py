"""From a plan and a codeword to a copy's text, and the few renderings that cover all others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


def covering_words(sites: Sequence[Site]) -> list[bytes]:
    """Return codewords that show every variant of each site beside every one of its neighbours'.

    As many as the largest product of two neighbours' variants, which is the fewest possible. Each
    column is dealt out in turn within the groups of the column before it; the counter goes on
    from group to group, so that every symbol's group is large enough for the next column.

    Args:
        sites: In text order.

    Returns:
        One byte a slot each, 0 at slots without a site; at least one word.
    """
    order = [site.q for site in sites]
    products = [a * b for a, b in pairwise(order)]
    rows = max([1, *order, *products])
    words = [bytearray(max((site.slot for site in sites), default=-1) + 1) for _ in range(rows)]
    before = [0] * rows
    for site in sites:
        column = [0] * rows
        for turn, row in enumerate(sorted(range(rows), key=before.__getitem__)):
            column[row] = turn % site.q
            words[row][site.slot] = column[row]
        before = column
    return [bytes(word) for word in words]
