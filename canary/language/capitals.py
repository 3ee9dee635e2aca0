"""Paragraphs in capitals, as old cables have them: read through a cased shadow of equal length.

Capitals hide which words are names. So every word that the tagger takes for a name in the shadow
or in the capitals is locked, and with it every noun, adjective, month, day and number: what is left
are verbs and small words, of which both readings are sure.
"""

from __future__ import annotations

import re
from dataclasses import replace

from canary.language.match import is_number
from canary.language.proposals import Proposal
from canary.language.tagger import Passage, Word
from canary.model import Span

_LEAST = 20  # capital letters
_SHARE = 0.9  # of the letters
_SENTENCE = re.compile(r"(?:\A|(?<=[^.\W]{2}[.?!:])\s+|(?<=[.?!][”\"')])\s+)\W*(\w)")
_PRONOUN = re.compile(r"\bi\b(?!\.)")
_OPEN = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "X", "SYM", "INTJ"})
_DATES = frozenset(
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday".split()
)


def is_capitals(text: str) -> bool:
    """Whether a text is written in capitals throughout."""
    upper = sum(c.isupper() for c in text)
    return upper >= _LEAST and upper >= _SHARE * sum(c.isalpha() for c in text)


def sentence_cased(text: str) -> str:
    """Return a text in lower case but for the first letter of each sentence; offsets are kept.

    Example:
        >>> sentence_cased("WE MET. I SPOKE.")
        'We met. I spoke.'
    """
    lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    cased = _SENTENCE.sub(lambda m: m[0][:-1] + m[1].upper(), lower)
    return _PRONOUN.sub("I", cased)


def shadowed(shadow: Passage, capitals: Passage) -> Passage:
    """Return the passage of the cased text with everything locked that may be a name."""
    names = [Span(w.start, w.end) for w in capitals.words if w.pos in {"PROPN", "NUM"}]
    locked = [Span(w.start, w.end) for w in shadow.words if _is_unsure(w)]
    return replace(shadow, locked=(*names, *locked), capitals=True)


def _is_unsure(word: Word) -> bool:
    return word.pos in _OPEN or word.lower in _DATES or is_number(word)


def in_capitals(proposal: Proposal) -> Proposal:
    """Return a proposal with its variants in capitals."""
    return replace(
        proposal,
        variants=tuple(v.upper() for v in proposal.variants),
        also=tuple(
            replace(part, variants=tuple(v.upper() for v in part.variants))
            for part in proposal.also
        ),
    )
