"""Two renderings of the same words in one file: where each word of one stands in the other.

A mail says everything twice, as a page and as plain text. A place varies only if it stands, alike,
in both; then both are written.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from canary.files.splicing import Cut, Rendition
from canary.model import Block, Span

_GAP = re.compile(r"\s+")
_IGNORED = frozenset("*_\u200b\u00ad")  # emphasis that plain text writes out, and what none shows
_MISSES = 200  # passages sought in vain before the rest is taken for something else


@dataclass(frozen=True, slots=True)
class Alternative(Rendition):
    """A rendition that follows another one.

    Attributes:
        leading: The words of the one it follows.
        first: Offsets, in those, of the code points that stand here too, ascending.
        places: Where they stand here.
    """

    leading: str = ""
    first: Sequence[int] = ()
    places: Sequence[int] = ()

    def cuts(self, span: Span, new: str) -> list[Cut] | None:
        """Return what `new` over a span of the leading words cuts here; None if it can't be."""
        old = span.cut(self.leading)
        if new == old:
            return []
        here = self._span(span)
        if here is None:
            return None
        shown = here.cut(self.content)
        gap = _GAP.search(shown.strip())
        if gap and gap[0] != " ":
            if " " not in new:
                return None
            new = new.replace(" ", gap[0], 1)
        return Rendition.cuts(self, here, new)

    def _span(self, span: Span) -> Span | None:
        """Return where a span of the leading words stands here."""
        words = self.leading
        if span.start < span.end and not words[span.start].isspace():
            start = self._place(span.start)
        else:
            start = self._place(span.start - 1, after=True)
        if span.start == span.end:
            end = start
        elif not words[span.end - 1].isspace():
            end = self._place(span.end - 1, after=True)
        else:
            end = self._place(span.end)
        if start is None or end is None or not start <= end:
            return None
        here = Span(start, end)
        return here if _squashed(here.cut(self.content)) == _squashed(span.cut(words)) else None

    def _place(self, at: int, *, after: bool = False) -> int | None:
        n = bisect_left(self.first, at)
        if n == len(self.first) or self.first[n] != at:
            return None
        return self.places[n] + after


def follow(leading: str, blocks: Iterable[Block], rendition: Rendition) -> Alternative:
    """Return a rendition that follows the words of another one, block by block."""
    pairs = list(_pairs(leading, blocks, rendition.content))
    return Alternative(
        rendition.content,
        rendition.runs,
        leading,
        tuple(a for a, _ in pairs),
        tuple(b for _, b in pairs),
    )


def _pairs(leading: str, blocks: Iterable[Block], other: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of code points that stand in both, in order of both."""
    kept = [at for at, mark in enumerate(other) if _counts(mark)]
    words = "".join(other[at] for at in kept)
    come = misses = 0
    for block in blocks:
        if not block.kind.is_prose or misses > _MISSES:
            continue
        places = [at for at in range(block.span.start, block.span.end) if _counts(leading[at])]
        found = words.find("".join(leading[at] for at in places), come)
        if found < 0:
            misses += 1
            continue
        come = found + len(places)
        yield from zip(places, kept[found:come], strict=True)


def _counts(mark: str) -> bool:
    return not mark.isspace() and mark not in _IGNORED


def _squashed(words: str) -> str:
    return "".join(mark for mark in words if _counts(mark))
