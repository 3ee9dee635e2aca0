"""A rule's own sentences, run: what it must offer and what it must leave alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from canary.language.analysis import propose
from canary.language.lexicon import Lexicon
from canary.language.proposals import Proposal
from canary.language.tagger import Passage, analyse
from canary.language.traits import traits_of
from canary.model import Span

_MARKED = re.compile(r"\{([^}]*)\}")
_EVERY_TIER = frozenset({"gold", "silver", "draft"})


def failures(lexicon: Lexicon, examples: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    """Yield a line for every example that does not hold.

    Args:
        lexicon: The compiled wordlists that hold the rules.
        examples: (rule id, "accept" or "reject", sentence with one `{source|variant|…}`).
    """
    plain = [_MARKED.sub(lambda m: m[1].split("|")[0], s) for _, _, s in examples]
    for (rule, kind, sentence), passage in zip(examples, analyse(plain), strict=True):
        marked = _MARKED.search(sentence)
        if marked is None:
            yield f"{rule}: {kind}: no place marked: {sentence}"
            continue
        source, *others = marked[1].split("|")
        passage.traits = traits_of([passage])
        span = Span(marked.start(), marked.start() + len(source))
        found = [p for p in propose(passage, lexicon, tiers=_EVERY_TIER) if p.rule == rule]
        if kind == "reject":
            if any(p.span.overlaps(span) or p.span.start == span.start for p in found):
                yield f"{rule}: offers what it must reject: {sentence}"
            continue
        offered = {text for p in found for text in renderings(passage, p)}
        for other in others:
            wanted = sentence[: marked.start()] + other + sentence[marked.end() :]
            if wanted not in offered:
                yield f"{rule}: does not offer {other!r}: {sentence}"


def renderings(passage: Passage, proposal: Proposal) -> Iterator[str]:
    """Yield the passage under each variant of a proposal."""
    for symbol in range(len(proposal.variants)):
        pieces, at = [], 0
        for part in proposal.parts:
            pieces += [passage.text[at : part.span.start], part.variants[symbol]]
            at = part.span.end
        yield "".join([*pieces, passage.text[at:]])
