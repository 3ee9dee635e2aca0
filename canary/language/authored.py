"""Alternatives that the author wrote into the text: `{however|nevertheless}`.

Only in prose, only when asked for; the first alternative is the source's. Templates
(`{{…}}`, `{%…%}`) and single words in braces are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from canary.errors import InputError
from canary.language.proposals import Proposal
from canary.model import Block, Channel, Span, Text

_CHOICE = re.compile(r"(?<!\{)\{([^{}|%]+(?:\|[^{}|%]*)+)\}(?!\})")
MOST = 6


def choices(content: str, block: Block) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """Yield the span, braces included, and the alternatives of every choice in a block.

    Raises:
        InputError: More than six alternatives, or one given twice.
    """
    for found in _CHOICE.finditer(content, block.span.start, block.span.end):
        span = Span(*found.span())
        if any(span.overlaps(locked) for locked in block.locked):
            continue
        variants = tuple(found[1].split("|"))
        if len(variants) > MOST or len(set(variants)) < len(variants):
            raise InputError(
                f"{found[0]!r} wants two to {MOST} different alternatives, got {len(variants)}",
                hint="write {this|that}, each alternative once",
            )
        yield span, variants


def authored_spans(text: Text) -> list[Span]:
    """Return where the author's choices stand in the prose of a text, braces included."""
    prose = (block for block in text.blocks if block.kind.is_prose)
    return [span for block in prose for span, _ in choices(text.content, block)]


def stray_choices(text: Text) -> int:
    """Return how many choices stand outside prose, where they are left as they are."""
    everywhere = sum(1 for _ in _CHOICE.finditer(text.content))
    return everywhere - len(authored_spans(text))


def find_authored(content: str, block: Block) -> Iterator[Proposal]:
    """Yield the author's own sites of a block, spans in the document."""
    for span, variants in choices(content, block):
        yield Proposal(
            span=span, variants=variants, source=0, channel=Channel.AUTHORED, rule="authored"
        )
