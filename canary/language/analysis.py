"""Analyse a document: passages, proposals, conflicts, sites with slots and stretches."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from canary.language.authored import find_authored
from canary.language.capitals import in_capitals
from canary.language.classes import find_classes
from canary.language.house import HouseWording, find_house
from canary.language.lexicon import Lexicon, packaged
from canary.language.operations import OPERATIONS, STAYS
from canary.language.proposals import Proposal
from canary.language.prose import LINE_BREAK, local, read
from canary.language.protection import Protection, defined_terms
from canary.language.resolution import WordPositions, resolve
from canary.language.style import in_style
from canary.language.tagger import Passage
from canary.language.wordnet import Thesaurus, propose_synonyms
from canary.model import Block, Channel, Site, Span, Text

GOLD = frozenset({"gold"})
SILVER = frozenset({"silver"})
ALL_CHANNELS = frozenset(Channel) - {Channel.LAYOUT}


@dataclass(frozen=True, slots=True)
class Analysis:
    """What could vary in a text.

    Attributes:
        sites: In text order, slots 0…m-1, stretches set.
        sentences: Every prose sentence, in order, also those without a site.
        wordlists_sha256: Identity of the wordlists that found the sites.
        offers: Weaker sites, where no site is yet; empty unless asked for.
    """

    sites: tuple[Site, ...]
    sentences: tuple[Span, ...]
    wordlists_sha256: str
    offers: tuple[Site, ...] = ()


@dataclass(frozen=True, slots=True)
class Helpers:
    """What an installation may have besides the wordlists.

    Attributes:
        house: The vault's own wordings: sites in the very sentence they are from, else offers.
        thesaurus: A source of synonyms to offer.
    """

    house: tuple[HouseWording, ...] = ()
    thesaurus: Thesaurus | None = None


NO_HELPERS = Helpers()


def analyse(
    text: Text,
    *,
    channels: frozenset[Channel] = ALL_CHANNELS,
    lock: Sequence[str] = (),
    authored: bool = False,
    offers: bool = False,
    lexicon: Lexicon | None = None,
    helpers: Helpers = NO_HELPERS,
) -> Analysis:
    """Find the sites of a text.

    Args:
        text: The document.
        channels: Families of sites to look for.
        lock: Terms that must not change, in any case.
        authored: Whether `{a|b}` in prose is a site of the author's own.
        offers: Whether to list, for a person to review, what the silver tier, words in a sense that
            no condition vouches for, and `helpers` add.
        lexicon: Wordlists; by default those of this installation.
        helpers: The vault's own wordings, and synonyms.
    """
    chosen = lexicon or packaged()
    blocks = [block for block in text.blocks if block.kind.is_prose]
    pairs = read(text, authored=authored)
    terms = defined_terms(b.span.cut(text.content) for b in text.blocks)
    terms |= {" ".join(term.lower().split()) for term in lock}
    positions = _positions(pairs)
    where = _Places(text, pairs, chosen, terms)
    house = list(where.house(helpers.house)) if helpers.house else []
    found = where.fired(GOLD) + [p for sure, p in house if sure]
    if authored:
        found += [p for block in blocks for p in find_authored(text.content, block)]
    kept = resolve([p for p in found if Channel(p.channel) in channels], positions)
    sentences = tuple(_sentences(pairs))
    extra: list[Proposal] = []
    if offers:
        weaker = [where.fired(SILVER) + [p for sure, p in house if not sure]]
        weaker.append(list(where.unvouched()))
        if helpers.thesaurus:
            weaker.append(list(where.synonyms(helpers.thesaurus)))
        for proposals in weaker:
            taken = sorted(part.span for p in (*kept, *extra) for part in p.parts)
            free = [p for p in proposals if not any(_taken(part.span, taken) for part in p.parts)]
            extra += resolve([p for p in free if Channel(p.channel) in channels], positions)
        extra.sort(key=lambda p: p.span)
    sites = _sites(kept, sentences, blocks)
    return Analysis(sites, sentences, chosen.sha256, _sites(extra, sentences, blocks))


def _taken(span: Span, places: Sequence[Span]) -> bool:
    """Whether one of the places, ordered and disjoint, overlaps `span`."""
    n = bisect_left(places, Span(span.end, span.end))
    return n > 0 and places[n - 1].overlaps(span)


@dataclass(frozen=True, slots=True)
class _Places:
    """A document in passages, asked for proposals at its own offsets."""

    text: Text
    pairs: Sequence[tuple[Block, Passage]]
    lexicon: Lexicon
    terms: frozenset[str]

    def fired(self, tiers: frozenset[str]) -> list[Proposal]:
        """Return the proposals of some tiers, in the document's own typography."""
        proposals = [
            self._placed(in_capitals(p) if passage.capitals else p, block)
            for block, passage in self.pairs
            for p in propose(passage, self.lexicon, local(block), self.terms, tiers)
        ]
        placed = with_its_apostrophes(self.text.content, [p for p in proposals if p])
        return in_style(self.text, self.pairs, self.lexicon, placed, STAYS)

    def unvouched(self) -> Iterator[Proposal]:
        """Yield the proposals of classes of any tier in a sense that no condition vouches for."""
        tiers = GOLD | SILVER
        for block, passage in self.pairs:
            protection = self._protection(block, passage)
            for p in find_classes(passage, self.lexicon, protection, tiers, vouched=False):
                if not passage.capitals and (placed := self._placed(p, block)):
                    yield placed

    def house(self, house: Sequence[HouseWording]) -> Iterator[tuple[bool, Proposal]]:
        """Yield (whether it is sure, proposal) for the vault's own wordings."""
        for block, passage in self.pairs:
            for sure, p in find_house(passage, self._protection(block, passage), house):
                if placed := self._placed(p, block):
                    yield sure, placed

    def synonyms(self, thesaurus: Thesaurus) -> Iterator[Proposal]:
        """Yield the proposals of a thesaurus."""
        for block, passage in self.pairs:
            protection = self._protection(block, passage)
            for p in propose_synonyms(passage, self.lexicon, protection, thesaurus):
                if not passage.capitals and (placed := self._placed(p, block)):
                    yield placed

    def _protection(self, block: Block, passage: Passage) -> Protection:
        return Protection(passage, local(block), self.lexicon, self.terms)

    def _placed(self, p: Proposal, block: Block) -> Proposal | None:
        return _placed(p, block.span.start, self.text.content)


def propose(
    passage: Passage,
    lexicon: Lexicon,
    locked: Sequence[Span] = (),
    terms: frozenset[str] = frozenset(),
    tiers: frozenset[str] = GOLD,
) -> Iterator[Proposal]:
    """Yield what the rules of `tiers` would vary in one passage, conflicts unresolved."""
    protection = Protection(passage, locked, lexicon, terms)
    yield from find_classes(passage, lexicon, protection, tiers)
    for rule in lexicon.rules:
        if rule.tier in tiers:
            yield from OPERATIONS[rule.operation](passage, rule, protection)


def with_its_apostrophes(content: str, proposals: Sequence[Proposal]) -> list[Proposal]:
    """Set apostrophes in the document's way."""
    if content.count("’") <= content.count("'"):
        return list(proposals)
    return [
        replace(
            p,
            variants=tuple(
                v if i == p.source else v.replace("'", "’") for i, v in enumerate(p.variants)
            ),
        )
        for p in proposals
    ]


def _placed(p: Proposal, offset: int, content: str) -> Proposal | None:
    """Move a proposal to the document's offsets and to its literal text."""
    span = Span(p.span.start + offset, p.span.end + offset)
    literal = span.cut(content)
    if p.also:
        return _all_placed(p, offset, content)
    if literal == p.variants[p.source]:
        return replace(p, span=span)
    if "\n" not in literal or p.channel == Channel.SPACING:
        return None
    if " ".join(literal.split()) != p.variants[p.source].strip():
        return None
    wrapped = [_wrapped(v, literal) for v in p.variants]
    wrapped[p.source] = literal
    kept = {i for i, v in enumerate(wrapped) if v is not None}
    return replace(p, span=span, variants=tuple(v or "" for v in wrapped)).keep(kept)


def _all_placed(p: Proposal, offset: int, content: str) -> Proposal | None:
    """Move a proposal of several places, if each stands on one line as the tagger read it."""
    parts = [
        replace(part, span=Span(part.span.start + offset, part.span.end + offset))
        for part in p.parts
    ]
    if any(part.span.cut(content) != part.variants[p.source] for part in parts):
        return None
    return replace(p, span=parts[0].span, also=tuple(parts[1:]))


def _wrapped(variant: str, literal: str) -> str | None:
    """Return the variant with the source's line break at its first space, if it has both."""
    gap = LINE_BREAK.search(literal)
    if gap is None or " " not in variant:
        return None
    return variant.replace(" ", gap[0], 1)


def _positions(pairs: Sequence[tuple[Block, Passage]]) -> WordPositions:
    return WordPositions(
        [
            (block.span.start + w.start, w.lower, w.lemma)
            for block, passage in pairs
            for w in passage.words
            if w.is_word
        ]
    )


def _sentences(pairs: Sequence[tuple[Block, Passage]]) -> Iterator[Span]:
    for block, passage in pairs:
        for first, last in passage.sentences:
            words = passage.words[first:last]
            if any(w.is_word for w in words):
                start = block.span.start
                yield Span(start + words[0].start, start + words[-1].end)


def _sites(
    proposals: Sequence[Proposal], sentences: Sequence[Span], blocks: Sequence[Block]
) -> tuple[Site, ...]:
    starts = [block.span.start for block in blocks]
    stretches = number_stretches([bisect_right(starts, p.span.start) for p in proposals])
    sites = []
    at = 0
    for slot, (p, stretch) in enumerate(zip(proposals, stretches, strict=True)):
        while at + 1 < len(sentences) and sentences[at].end <= p.span.start:
            at += 1
        sites.append(
            Site(
                slot=slot,
                channel=Channel(p.channel),
                rule=p.rule,
                parts=p.parts,
                source=p.source,
                sentence=sentences[at],
                stretch=stretch,
                private=Channel(p.channel) in {Channel.AUTHORED, Channel.HOUSE},
            )
        )
    return tuple(sites)


def number_stretches(block_of_site: Iterable[int], low: int = 6, high: int = 15) -> list[int]:
    """Return the stretch of each site: about a paragraph, merged below `low`, split above `high`.

    Example:
        >>> number_stretches([0] * 3 + [1] * 4 + [2] * 20)
        [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]
    """
    groups: list[int] = []  # sizes
    last_block = None
    for block in block_of_site:
        if groups and (block == last_block or groups[-1] < low):
            groups[-1] += 1
        else:
            groups.append(1)
        last_block = block
    if len(groups) > 1 and groups[-1] < low:
        groups[-2:] = [sum(groups[-2:])]
    sizes = [
        size // k + (i < size % k) for size in groups for k in [-(-size // high)] for i in range(k)
    ]
    return [n for n, size in enumerate(sizes) for _ in range(size)]
