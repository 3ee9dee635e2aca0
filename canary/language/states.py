"""Predicates on the word that governs a match: its form and its part in the clause."""

from __future__ import annotations

from canary.language.match import SUBJECTS, Match, Predicate

_NOUNS = frozenset({"NOUN", "PROPN"})
_PARTICIPLES = frozenset({"VBN", "VBG", "VBD", "JJ"})
_OPENERS = frozenset({"DT", "PDT", "PRP$", "POS", "CD", "JJ", "JJR", "JJS"})


def is_passive(match: Match) -> bool:
    """Whether the anchor is a participle in the passive, with its auxiliary."""
    return any(match.passage.words[i].dep == "auxpass" for i in match.h.kids)


def _modal(match: Match) -> bool:
    return any(kid.tag == "MD" for kid in match.kids())


def _negated(match: Match) -> bool:
    return any(kid.dep == "neg" or kid.lower in {"never", "no", "hardly"} for kid in match.kids())


def _question(match: Match) -> bool:
    _, high = match.passage.sentence_of(match.h)
    return any(w.text == "?" for w in match.passage.words[max(high - 2, 0) : high])


def _imperative(match: Match) -> bool:
    below = list(match.kids())
    return match.h.tag == "VB" and not any(
        w.dep in SUBJECTS or w.dep in {"aux", "auxpass"} for w in below
    )


def _modifier(match: Match) -> bool:
    if match.h.dep in {"compound", "nmod"}:
        return True
    following = match.around(1)
    return (
        match.h.pos in _NOUNS
        and following is not None
        and following.pos in _NOUNS
        and match.h.head == following.index
        and match.h.dep in {"amod", "compound", "nmod", "poss"}
    )


def _attributive(match: Match) -> bool:
    return match.h.dep == "amod" and match.h.head >= match.last


def _predicative(match: Match) -> bool:
    return match.h.dep in {"acomp", "oprd", "attr"} or (
        match.h.dep in {"conj", "ccomp", "ROOT"} and not _attributive(match)
    )


def _prenominal(match: Match) -> bool:
    """An adjective or participle before its noun, even where the tagger took it for a verb."""
    word, before, after = match.h, match.around(-1), match.around(1)
    if word.dep == "amod" and word.head >= match.last:
        return True
    if word.tag not in _PARTICIPLES or before is None or after is None:
        return False
    return before.tag in _OPENERS and after.pos in _NOUNS


PLAIN: dict[str, Predicate] = {
    "passive": is_passive,
    "active": lambda m: not is_passive(m),
    "finite": lambda m: m.h.tag in {"VBD", "VBZ", "VBP"} or _modal(m),
    "modal": _modal,
    "negated": _negated,
    "question": _question,
    "imperative": _imperative,
    "plural": lambda m: m.h.tag in {"NNS", "NNPS"},
    "singular": lambda m: m.h.tag in {"NN", "NNP"},
    "modifier": _modifier,
    "attributive": _attributive,
    "predicative": _predicative,
    "prenominal": _prenominal,
}
