"""From proposals to sites: repetition, overlap and neighbours, solved over all variants of both.

Nothing here depends on a recipient: a variant that could clash with any variant of a neighbour is
dropped for everybody, so that every copy can be drawn freely.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from canary.language.proposals import Proposal
from canary.language.stems import stem
from canary.model import Channel, Span

_FIGURE = 25  # words within which a repeated word is taken for a figure of speech
_CHANNEL_WEIGHT = {
    Channel.AUTHORED: 100.0,
    Channel.HOUSE: 10.0,
    Channel.PUNCTUATION: 0.6,
    Channel.SPELLING: 0.6,
    Channel.SPACING: 0.3,
}


class WordPositions:
    """Where every word of the document stands, counted in words, by stem.

    Args:
        words: (start offset in the document, lower-case form, lemma), in order.
    """

    def __init__(self, words: Sequence[tuple[int, str, str]]) -> None:
        self._starts = [start for start, _, _ in words]
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        for n, (_, lower, lemma) in enumerate(words):
            for key in {stem(lower), stem(lemma)}:
                self._places[key].append(n)

    def range_of(self, span: Span) -> tuple[int, int]:
        """Return the first word of `span` and the word after its last."""
        return bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)

    def near(self, key: str, span: Span, width: int) -> bool:
        """Whether a word of stem `key` stands within `width` words of `span`, outside it."""
        first, last = self.range_of(span)
        places = self._places.get(key, ())
        nearby = places[bisect_left(places, first - width) : bisect_right(places, last - 1 + width)]
        return any(not first <= place < last for place in nearby)


def resolve(proposals: Iterable[Proposal], positions: WordPositions) -> list[Proposal]:
    """Return the proposals that can stand together, in text order, without overlap."""
    quiet = [kept for p in proposals if (kept := without_repetition(p, positions))]
    chosen = best_disjoint(p for p in quiet if not p.also)
    chosen = with_spread(chosen, [p for p in quiet if p.also])
    chosen = without_bad_followers(chosen)
    return without_echoes(chosen, positions)


def without_repetition(proposal: Proposal, positions: WordPositions) -> Proposal | None:
    """Drop the variants whose words already stand nearby, and a site inside a figure of speech."""
    if not proposal.near:
        return proposal
    own = proposal.heard[proposal.source]
    if any(positions.near(key, proposal.span, min(proposal.near, _FIGURE)) for key in own):
        return None  # the text repeats its own word on purpose: *we will meet, and meet again*
    kept = {
        i
        for i, heard in enumerate(proposal.heard)
        if not any(positions.near(w, proposal.span, proposal.near) for w in heard - own)
    }
    return proposal if len(kept) == len(proposal.variants) else proposal.keep(kept)


def best_disjoint(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Return the non-overlapping proposals with the most bits (weighted interval scheduling)."""
    ordered = sorted(proposals, key=lambda p: (p.span.end, p.span.start, p.rule))
    ends = [p.span.end for p in ordered]
    best: list[tuple[float, int]] = [(0.0, -1)]  # weight so far, index taken or -1
    before: list[int] = []
    for n, p in enumerate(ordered):
        prior = bisect_right(ends, p.span.start, 0, n)
        before.append(prior)
        take = best[prior][0] + _weight(p)
        best.append((take, n) if take > best[n][0] else (best[n][0], -1))
    chosen: list[Proposal] = []
    n = len(ordered)
    while n:
        if best[n][1] >= 0:
            chosen.append(ordered[n - 1])
            n = before[n - 1]
        else:
            n -= 1
    return chosen[::-1]


def with_spread(chosen: Sequence[Proposal], spread: Iterable[Proposal]) -> list[Proposal]:
    """Add the proposals of several places that weigh more than all that stands in their way."""
    kept = list(chosen)
    for p in spread:
        index = sorted((part.span, n) for n, other in enumerate(kept) for part in other.parts)
        rivals = {n for part in p.parts for n in _overlapping(part.span, index)}
        if _weight(p) > sum(_weight(kept[n]) for n in rivals):
            kept = [other for n, other in enumerate(kept) if n not in rivals] + [p]
    return sorted(kept, key=lambda p: p.span)


def _overlapping(span: Span, index: Sequence[tuple[Span, int]]) -> Iterator[int]:
    """Yield the numbers of the disjoint spans of `index` that share a character with `span`."""
    at = bisect_left(index, (Span(span.end, span.end), -1)) - 1
    while at >= 0 and index[at][0].overlaps(span):
        yield index[at][1]
        at -= 1


def _weight(p: Proposal) -> float:
    return p.bits * _CHANNEL_WEIGHT.get(Channel(p.channel), 1.0) - 1e-6 * len(p.variants[p.source])


def without_bad_followers(chosen: Sequence[Proposal]) -> list[Proposal]:
    """Settle between a site that needs certain words before it and a neighbour that varies them.

    *Said (that)* may lose its *that*, *stated (that)* may not: next to a site said/told us/stated
    either *stated* is dropped or the optional *that*, whichever costs fewer bits.
    """
    kept: list[Proposal] = []
    for p in chosen:
        neighbour = kept[-1] if kept and kept[-1].span.end == p.span.start else None
        if p.follows is None or neighbour is None or not neighbour.lemmas:
            kept.append(p)
            continue
        good = {i for i, lemma in enumerate(neighbour.lemmas) if lemma.split(" ")[-1] in p.follows}
        reduced = neighbour.keep(good) if neighbour.source in good else None
        if reduced is not None and reduced.bits + p.bits > neighbour.bits:
            kept[-1:] = [reduced, p]
    return kept


def without_echoes(chosen: Sequence[Proposal], positions: WordPositions) -> list[Proposal]:
    """Drop later variants that an earlier site nearby could also show."""
    offered: defaultdict[str, list[int]] = defaultdict(list)
    kept: list[Proposal] = []
    for p in chosen:
        place = positions.range_of(p.span)[0]
        if p.near:
            own = p.heard[p.source]
            quiet = {
                i
                for i, heard in enumerate(p.heard)
                if not any(_recent(offered, w, place, p.near) for w in heard - own)
            }
            reduced = p.keep(quiet)
            if reduced is None:
                continue
            p = reduced  # noqa: PLW2901 - the same site, with fewer variants
        kept.append(p)
        for i, heard in enumerate(p.heard):
            if i != p.source:
                for word in heard:
                    offered[word].append(place)
    return kept


def _recent(offered: Mapping[str, list[int]], word: str, place: int, near: int) -> bool:
    places = offered.get(word)
    return places is not None and place - places[-1] <= near
