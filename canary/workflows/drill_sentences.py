"""What each sentence would prove if it alone were quoted, and where sites are missing.

A prediction: the sentence, as a few copies show it, is set into an article and read as a leak
would be. The sites that come through say, by their law alone, how many of N copies would still
fit; decode says whether the copy would be named.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from canary.files.documents import count_words
from canary.leaks.prose import FOREIGN
from canary.model import Outcome, Site, Span
from canary.workflows.drill import Rehearsal
from canary.workflows.plan import strengths

_COPIES = 4  # that a sentence is looked at in
_LISTED = 5  # gaps


@dataclass(frozen=True, slots=True)
class Prospect:
    """What quoting one sentence would show.

    Attributes:
        span: The sentence.
        words: Its words.
        sites: Sites with a place inside it.
        shown: Sites that a quotation of it alone shows, on average.
        left: Copies of the N expected to fit such a quotation, the one quoted included.
        attributed: Chance that decode would name the copy quoted.
    """

    span: Span
    words: int
    sites: int
    shown: float
    left: float
    attributed: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Sentences in a row that show nothing, each quoted alone; `words` are theirs together."""

    span: Span
    sentences: int
    words: int


def prospects(rehearsal: Rehearsal) -> Iterator[Prospect]:
    """Yield what every prose sentence would show, in text order."""
    content = rehearsal.document.text.content
    for span in rehearsal.planned.sentences:
        inside = [s for s in rehearsal.plan.sites if any(_within(p.span, span) for p in s.parts)]
        read = {site.slot: 0.0 for site in inside}
        named = 0
        for index in range(_COPIES if inside else 0):
            leak = f"{FOREIGN[0]} “{quotable(rehearsal, inside, span, index)}” {FOREIGN[1]}"
            seen = rehearsal.reader.read(leak)
            for reading in seen.readings:
                if reading.slot in read:
                    read[reading.slot] += (reading.outcome is Outcome.OBSERVED) / _COPIES
            found = rehearsal.score(seen).candidates
            named += any(c.attributed and c.copy == index % rehearsal.recipients for c in found)
        yield Prospect(
            span=span,
            words=count_words(span.cut(content)),
            sites=len(inside),
            shown=sum(read.values()),
            left=_left(rehearsal, read),
            attributed=named / _COPIES,
        )


def gaps(found: Sequence[Prospect]) -> list[Gap]:
    """Return the longest runs of sentences that show nothing, the longest first."""
    runs = [list(run) for silent, run in groupby(found, key=lambda p: p.shown < 0.5) if silent]
    silent = [
        Gap(Span(run[0].span.start, run[-1].span.end), len(run), sum(p.words for p in run))
        for run in runs
    ]
    return sorted(silent, key=lambda gap: (-gap.words, gap.span))[:_LISTED]


def quotable(rehearsal: Rehearsal, inside: Sequence[Site], span: Span, index: int) -> str:
    """Return a sentence as copy number `index` shows it, on one line.

    Args:
        rehearsal: The document as issued in memory.
        inside: The sites with a place inside the sentence.
        span: The sentence.
        index: Number of the copy, counted on from the first after the last.
    """
    word = rehearsal.words[index % rehearsal.recipients]
    content = rehearsal.document.text.content
    parts = sorted(
        (part.span, part.variants[word[site.slot]])
        for site in inside
        for part in site.parts
        if _within(part.span, span)
    )
    out, at = [], span.start
    for place, variant in parts:
        out += [content[at : place.start], variant]
        at = place.end
    return " ".join("".join([*out, content[at : span.end]]).split())


def sentences_json(rehearsal: Rehearsal, found: Sequence[Prospect]) -> dict[str, object]:
    """Return `sentences` and `gaps` of the JSON object of `canary drill`."""
    content = rehearsal.document.text.content
    strength = {each.span: each.bits for each in strengths(rehearsal.planned)}
    return {
        "sentences": [
            {
                "sentence": each.span.cut(content),
                "words": each.words,
                "sites": each.sites,
                "bits": strength[each.span],
                "shown": each.shown,
                "left": each.left,
                "attributed": each.attributed,
            }
            for each in found
        ],
        "gaps": [
            {
                "start": gap.span.start,
                "end": gap.span.end,
                "sentences": gap.sentences,
                "words": gap.words,
                "text": gap.span.cut(content),
            }
            for gap in gaps(found)
        ],
    }


def _left(rehearsal: Rehearsal, read: dict[int, float]) -> float:
    """Return the expected number of copies that show what a quotation shows.

    Two copies agree at a site with probability Σ p(v)², and at one that is not read for sure.
    """
    law = rehearsal.law.law
    agree = math.prod(
        1 - share * (1 - float((law[slot] ** 2).sum())) for slot, share in read.items()
    )
    return 1 + (rehearsal.recipients - 1) * agree


def _within(part: Span, sentence: Span) -> bool:
    return sentence.start <= part.start and part.end <= sentence.end
