"""Predicates on what a match governs and what governs it: its place in the sentence's tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from canary.language.match import SUBJECTS, Builder, Match, Predicate, same
from canary.language.tagger import Word

_PREPOSITIONS = frozenset({"prep", "dative", "agent"})
_OBJECTS = frozenset({"dobj", "obj"})
_DETERMINED = frozenset({"det", "poss", "predet"})

Related = Callable[[Match], Iterator[Word]]


def siblings(match: Match) -> Iterator[Word]:
    """Yield the other dependents of the word that the anchor depends on, outside the match."""
    words = match.passage.words
    if match.h.head == match.anchor:
        return
    for i in words[match.h.head].kids:
        if not match.first <= i < match.last and i != match.anchor:
            yield words[i]


def prepositional_objects(match: Match) -> Iterator[tuple[Word, Word]]:
    """Yield (preposition, object) below the anchor, or below the match's last word."""
    words = match.passage.words
    heads = {kid.index for kid in match.kids() if kid.dep in _PREPOSITIONS}
    for i in sorted(heads | {match.last - 1, match.anchor}):
        for j in words[i].kids:
            if words[j].dep == "pobj" and j >= match.last:
                yield words[i], words[j]


def has_label(related: Related) -> Builder:
    """Return the test whether a related word has one of the labels, or a label and a word."""

    def build(values: frozenset[str]) -> Predicate:
        labels = frozenset(value for value in values if "=" not in value)
        tests = _by_label(value for value in values if "=" in value)
        return lambda m: any(
            w.dep in labels or (w.dep in tests and same(w, tests[w.dep])) for w in related(m)
        )

    return build


def _by_label(values: Iterable[str]) -> dict[str, frozenset[str]]:
    wanted: dict[str, set[str]] = {}
    for value in values:
        label, _, word = value.partition("=")
        wanted.setdefault(label, set()).add(word)
    return {label: frozenset(words) for label, words in wanted.items()}


def spelt_out(values: Sequence[str]) -> list[str]:
    """Give `dobj=role|part` its label on every word: `dobj=role`, `dobj=part`."""
    label = ""
    out = []
    for value in values:
        if "=" in value:
            label, _, value = value.partition("=")  # noqa: PLW2901 - the word without its label
        out.append(f"{label}={value}" if label else value)
    return out


def word_under(labels: frozenset[str]) -> Builder:
    """Return the test whether a dependent with one of the labels is one of the words."""
    return lambda values: lambda m: any(w.dep in labels and same(w, values) for w in m.kids())


def pos_under(labels: frozenset[str]) -> Builder:
    """Return the test for the part of speech or fine tag of a dependent with one of the labels."""
    return lambda values: (
        lambda m: any(w.dep in labels and (w.pos in values or w.tag in values) for w in m.kids())
    )


def pobj(values: frozenset[str]) -> Predicate:
    """Test the object of a preposition; `in=year` asks for the preposition too."""
    plain = frozenset(value for value in values if "=" not in value)
    tests = _by_label(value for value in values if "=" in value)

    def test(match: Match) -> bool:
        for preposition, thing in prepositional_objects(match):
            wanted = plain | tests.get(preposition.lower, frozenset())
            if same(thing, wanted):
                return True
        return False

    return test


def pobjpos(values: frozenset[str]) -> Predicate:
    """Test the part of speech or fine tag of a preposition's object."""
    return lambda m: any(w.pos in values or w.tag in values for _, w in prepositional_objects(m))


def is_bare(match: Match) -> bool:
    """Whether the anchor is a noun without article, other determiner or possessive."""
    words = match.passage.words
    return match.h.pos in {"NOUN", "PROPN"} and not any(
        words[i].dep in _DETERMINED for i in match.h.kids
    )


def clause(values: frozenset[str]) -> Predicate:
    """Test the kind of the anchor's complement clause."""
    return lambda m: any(kind in values for kind in complement_kinds(m))


def complement_kinds(match: Match) -> Iterator[str]:
    """Yield the kinds of all complement clauses; *to* too where an infinitive follows at once."""
    for word in match.kids():
        yield from clause_kinds(match, word)
    following, verb = match.around(1), match.around(2)
    if following is not None and following.tag == "TO" and verb is not None and verb.tag == "VB":
        yield "to"  # wherever the parser has attached it


def clause_kinds(match: Match, kid: Word) -> Iterator[str]:
    """Yield what kind of complement clause `kid` heads below the anchor: that bare to ing wh."""
    if kid.index < match.anchor or kid.dep not in {"ccomp", "xcomp", "pcomp", "acl"}:
        return
    words = match.passage.words
    below = [words[i] for i in kid.kids]
    if kid.dep == "acl" and not any(w.lower in {"that", "to"} for w in below):
        return
    first = words[match.passage.subtree(kid.index)[0]]
    if any(w.dep == "mark" and w.lower == "that" for w in below):
        yield "that"
    elif first.lower in {"whether", "if"} or first.tag in {"WDT", "WP", "WP$", "WRB"}:
        yield "wh"
    elif any(w.dep == "aux" and w.tag == "TO" for w in below):
        yield "to"
    elif kid.tag == "VBG" and not any(w.dep == "aux" for w in below):
        yield "ing"
    elif kid.dep == "ccomp" and any(w.dep in SUBJECTS for w in below):
        yield "bare"


def head(values: frozenset[str]) -> Predicate:
    """Test the word that the anchor depends on."""
    return lambda m: m.h.head != m.anchor and same(m.passage.words[m.h.head], values)


def headpos(values: frozenset[str]) -> Predicate:
    """Test the part of speech or fine tag of the word that the anchor depends on."""

    def test(match: Match) -> bool:
        head = match.passage.words[match.h.head]
        return head.index != match.anchor and (head.pos in values or head.tag in values)

    return test


WITH_VALUES: dict[str, Builder] = {
    "has": lambda values: lambda m: any(w.dep in values for w in m.kids()),
    "kid": has_label(Match.kids),
    "head-kid": has_label(siblings),
    "prep": word_under(_PREPOSITIONS),
    "prt": word_under(frozenset({"prt"})),
    "subj": word_under(SUBJECTS),
    "obj": word_under(_OBJECTS),
    "objpos": pos_under(_OBJECTS),
    "pobj": pobj,
    "pobjpos": pobjpos,
    "clause": clause,
    "dep": lambda values: lambda m: m.h.dep in values,
    "head": head,
    "headpos": headpos,
    "tag": lambda values: lambda m: m.h.tag in values,
}
