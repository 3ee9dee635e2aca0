"""The closed set of predicates that decide whether a word stands in the sense a rule means.

A predicate is written `name` or `name:a|b`, with `!` in front to negate it; the table of
`docs/wordlists.md` lists all of them. `compile_any` turns a rule's list (any of; a nested list
means all of) into one function of a `Match`. Unknown names are refused when wordlists are
compiled, so that a spelling mistake can't silently admit a wrong sense.
"""

from __future__ import annotations

from collections.abc import Sequence

from canary.language import relations, states, surroundings
from canary.language.match import Builder, Condition, Predicate
from canary.language.traits import TRAITS

WITH_VALUES: dict[str, Builder] = {**relations.WITH_VALUES, **surroundings.WITH_VALUES}
PLAIN: dict[str, Predicate] = {
    **states.PLAIN,
    **surroundings.PLAIN,
    "bare": relations.is_bare,
    "compound-head": WITH_VALUES["has"](frozenset({"compound"})),
    "capital": lambda m: m.passage.words[m.first].text[:1].isupper(),
}
_LABELLED = frozenset({"kid", "head-kid", "pobj"})  # their values may be LABEL=WORD


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
        if name in _LABELLED:
            chosen = relations.spelt_out(chosen)
        if name == "kid" and "=" not in chosen[0]:
            raise ValueError(f"kid wants DEP=WORD, got {values!r}")
        if name == "doc" and not set(chosen) <= TRAITS:
            raise ValueError(f"doc wants one of {sorted(TRAITS)}, got {values!r}")
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
