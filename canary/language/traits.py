"""What kind of document it is, as far as a rule may ask: said once, over all of its prose.

A trait holds where its marks are frequent, so that one stray *shall* makes no law of a letter.
"""

from __future__ import annotations

from collections.abc import Iterable

from canary.language.tagger import Passage, Word

_FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our", "mine", "ours"})
_SECOND_PERSON = frozenset({"you", "your", "yours"})
_LEGAL = frozenset(
    "shall hereby herein hereof hereto hereunder thereof therein thereto thereunder pursuant "
    "notwithstanding whereas aforesaid aforementioned".split()
)
_CONTRACTED = frozenset({"n't", "'re", "'ve", "'ll", "'m", "'d"})
_AMERICAN = frozenset(
    "$ u.s. usa american americans america congress congressional senate washington treasury "
    "california texas york".split()
)
_BRITISH = frozenset(  # and of the countries that spell so
    "£ u.k. uk british britain england english scotland scottish wales welsh ireland irish london "
    "parliament whitehall nhs crown canada canadian australia australian zealand india "
    "indian".split()
)
_HOME = {"american": _AMERICAN, "british": _BRITISH}
_LEAST = {  # a 1,000 words
    "first-person": 5,
    "second-person": 5,
    "contractions": 1,
    "legal": 3,
    "american": 0.3,
    "british": 0.3,
}
TRAITS = frozenset(_LEAST)


def traits_of(passages: Iterable[Passage]) -> frozenset[str]:
    """Return the traits of a document of `passages`: first-person contractions legal …"""
    total = 0
    seen = dict.fromkeys(_LEAST, 0)
    for passage in passages:
        for word in passage.words:
            total += word.is_word
            for trait in _marks(word):
                seen[trait] += 1
    return frozenset(trait for trait, n in seen.items() if n and 1000 * n >= _LEAST[trait] * total)


def _marks(word: Word) -> Iterable[str]:
    if word.lower in _FIRST_PERSON and word.text != "US":
        yield "first-person"
    if word.lower in _SECOND_PERSON:
        yield "second-person"
    if not word.text[:1].islower():
        yield from (country for country, names in _HOME.items() if word.lower in names)
    if word.lower == "federal" or word.lower.endswith(".gov"):
        yield "american"
    if word.lower in _LEGAL:
        yield "legal"
    if _is_contracted(word):
        yield "contractions"


def _is_contracted(word: Word) -> bool:
    plain = word.lower.replace("’", "'")
    return plain in _CONTRACTED or (plain == "'s" and word.pos in {"AUX", "VERB"})
