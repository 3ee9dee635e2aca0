"""*A* or *an* before a site: when variants begin differently, the article joins the site."""

from __future__ import annotations

import re
from dataclasses import replace

from canary.language.proposals import Proposal
from canary.language.tagger import Passage
from canary.model import Span

# Vowel letters that are spoken as consonants, and silent h.
_CONSONANT = re.compile(r"(?:uni(?!n|m)|us[aeiu]|ut[ei]l|ub[iq]|eu|one\b|once|ewe)", re.IGNORECASE)
_SILENT_H = re.compile(r"(?:hour|honest|honor|honour|heir)", re.IGNORECASE)


def takes_an(word: str) -> bool:
    """Whether English says *an* before `word`.

    Example:
        >>> [takes_an(w) for w in ("important", "useful", "hour", "house", "unimportant")]
        [True, False, True, False, True]
    """
    if _SILENT_H.match(word):
        return True
    return word[:1].lower() in "aeiou" and not _CONSONANT.match(word)


def with_article(proposal: Proposal, passage: Passage, first: int) -> Proposal | None:
    """Return the proposal, grown over a preceding *a*/*an* where its variants disagree on it.

    Args:
        proposal: A site whose first word is word `first` of the passage.
        passage: The passage it stands in.
        first: Index of its first word.

    Returns:
        None if the article the text has does not suit its own next word: then nothing is sure.
    """
    if first == 0 or passage.words[first - 1].lower not in {"a", "an"}:
        return proposal
    article = passage.words[first - 1]
    wants = [takes_an(v) for v in proposal.variants]
    if wants[proposal.source] != (article.lower == "an"):
        return None
    if len(set(wants)) == 1:
        return proposal
    gap = passage.text[article.end : proposal.span.start]
    forms = ("A", "An") if article.text[0].isupper() else ("a", "an")
    variants = tuple(forms[an] + gap + v for an, v in zip(wants, proposal.variants, strict=True))
    return replace(proposal, span=Span(article.start, proposal.span.end), variants=variants)
