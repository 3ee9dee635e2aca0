"""The values that pass between the parts: frozen, typed, and nothing else.

Offsets are code points of `Text.content`, half open. A *slot* is a site's number in its
issue: append-only, in plan order, and the only thing a codeword is indexed by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Channel(StrEnum):
    """A family of sites that a leak keeps or loses together."""

    LEXICON = "lexicon"
    SYNTAX = "syntax"
    PUNCTUATION = "punctuation"
    SPELLING = "spelling"
    SPACING = "spacing"
    AUTHORED = "authored"
    HOUSE = "house"
    LAYOUT = "layout"

    @property
    def survives_retyping(self) -> bool:
        """Whether a faithful retyping of the words keeps every site of the channel."""
        return self in _WORDING


_WORDING = frozenset({Channel.LEXICON, Channel.SYNTAX, Channel.AUTHORED, Channel.HOUSE})


class BlockKind(StrEnum):
    """What a stretch of a document is; only prose may vary."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list-item"
    TABLE = "table"
    QUOTATION = "quotation"
    CODE = "code"
    FRONT_MATTER = "front-matter"

    @property
    def is_prose(self) -> bool:
        """Whether sites may be looked for in the block."""
        return self in {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points `start` to `end` of a text, half open."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a code point."""
        return self.start < other.end and other.start < self.end

    def cut(self, text: str) -> str:
        """Return the span's part of `text`."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading, list item … of a text.

    Attributes:
        span: Where it stands.
        kind: What it is.
        locked: Spans inside it that are markup, links, code or the like: never varied.
    """

    span: Span
    kind: BlockKind
    locked: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A document's code points and its blocks, in order and disjoint."""

    content: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A stretch of a text that a machine may have misread.

    Attributes:
        span: Where it stands.
        error: Chance that something else stands there, above 0, at most 1.
    """

    span: Span
    error: float


@dataclass(frozen=True, slots=True)
class LeakText:
    """What a leak says.

    Attributes:
        content: Its code points.
        doubts: Where it may have been misread, in order and disjoint.
        engine: The program that read its letters from a picture; "" where none had to.
        unread: Names of pictures in it that were not read.
    """

    content: str
    doubts: tuple[Doubt, ...] = ()
    engine: str = ""
    unread: tuple[str, ...] = ()

    @classmethod
    def joined(cls, pieces: Sequence[LeakText], apart: str) -> LeakText:
        """Return pieces as one, `apart` between those that say something."""
        doubts: list[Doubt] = []
        at = 0
        words = [piece for piece in pieces if piece.content]
        for piece in words:
            for doubt in piece.doubts:
                span = Span(at + doubt.span.start, at + doubt.span.end)
                doubts.append(Doubt(span, doubt.error))
            at += len(piece.content) + len(apart)
        return cls(
            content=apart.join(piece.content for piece in words),
            doubts=tuple(doubts),
            engine=", ".join(dict.fromkeys(piece.engine for piece in pieces if piece.engine)),
            unread=tuple(name for piece in pieces for name in piece.unread),
        )


@dataclass(frozen=True, slots=True)
class Part:
    """One place of a site: `variants[i]` is what stands there under symbol i."""

    span: Span
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """A place that can vary; a style site has several parts that vary together.

    Attributes:
        slot: Number in the issue, append-only.
        channel: Its family.
        rule: Id of the rule that found it; the unit of grouping for punctuation, spelling, spacing.
        parts: Its places, in text order; the same number of variants, q in 2…6, in each.
        source: Index of the variant that the source itself shows.
        sentence: The sentence that holds the first part.
        stretch: Number of the stretch (about a paragraph) that BLK scores together.
        private: Not findable from the program alone (house, authored, reviewed additions).
    """

    slot: int
    channel: Channel
    rule: str
    parts: tuple[Part, ...]
    source: int
    sentence: Span
    stretch: int
    private: bool = False

    @property
    def q(self) -> int:
        """Number of variants, 2…6."""
        return len(self.parts[0].variants)

    @property
    def span(self) -> Span:
        """Where the first part stands."""
        return self.parts[0].span

    @property
    def variants(self) -> tuple[str, ...]:
        """Literal variants of the first part."""
        return self.parts[0].variants


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that can vary in one source text.

    Attributes:
        text_sha256: Hex SHA-256 of the source text, UTF-8.
        wordlists_sha256: Hex SHA-256 of the compiled wordlists that found the sites.
        profile: Bias profile, "U" or "S" (codes).
        sites: In text order of their first part; slots are unique, not necessarily 0…m-1.
    """

    text_sha256: str
    wordlists_sha256: str
    profile: str
    sites: tuple[Site, ...]


@dataclass(frozen=True, slots=True)
class Recipient:
    """One row of the recipients file: the unique id and every other column as it was."""

    id: str
    fields: tuple[tuple[str, str], ...] = ()


class Outcome(StrEnum):
    """What a leak shows at a site."""

    OBSERVED = "observed"
    ERASED = "erased"  # the place is missing
    SUBSTITUTED = "substituted"  # the place is there and says something else


@dataclass(frozen=True, slots=True)
class Reading:
    """What a leak shows at one site, read without sight of any codeword.

    Attributes:
        slot: The site's slot.
        outcome: Observed, erased or substituted.
        likelihood: P(what was seen | variant), up to a factor, one a variant; one-hot for a clean
            reading, empty unless observed.
    """

    slot: int
    outcome: Outcome
    likelihood: tuple[float, ...] = ()

    @property
    def symbol(self) -> int | None:
        """The variant read, if the reading is certain."""
        hot = [i for i, value in enumerate(self.likelihood) if value > 0]
        return hot[0] if len(hot) == 1 else None


@dataclass(frozen=True, slots=True)
class Observation:
    """All readings of one leak, one a site in plan order, and how much of the leak was placed.

    Attributes:
        readings: One a site of the plan.
        leak_words: Words in the leak.
        placed_words: Words of the leak that stand at a place of the source.
    """

    readings: tuple[Reading, ...]
    leak_words: int = 0
    placed_words: int = 0

    def count(self, outcome: Outcome) -> int:
        """Number of sites with this outcome."""
        return sum(reading.outcome is outcome for reading in self.readings)


class Verdict(StrEnum):
    """What a decode concludes."""

    ATTRIBUTED = "attributed"
    SHORTLIST = "shortlist"
    INCONCLUSIVE = "inconclusive"
    NO_MATCH = "no-match"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One copy's standing against a leak (fields as in the JSON of `decode`).

    Attributes:
        copy: Index of the copy in the list that was scored.
        agree: Sites where the copy shows what the leak shows.
        observed: Sites observed.
        score: The statistic G, in score units.
        p_value: Chance that an innocent copy scores at least as high, exact upper bound.
        p_adjusted: `p_value` times the number of copies in the family, at most 1; less where the
            copy fits given others (`Coalition`), or by what the leaks of its case say together.
        log10_lr: log10 likelihood ratio of this copy against no issued copy.
        posterior: Closed-world posterior (one of the issued copies, one copy only).
        attributed: `p_adjusted` ≤ alpha.
    """

    copy: int
    agree: int
    observed: int
    score: int
    p_value: float
    p_adjusted: float
    log10_lr: float
    posterior: float
    attributed: bool


@dataclass(frozen=True, slots=True)
class Coalition:
    """Copies that explain a leak together.

    Attributes:
        kind: "pair", "triple", "conditional" (one is attributed only given the others), or "pool"
            (all that are attributed, and can be told apart).
        copies: Indices of the copies in the list that was scored, ascending.
        p_adjusted: Chance that one of them is innocent and fits as well, over all such sets.
    """

    kind: str
    copies: tuple[int, ...]
    p_adjusted: float


@dataclass(frozen=True, slots=True)
class Attribution:
    """The outcome of scoring one observation against all copies of a family.

    Attributes:
        verdict: Attributed, shortlist or inconclusive.
        alpha: The family-wise bound asked for.
        candidates: Best first; all that were asked for.
        used: Observed sites a channel that entered the score.
        excluded: Copies at least 1,000 times less probable than the best.
        source_agreement: Share of observed sites that show the source's own variant, or None.
        hypotheses: Names of the active hypotheses with their weights.
        family: N, the copies that the adjusted p-values allow for.
        shortlist: The fewest copies that hold 0.9 of the closed-world posterior, best first; empty
            if they are more than five or the text fits no issued copy better.
        coalitions: Sets of copies that fit together.
        identical: Sets of candidates that the observed sites can't tell apart.
        surprisal: Bits that the readings could tell at best.
        log10_lr_issued: log10 likelihood ratio of "one issued copy, whichever" against none.
    """

    verdict: Verdict
    alpha: float
    candidates: tuple[Candidate, ...]
    used: tuple[tuple[Channel, int], ...] = ()
    excluded: int = 0
    source_agreement: float | None = None
    hypotheses: tuple[tuple[str, float], ...] = field(default=())
    family: int = 0
    shortlist: tuple[int, ...] = ()
    coalitions: tuple[Coalition, ...] = ()
    identical: tuple[tuple[int, ...], ...] = ()
    surprisal: float = 0.0
    log10_lr_issued: float = 0.0
