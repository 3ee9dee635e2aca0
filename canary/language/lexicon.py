"""The compiled wordlists: every class with its forms, every rule, every guard.

`Lexicon.parse` reads the canonical JSON that `compiler.compile_wordlists` wrote; its SHA-256 is
the wordlists' identity, recorded with every issue. Conditions are compiled to functions on first
use, so that loading thousands of classes costs milliseconds.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from canary.errors import InputError
from canary.language.match import Match, Predicate
from canary.language.predicates import compile_any


@dataclass(frozen=True, slots=True)
class Variant:
    """One variant of a class: its forms by tag (literal variants have the one tag ``*``).

    Attributes:
        forms: Tag to words, lower case.
        anchor: Index of the inflecting word; None for literal variants (the head word decides).
        only: Allowed only where this holds.
        never: Not allowed where this holds.
        targets: Indices of the variants it may be exchanged for.
        toward: Target to what more must hold (`only`, `never`) for that exchange.
        follow: Form of the verb that follows: "to", "ing", "inf", or None for any word.
    """

    forms: Mapping[str, tuple[str, ...]]
    anchor: int | None
    only: Sequence[Any] | None
    never: Sequence[Any] | None
    targets: tuple[int, ...]
    toward: Mapping[int, Mapping[str, Sequence[Any]]]
    follow: str | None


class WordClass:
    """A class of words that mean the same where its conditions hold."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.id: str = record["id"]
        self.pos: str = record["pos"]
        self.tier: str = record["tier"]
        self.near: int = record["near"]
        self.tags: frozenset[str] = frozenset(record.get("tags", ()))
        self.when: Sequence[Any] | None = record.get("when")
        self.unless: Sequence[Any] | None = record.get("unless")
        self.variants = tuple(
            Variant(
                forms={tag: tuple(form) for tag, form in v["forms"].items()},
                anchor=v.get("anchor"),
                only=v.get("only"),
                never=v.get("never"),
                targets=tuple(v["targets"]),
                toward={int(n): guards for n, guards in v.get("toward", {}).items()},
                follow=v.get("follow"),
            )
            for v in record["variants"]
        )

    @functools.cached_property
    def admits(self) -> Predicate:
        """Whether the class's sense holds at a match."""
        return _both(self.when, self.unless)

    @functools.cached_property
    def variant_admits(self) -> tuple[Predicate, ...]:
        """The same, variant by variant."""
        return tuple(_both(v.only, v.never) for v in self.variants)

    @functools.cached_property
    def edge_admits(self) -> Mapping[tuple[int, int], Predicate]:
        """The same, for the exchanges (source, target) with conditions of their own."""
        return {
            (n, target): _both(guards.get("only"), guards.get("never"))
            for n, variant in enumerate(self.variants)
            for target, guards in variant.toward.items()
        }

    def targets_at(self, n: int, match: Match) -> set[int]:
        """Return the variants that variant `n` may be exchanged for at a match."""
        return {
            t
            for t in self.variants[n].targets
            if self.variant_admits[t](match)
            and ((n, t) not in self.edge_admits or self.edge_admits[n, t](match))
        }


def _both(only: Sequence[Any] | None, never: Sequence[Any] | None) -> Predicate:
    """Return a predicate: any of `only` (if given) and none of `never`."""
    wanted = compile_any(only) if only else None
    refused = compile_any(never) if never else None
    return lambda m: (wanted is None or wanted(m)) and (refused is None or not refused(m))


@dataclass(frozen=True)
class Rule:
    """A use of one of the program's operations: its words, conditions and parameters.

    Attributes:
        id: Unique over all wordlists.
        operation: Name of the operation.
        channel: Family of its sites.
        tier: Gold, silver or draft.
        words: What the operation says they are.
        objects: A second list of words, where the operation wants one.
        follows: Words that may stand before an optional *that*, by this rule or another.
        when: Any of these must hold.
        unless: None of these may hold.
        pairs: Word pairs that the operation leaves alone.
        style: "document" if all its places change together, where the document has one way; "place"
            if each changes by itself, where the document mixes both ways; None if it is no style.
    """

    id: str
    operation: str
    channel: str
    tier: str
    words: frozenset[str]
    when: Sequence[Any] | None
    unless: Sequence[Any] | None
    pairs: tuple[tuple[str, ...], ...]
    objects: frozenset[str] = frozenset()
    follows: frozenset[str] = frozenset()
    style: str | None = None

    @functools.cached_property
    def fixed_pairs(self) -> frozenset[frozenset[str]]:
        """The pairs, without their order."""
        return frozenset(frozenset(pair) for pair in self.pairs)

    @functools.cached_property
    def condition(self) -> Predicate:
        """Return the rule's `when` and `unless` as one predicate."""
        return _both(self.when, self.unless)


class Lexicon:
    """All compiled wordlists.

    Attributes:
        sha256: Hex digest of the canonical JSON it was read from.
        classes: By id order of the files.
        rules: Operations in file order.
        guards: `never` and `legal` phrases, as words.
        gerunds: Base form to *-ing* form, of the verbs that `+to` and `+ing` may turn.
    """

    def __init__(self, record: Mapping[str, Any], sha256: str) -> None:
        self.sha256 = sha256
        self.classes = tuple(WordClass(c) for c in record["classes"])
        self.rules = tuple(
            Rule(
                id=r["id"],
                operation=r["operation"],
                channel=r["channel"],
                tier=r["tier"],
                words=frozenset(r.get("words", ())),
                when=r.get("when"),
                unless=r.get("unless"),
                pairs=tuple(tuple(p) for p in r.get("pairs", ())),
                objects=frozenset(r.get("objects", ())),
                follows=frozenset(r.get("follows", ())),
                style=r.get("style"),
            )
            for r in record["rules"]
        )
        self.guards: Mapping[str, Sequence[Sequence[str]]] = record["guards"]
        self.gerunds: Mapping[str, str] = record["gerunds"]

    @classmethod
    def parse(cls, raw: bytes) -> Lexicon:
        """Read compiled wordlists.

        Raises:
            InputError: Not what the compiler writes.
        """
        try:
            return cls(json.loads(raw), hashlib.sha256(raw).hexdigest())
        except (ValueError, KeyError, TypeError) as err:
            raise InputError(
                f"compiled wordlists are damaged: {err}", hint="install canary again"
            ) from None

    @functools.cached_property
    def by_first_word(self) -> Mapping[str, Sequence[tuple[WordClass, int, tuple[str, ...]]]]:
        """First word of a form to (class, variant, words of the form), each form once."""
        index: defaultdict[str, dict[tuple[str, int, tuple[str, ...]], WordClass]]
        index = defaultdict(dict)
        for group in self.classes:
            for n, variant in enumerate(group.variants):
                for form in variant.forms.values():
                    index[form[0]][group.id, n, form] = group
        return {
            first: [(group, n, form) for (_, n, form), group in entries.items()]
            for first, entries in index.items()
        }

    @functools.cached_property
    def never(self) -> Mapping[str, Sequence[tuple[str, ...]]]:
        """First word to the guarded phrases that begin with it."""
        index: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
        for name in ("never", "legal"):
            for phrase in self.guards.get(name, ()):
                index[phrase[0]].append(tuple(phrase))
        return index


def folder() -> Path:
    """Return the folder of the wordlists, in a wheel or beside the package in a checkout."""
    package = Path(__file__).parent.parent
    packaged = package / "wordlists"
    return packaged if packaged.is_dir() else package.parent / "wordlists"


@functools.cache
def packaged() -> Lexicon:
    """Return the lexicon that this installation carries."""
    return Lexicon.parse((folder() / "compiled.json").read_bytes())
