"""A language of a dozen words, so that workflows are tested without the analysis of English."""

import re

from canary.language import Analysis
from canary.model import Channel, Part, Site, Span

PAIRS = {
    "said": ("said", "stated", "told us"),
    "show": ("show", "demonstrate"),
    "about": ("about", "roughly"),
    "think": ("think", "believe"),
    "also": ("also", "as well"),
    "quickly": ("quickly", "fast", "swiftly", "promptly"),
    "begin": ("begin", "start"),
    "big": ("big", "large"),
    "help": ("help", "assist"),
    "before": ("before", "ahead of"),
    "many": ("many", "numerous"),
    "often": ("often", "frequently"),
}
_WORD = re.compile(r"\b(" + "|".join(PAIRS) + r")\b")
_GAP = re.compile(r"(?<=[.!?]) (?=[A-Z])")
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")


def analyse(text, *, channels, lock=(), authored=False, offers=False, helpers=None):
    """Find the pairs, and single or double spaces between sentences, in prose."""
    found, sentences = [], []
    for number, block in enumerate(text.blocks):
        if not block.kind.is_prose:
            continue
        area = (block.span.start, block.span.end)
        here = [Span(*m.span()) for m in _SENTENCE.finditer(text.content, *area)]
        sentences += here
        found += [
            (Span(*m.span()), PAIRS[m[1]], Channel.LEXICON, m[1], number)
            for m in _WORD.finditer(text.content, *area)
            if m[1] not in lock
        ]
        found += [
            (Span(*m.span()), (" ", "  "), Channel.SPACING, "sentence-gap", number)
            for m in _GAP.finditer(text.content, *area)
        ]
    sites = [
        Site(slot, channel, rule, (Part(span, variants),), 0, sentence(span, sentences), block)
        for slot, (span, variants, channel, rule, block) in enumerate(sorted(found))
        if channel in channels
    ]
    return Analysis(tuple(sites), tuple(sentences), "ab" * 32)


def sentence(span, sentences):
    return next(s for s in sentences if s.start <= span.start < s.end)


MEMO = """NOTE TO THE BOARD

From: A. Clerk

They said that the figures show a big rise, and we think it began in May. You said many of us often
help before the summer, and I also think we should begin quickly. There are about 200 people who
said so.

We think the others said that before too. It would help to begin in June, and to show the board
what we think about it. Many said they often help; many also show that they think quickly, as big
groups said before. We said we would begin to help, and many said it was about time.

I think we also said this before. They often show us that they can help quickly, and we think that
they said so to many. It is about time to begin, they said, and big changes often help.
"""
