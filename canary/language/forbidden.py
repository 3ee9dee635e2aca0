"""What no class may hold together: pairs that differ in meaning, and an odd negation.

Two variants hold a forbidden pair where that is all they differ by: *many of the* and *most of the*
hold *many, most*. The words that stand alike before and after the difference are its frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from canary.errors import InputError

Pair = frozenset[str]
_FOLLOWERS = {"+to": "to", "+ing": "", "+inf": ""}


def refuse_forbidden(files: Mapping[str, Any], guards: Mapping[str, Any]) -> None:
    """Refuse classes whose variants differ in modality, quantity, tense … or in negation.

    Args:
        files: File name to its parsed content.
        guards: `forbidden` (pairs with reasons), `equal` (pairs that may stand together all the
            same), `negators` (words that negate) and `idle` (phrases where they don't).

    Raises:
        InputError: A class holds such a pair; the message names file, class, pair and reason.
    """
    reasons = {frozenset({f["a"], f["b"]}): str(f["why"]) for f in guards.get("forbidden", ())}
    equal = {frozenset({e["a"], e["b"]}) for e in guards.get("equal", ())}
    negators = frozenset(guards.get("negators", ()))
    idle = [f" {phrase} " for phrase in guards.get("idle", ())]
    for name, content in files.items():
        for record in content.get("class", ()):
            for pair in combinations([plain_words(v) for v in record["variants"]], 2):
                why = _difference(pair, reasons) or _odd(pair, negators, idle)
                if why and not equal.intersection(cores(*pair)):
                    joined = sorted(" ".join(words) for words in pair)
                    raise InputError(
                        f"{name}: {record['id']} joins {joined}: {why}",
                        hint="part them, or say under equal in guards.toml why they mean the same",
                    )


def plain_words(variant: str) -> list[str]:
    """Return a variant's words without the marks of the format.

    Example:
        >>> plain_words("manage~ +to"), plain_words("begin~ +ing")
        (['manage', 'to'], ['begin'])
    """
    words = [_FOLLOWERS.get(word, word.replace("~", "")) for word in variant.split()]
    return [word for word in words if word]


def _difference(pair: tuple[list[str], list[str]], reasons: Mapping[Pair, str]) -> str | None:
    """Return the reason why what two variants differ by is forbidden, None if it is not."""
    return next((reasons[core] for core in cores(*pair) if core in reasons), None)


def _odd(
    pair: tuple[list[str], list[str]], negators: frozenset[str], idle: Sequence[str]
) -> str | None:
    """Return a reason where one variant negates what the other does not."""
    odd = sum(negations(words, negators, idle) for words in pair) % 2
    return "negation: one says not, the other does not" if odd else None


def cores(first: Sequence[str], second: Sequence[str]) -> Iterator[Pair]:
    """Yield what two phrases differ by, in each frame that they share, the whole first.

    Example:
        >>> [sorted(pair) for pair in cores(["few", "of", "us"], ["a", "few", "of", "us"])][-1]
        ['a few', 'few']
    """
    short = min(len(first), len(second))
    for before in range(short):
        if list(first[:before]) != list(second[:before]):
            return
        for after in range(short - before):
            ends = len(first) - after, len(second) - after
            if list(first[ends[0] :]) != list(second[ends[1] :]):
                break
            yield frozenset({" ".join(first[before : ends[0]]), " ".join(second[before : ends[1]])})


def negations(words: Iterable[str], negators: frozenset[str], idle: Iterable[str] = ()) -> int:
    """Return how many words of a phrase negate, those of its idle phrases aside.

    Example:
        >>> negations("no doubt it does not".split(), frozenset({"no", "not"}), [" no doubt "])
        1
    """
    text = f" {' '.join(words)} "
    for phrase in idle:
        text = text.replace(phrase, " ")
    left = text.split()
    return sum(word in negators or word.removesuffix("s") in negators for word in left)
