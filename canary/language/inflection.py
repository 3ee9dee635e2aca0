"""Inflected forms, worked out when wordlists are compiled and reviewed there; never at run time.

Regular English spelling rules, and `wordlists/forms.toml` for everything irregular: verbs with
their past and participle, verbs that double their last consonant, and nouns with their plural.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_VOWELS = "aeiou"
VERB_TAGS = ("VB", "VBP", "VBZ", "VBD", "VBG", "VBN")
NOUN_TAGS = ("NN", "NNS")
_BE = {
    "VB": "be",
    "VBP": "are",
    "VBP.i": "am",
    "VBZ": "is",
    "VBD": "was",
    "VBD.pl": "were",
    "VBG": "being",
    "VBN": "been",
}


@dataclass(frozen=True, slots=True)
class Irregular:
    """The exceptions of `forms.toml`."""

    verbs: Mapping[str, tuple[str, str]]
    doubling: frozenset[str]
    nouns: Mapping[str, str]


def verb_forms(lemma: str, irregular: Irregular) -> dict[str, str]:
    """Return the six forms of a verb, by Penn tag; of *be* also `VBP.i` and `VBD.pl`.

    Example:
        >>> none = Irregular({}, frozenset({"stop"}), {})
        >>> verb_forms("stop", none)["VBG"], verb_forms("carry", none)["VBZ"]
        ('stopping', 'carries')
    """
    if lemma == "be":
        return dict(_BE)
    past, participle = irregular.verbs.get(lemma, (_past(lemma, irregular.doubling),) * 2)
    return {
        "VB": lemma,
        "VBP": lemma,
        "VBZ": "has" if lemma == "have" else _with_s(lemma),
        "VBD": past,
        "VBG": _ing(lemma, irregular.doubling),
        "VBN": participle,
    }


def gerunds(lemmas: Iterable[str], irregular: Irregular) -> dict[str, str]:
    """Return the *-ing* form of each verb."""
    return {lemma: _ing(lemma, irregular.doubling) for lemma in lemmas}


def noun_forms(lemma: str, irregular: Irregular) -> dict[str, str]:
    """Return singular and plural, by Penn tag."""
    return {"NN": lemma, "NNS": irregular.nouns.get(lemma, _with_s(lemma))}


def _with_s(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "z", "ch", "sh")) or word in {"go", "do", "undergo", "forgo"}:
        return word + "es"
    return word + "s"


def _past(verb: str, doubling: frozenset[str]) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return verb[:-1] + "ied"
    return _doubled(verb, doubling) + "ed"


def _ing(verb: str, doubling: frozenset[str]) -> str:
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and verb != "be":
        return verb[:-1] + "ing"
    return _doubled(verb, doubling) + "ing"


def _doubled(verb: str, doubling: frozenset[str]) -> str:
    """Double the last consonant of listed verbs and of plain short ones (stop, plan, cut)."""
    short = (
        len(verb) >= 3
        and verb[-1] not in _VOWELS + "wxyh"
        and verb[-2] in _VOWELS
        and verb[-3] not in _VOWELS
        and sum(c in _VOWELS for c in verb) == 1
    )
    return verb + verb[-1] if short or verb in doubling else verb
