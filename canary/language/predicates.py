"""The closed set of predicates that decide whether a word stands in the sense a rule means.

A predicate is written `name` or `name:a|b`, with `!` in front to negate it; the table of
`docs/wordlists.md` lists all of them. `compile_any` turns a rule's list (any of; a nested list
means all of) into one function of a `Match`. Unknown names are refused when wordlists are
compiled, so that a spelling mistake can't silently admit a wrong sense.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from canary.language.tagger import Passage, Word

Predicate = Callable[["Match"], bool]
Condition = Sequence["str | Sequence[str]"]

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
_NOUNS = frozenset({"NOUN", "PROPN"})
_NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy "
    "eighty ninety hundred thousand million billion trillion dozen half".split()
)
_DASHES = frozenset("-–—")
_QUOTES = frozenset("\"'“”‘’«»`") | {"``", "''"}


@dataclass(frozen=True, slots=True)
class Match:
    """Words `first` to `last` (exclusive) of a passage, and the word that governs the sense."""

    passage: Passage
    first: int
    last: int
    anchor: int

    @property
    def h(self) -> Word:
        """The anchor word."""
        return self.passage.words[self.anchor]

    def kids(self) -> Iterator[Word]:
        """Yield the anchor's dependents that stand outside the match."""
        for i in self.h.kids:
            if not self.first <= i < self.last:
                yield self.passage.words[i]

    def around(self, offset: int) -> Word | None:
        """Return the word `offset` after (>0) or before (<0) the match, in the same sentence."""
        index = self.last - 1 + offset if offset > 0 else self.first + offset
        low, high = self.passage.sentence_of(self.h)
        return self.passage.words[index] if low <= index < high else None


def same(word: Word, values: frozenset[str]) -> bool:
    """Whether a word is one of `values`, by form or lemma, or belongs to a `<class>` of them."""
    if word.lower in values or word.lemma in values:
        return True
    return any(v[0] == "<" and _in_class(word, v) for v in values)


def _in_class(word: Word, name: str) -> bool:
    match name:
        case "<num>":
            return is_number(word)
        case "<pron>":
            return word.pos == "PRON"
        case "<name>":
            return word.pos == "PROPN"
        case "<quote>":
            return word.text in _QUOTES
        case "<punct>":
            return not word.is_word
    return False


def is_number(word: Word) -> bool:
    """Whether a word is a number, in digits or spelt."""
    return word.pos == "NUM" or word.lower in _NUMBER_WORDS or any(c.isdigit() for c in word.text)


def _child(label: str) -> Callable[[frozenset[str]], Predicate]:
    def build(values: frozenset[str]) -> Predicate:
        return lambda m: any(kid.dep == label and same(kid, values) for kid in m.kids())

    return build


def _has(values: frozenset[str]) -> Predicate:
    return lambda m: any(kid.dep in values for kid in m.kids())


def _kid(values: frozenset[str]) -> Predicate:
    wanted: dict[str, set[str]] = {}
    for value in values:
        label, _, word = value.partition("=")
        wanted.setdefault(label, set()).add(word)
    tests = {label: frozenset(words) for label, words in wanted.items()}
    return lambda m: any(kid.dep in tests and same(kid, tests[kid.dep]) for kid in m.kids())


def _spelt_out(values: list[str]) -> list[str]:
    """Give `dobj=role|part` its label on every word: `dobj=role`, `dobj=part`.

    Raises:
        ValueError: The first value has no label.
    """
    label = ""
    out = []
    for value in values:
        if "=" in value:
            label, _, value = value.partition("=")  # noqa: PLW2901 - the word without its label
        out.append(f"{label}={value}")
    if any(item.startswith("=") for item in out):
        raise ValueError(f"kid wants DEP=WORD, got {'|'.join(values)!r}")
    return out


def _prep(values: frozenset[str]) -> Predicate:
    return lambda m: any(
        kid.dep in {"prep", "dative", "agent"} and same(kid, values) for kid in m.kids()
    )


def _subj(values: frozenset[str]) -> Predicate:
    return lambda m: any(kid.dep in _SUBJECTS and same(kid, values) for kid in m.kids())


def _obj(values: frozenset[str]) -> Predicate:
    return lambda m: any(kid.dep in {"dobj", "obj"} and same(kid, values) for kid in m.kids())


def _clause(values: frozenset[str]) -> Predicate:
    return lambda m: any(kind in values for kid in m.kids() for kind in clause_kinds(m, kid))


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
    elif kid.dep == "ccomp" and any(w.dep in _SUBJECTS for w in below):
        yield "bare"


def _neighbour(offset: int) -> Callable[[frozenset[str]], Predicate]:
    edge = "<end>" if offset > 0 else "<start>"

    def build(values: frozenset[str]) -> Predicate:
        def test(match: Match) -> bool:
            word = match.around(offset)
            if word is None or (offset > 0 and word.text in {".", "!", "?"}):
                return edge in values or (word is not None and same(word, values))
            return same(word, values)

        return test

    return build


def _neighbour_pos(offset: int) -> Callable[[frozenset[str]], Predicate]:
    def build(values: frozenset[str]) -> Predicate:
        def test(match: Match) -> bool:
            word = match.around(offset)
            return word is not None and (word.pos in values or word.tag in values)

        return test

    return build


def _sent(values: frozenset[str]) -> Predicate:
    def test(match: Match) -> bool:
        low, high = match.passage.sentence_of(match.h)
        words = match.passage.words
        return any(
            same(words[i], values) for i in range(low, high) if not match.first <= i < match.last
        )

    return test


def _head(values: frozenset[str]) -> Predicate:
    return lambda m: m.h.head != m.anchor and same(m.passage.words[m.h.head], values)


def _headpos(values: frozenset[str]) -> Predicate:
    def test(match: Match) -> bool:
        head = match.passage.words[match.h.head]
        return head.index != match.anchor and (head.pos in values or head.tag in values)

    return test


WITH_VALUES: dict[str, Callable[[frozenset[str]], Predicate]] = {
    "has": _has,
    "kid": _kid,
    "prep": _prep,
    "prt": _child("prt"),
    "clause": _clause,
    "obj": _obj,
    "subj": _subj,
    "dep": lambda values: lambda m: m.h.dep in values,
    "head": _head,
    "headpos": _headpos,
    "tag": lambda values: lambda m: m.h.tag in values,
    "next": _neighbour(1),
    "next2": _neighbour(2),
    "prev": _neighbour(-1),
    "prev2": _neighbour(-2),
    "nextpos": _neighbour_pos(1),
    "prevpos": _neighbour_pos(-1),
    "sent": _sent,
}


def is_passive(match: Match) -> bool:
    """Whether the anchor is a participle in the passive, with its auxiliary."""
    return any(kid.dep == "auxpass" for kid in match.kids())


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
        w.dep in _SUBJECTS or w.dep in {"aux", "auxpass"} for w in below
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


def _start(match: Match) -> bool:
    low, _ = match.passage.sentence_of(match.h)
    return not any(w.is_word for w in match.passage.words[low : match.first])


def _end(match: Match) -> bool:
    _, high = match.passage.sentence_of(match.h)
    return not any(w.is_word for w in match.passage.words[match.last : high])


def _clause_initial(match: Match) -> bool:
    before = match.around(-1)
    return _start(match) or (before is not None and before.text in {",", ";", ":", *_DASHES})


def _comma(offset: int) -> Predicate:
    def test(match: Match) -> bool:
        word = match.around(offset)
        return word is not None and word.text == ","

    return test


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
    "compound-head": lambda m: any(kid.dep == "compound" for kid in m.kids()),
    "attributive": _attributive,
    "predicative": _predicative,
    "start": _start,
    "end": _end,
    "capital": lambda m: m.passage.words[m.first].text[:1].isupper(),
    "clause-initial": _clause_initial,
    "comma-after": _comma(1),
    "comma-before": _comma(-1),
}


def compile_one(text: str) -> Predicate:
    """Return the predicate written as `text`.

    Raises:
        ValueError: Unknown name, a value missing, or a value too many.
    """
    if text.startswith("!"):
        inner = compile_one(text[1:])
        return lambda m: not inner(m)
    name, colon, values = text.partition(":")
    if colon:
        if name not in WITH_VALUES or not values:
            raise ValueError(f"unknown predicate {text!r}")
        chosen = values.split("|")
        if name == "kid":
            chosen = _spelt_out(chosen)
        return WITH_VALUES[name](frozenset(chosen))
    if name not in PLAIN:
        raise ValueError(f"unknown predicate {text!r}")
    return PLAIN[name]


def compile_any(condition: Condition) -> Predicate:
    """Return a predicate that holds when any item holds; a nested list holds when all do."""
    tests = [compile_one(c) if isinstance(c, str) else _all(c) for c in condition]
    return lambda m: any(test(m) for test in tests)


def _all(condition: Sequence[str]) -> Predicate:
    tests = [compile_one(c) for c in condition]
    return lambda m: all(test(m) for test in tests)
