"""A proposal: one place of a passage that a rule would vary, before conflicts are resolved."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from canary.language.stems import stem
from canary.model import Part, Span

# Words so common that hearing them twice is no repetition.
_UNHEARD = frozenset(
    "a an the of to in on at by for from with as and or but that this these those it its "
    "is are be been was were has have had do does did not no one s into out up off over "
    "all".split()
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a rule found.

    Attributes:
        span: In the passage's text (later: in the document's).
        variants: Literal; `variants[source]` is what the text says.
        source: Index of the source's variant.
        channel: Name of the channel.
        rule: Id of the class or rule.
        heard: A variant's content words, as stems: what a reader hears as repetition.
        near: Width in words of the repetition guard; 0 for none.
        follows: Lemmas that may stand directly before it (optional *that*); None for any.
        lemmas: Lemma of each variant, where a `follows` of the next site asks for it.
        also: Further places that change along, in text order.
    """

    span: Span
    variants: tuple[str, ...]
    source: int
    channel: str
    rule: str
    heard: tuple[frozenset[str], ...] = ()
    near: int = 0
    follows: frozenset[str] | None = None
    lemmas: tuple[str, ...] = field(default=())
    also: tuple[Part, ...] = ()

    @property
    def bits(self) -> float:
        """log2 of the number of variants."""
        return math.log2(len(self.variants))

    @property
    def parts(self) -> tuple[Part, ...]:
        """All its places, in text order."""
        return (Part(self.span, self.variants), *self.also)

    def keep(self, wanted: set[int]) -> Proposal | None:
        """Return the proposal with only the `wanted` variants, or None if fewer than two."""
        kept = sorted(wanted | {self.source})
        if len(kept) < 2:
            return None
        return replace(
            self,
            variants=tuple(self.variants[i] for i in kept),
            source=kept.index(self.source),
            heard=tuple(self.heard[i] for i in kept) if self.heard else (),
            lemmas=tuple(self.lemmas[i] for i in kept) if self.lemmas else (),
            also=tuple(Part(p.span, tuple(p.variants[i] for i in kept)) for p in self.also),
        )


def heard_words(words: tuple[str, ...]) -> frozenset[str]:
    """Return the stems of a variant's words that a reader would notice twice."""
    content = [w for w in words if w not in _UNHEARD]
    return frozenset(stem(w) for w in (content or (words if len(words) == 1 else ())))


def like_source(source: str, variant: str) -> str | None:
    """Return `variant` with the source's capital; None where the source has other gaps than spaces.

    Line breaks never come here: the tagger reads them as spaces, and placing a proposal in its
    document sets them again.

    Example:
        >>> like_source("Because of", "owing to")
        'Owing to'
    """
    if any(c.isspace() and c != " " for c in source) or "  " in source:
        return None
    return variant[:1].upper() + variant[1:] if source[:1].isupper() else variant
