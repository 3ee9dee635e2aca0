"""A match: words of a passage, the word that governs their sense, and what stands around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from canary.language.tagger import Passage, Word

Predicate = Callable[["Match"], bool]
Condition = Sequence["str | Sequence[str]"]
Builder = Callable[[frozenset[str]], Predicate]

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
_NUMBER_WORDS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy "
    "eighty ninety hundred thousand million billion trillion dozen half".split()
)
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
