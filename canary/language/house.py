"""A vault's own wordlist: wordings that a person allowed in a sentence, found again elsewhere.

A wording is sure where the same sentence says the same words in the same place, white space aside;
anywhere else in prose the words may have another sense, and a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from canary.language.proposals import Proposal
from canary.language.protection import Protection
from canary.language.tagger import Passage
from canary.model import Channel, Span

RULE = "house"


@dataclass(frozen=True, order=True, slots=True)
class HouseWording:
    """What a person allowed.

    Attributes:
        words: What the document said, as it said it.
        others: What it may say instead.
        before: The example sentence up to the words, white space collapsed.
        after: The rest of that sentence.
    """

    words: str
    others: tuple[str, ...]
    before: str
    after: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """The words as they stand in a text: whole, in the same case, with any white space."""
        inner = r"\s+".join(map(re.escape, self.words.split()))
        return re.compile(rf"(?<!\w){inner}(?!\w)")


def find_house(
    passage: Passage, protection: Protection, house: Iterable[HouseWording]
) -> Iterator[tuple[bool, Proposal]]:
    """Yield (whether it is sure, proposal) for every place where a wording stands in a passage.

    Protected places and passages in capitals are left alone.
    """
    if passage.capitals:
        return
    text = passage.text
    for wording in house:
        for found in wording.pattern.finditer(text):
            span = Span(*found.span())
            sentence = _sentence(passage, span)
            if sentence is None or protection.locks(span):
                continue
            around = text[sentence.start : span.start], text[span.end : sentence.end]
            sure = tuple(map(collapsed, around)) == (wording.before, wording.after)
            variants = (span.cut(text), *wording.others)
            yield sure, Proposal(span, variants, 0, Channel.HOUSE, RULE)


def _sentence(passage: Passage, span: Span) -> Span | None:
    """Return the sentence that holds a span, None where none holds it whole."""
    for first, last in passage.sentences:
        whole = Span(passage.words[first].start, passage.words[last - 1].end)
        if whole.start <= span.start and span.end <= whole.end:
            return whole
    return None


def collapsed(text: str) -> str:
    r"""Return a text with every run of white space as one space, none at its ends.

    Example:
        >>> collapsed(" a\n  b ")
        'a b'
    """
    return " ".join(text.split())
