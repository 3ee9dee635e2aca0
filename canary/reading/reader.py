"""The reader of one source: compiled once, it reads many leaks.

Blind by type: a source, its sites and a leak come in, readings go out; no codeword, key or
copy can reach it (the import contract keeps it so).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from canary.model import Doubt, Observation, Outcome, Site
from canary.reading.anchors import Anchors, chains
from canary.reading.doubts import Doubts, softened
from canary.reading.evidence import Ledger, weigh
from canary.reading.excerpts import Claims, Excerpt
from canary.reading.lattice import Choice, compile_lattice
from canary.reading.marks import MarkReader
from canary.reading.similarity import END, START
from canary.reading.words import repaired, words_of

_PROMISING = 20  # half nats of exact runs that a chain needs before it is looked at
_ENOUGH = 8  # sightings of one passage; more would tell nothing new
_ACCEPTED = 56  # half nats an excerpt needs to count as one; less is met in any prose


class Reader:
    """Reads what leaks show at each site of one source.

    Args:
        source: The source text.
        sites: The sites of its plan.

    Example:
        >>> from canary.model import Channel, Part, Site, Span
        >>> text = "The minister declined to answer any further question about it."
        >>> part = Part(Span(25, 31), ("answer", "take"))
        >>> site = Site(0, Channel.LEXICON, "v.answer", (part,), 0, Span(0, len(text)), 0)
        >>> reader = Reader(text, [site])
        >>> reader.read("MINISTER DECLINED TO TAKE ANY FURTHER").readings[0].likelihood
        (0.0, 1.0)
    """

    def __init__(self, source: str, sites: Sequence[Site]) -> None:
        self.sites = tuple(sites)
        self.lattice = compile_lattice(source, self.sites)
        self.anchors = Anchors(self.lattice.elements)

    def read(
        self, leak: str, *, faithful: bool = False, doubts: Sequence[Doubt] = ()
    ) -> Observation:
        """Return what `leak` shows at every site.

        Args:
            leak: Any text: a copy, excerpts of it in any order, or something else.
            faithful: Whether it is known to have kept spacing and punctuation, as a copy just
                rendered has.
            doubts: Where it may have been misread.

        Returns:
            One reading a site, in plan order. Cost is linear in the leak.
        """
        seen = repaired(words_of(leak), self.lattice.vocabulary)
        words = [START, *seen.words, END]
        ledger = Ledger(self.sites)
        placed_doubts = Doubts(leak, doubts, seen)
        marks = MarkReader(self.lattice, seen, placed_doubts)
        placed = 0
        for excerpt in self._excerpts(words):
            self._choices(excerpt, ledger, placed_doubts)
            marks.add(excerpt.where)
            placed += sum(end - start for start, end in excerpt.where.values())
        marks.enter(ledger, faithful=faithful)
        return Observation(ledger.readings(), len(seen.words), min(placed, len(seen.words)))

    def _excerpts(self, words: Sequence[str]) -> Iterator[Excerpt]:
        """Yield the excerpts found in a leak, the surest first; they do not overlap."""
        claims = Claims(len(words))
        sightings: Counter[int] = Counter()
        for whole in chains(self.anchors.runs(words)):
            if whole.score < _PROMISING:
                break
            for chain, low, high in list(claims.free(whole)):
                place = chain.runs[0].first.element
                if chain.score < _PROMISING or not chain.unique or sightings[place] == _ENOUGH:
                    continue
                excerpt = Excerpt(self.lattice.elements, words, chain, low, high)
                if excerpt.score >= _ACCEPTED:
                    claims.add(*excerpt.span)
                    sightings[place] += 1
                    yield excerpt

    def _choices(self, excerpt: Excerpt, ledger: Ledger, doubts: Doubts) -> None:
        """Enter what the excerpt shows at the sites whose words vary."""
        for step in excerpt.steps:
            choice = self.lattice.elements[step.element]
            if isinstance(choice, Choice):
                hot = [float(v in step.variants) for v in range(len(choice.variants))]
                ledger.add(choice.site, softened(hot, doubts.about(step.start, step.end)))
        for place in excerpt.placed:
            choice = self.lattice.elements[place.element]
            if isinstance(choice, Choice):
                likelihood = weigh(self.lattice, excerpt.words, place)
                if isinstance(likelihood, tuple):
                    error = doubts.about(place.start, place.end)
                    ledger.add(choice.site, softened(likelihood, error))
                elif likelihood is Outcome.SUBSTITUTED:
                    ledger.miss(choice.site)


def read(source: str, sites: Sequence[Site], leak: str) -> Observation:
    """Return what `leak` shows at every site of `source` (`Reader` reads many leaks faster)."""
    return Reader(source, sites).read(leak)
