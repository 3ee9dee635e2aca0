"""Alternatives that the author wrote into the text: `{however|nevertheless}`.

Only in prose, only when asked for; the first alternative is the source's. Templates
(`{{…}}`, `{%…%}`) and single words in braces are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from canary.errors import InputError
from canary.language.proposals import Proposal
from canary.model import Block, Channel, Span

_CHOICE = re.compile(r"(?<!\{)\{([^{}|%\n]+(?:\|[^{}|%\n]*)+)\}(?!\})")
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


def find_authored(content: str, block: Block) -> Iterator[Proposal]:
    """Yield the author's own sites of a block, spans in the document."""
    for span, variants in choices(content, block):
        yield Proposal(
            span=span, variants=variants, source=0, channel=Channel.AUTHORED, rule="authored"
        )
