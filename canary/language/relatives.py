"""Operations on *that is*, *which are* … before a participle or an adjective."""

from __future__ import annotations

from collections.abc import Iterator

from canary.language.lexicon import Rule
from canary.language.proposals import Proposal
from canary.language.protection import Protection
from canary.language.syntax import Operation, fits, gap_site
from canary.language.tagger import Passage, Word

_PAST = frozenset({"VBD"})
_BE = {"NN": "is", "NNS": "are"}


def state_relative(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*The steps (that are) described in the guide*, *tools (that are) available to all*.

    `words`: participles and adjectives of state. The noun's number gives *is* or *are*; only in a
    sentence of present tense, where the state holds as long as the sentence does.
    """
    for word in passage.words[2:]:
        if word.lower not in rule.words or not fits(passage, rule, word):
            continue
        noun, linked = _described(passage, word)
        be = _BE.get(noun.tag)
        before = word.index - 1 - 2 * linked
        if be is None or before != noun.index or not _is_present(passage, word):
            continue
        if not _has_preposition(passage, word):
            continue
        if site := gap_site(passage, rule, protection, (before, word.index), f"that {be}"):
            yield site


def _described(passage: Passage, word: Word) -> tuple[Word, bool]:
    """Return the noun that a word describes, and whether by a relative clause of its own."""
    head = passage.words[word.head]
    if word.dep == "acomp" and head.dep == "relcl":
        return passage.words[head.head], True
    if word.dep not in {"acl", "amod", "relcl"}:
        return word, False
    return head, word.dep == "relcl"


def _has_preposition(passage: Passage, word: Word) -> bool:
    following = passage.words[word.index + 1 : word.index + 2]
    return (
        bool(following)
        and following[0].dep in {"prep", "agent"}
        and following[0].head == word.index
    )


def _is_present(passage: Passage, word: Word) -> bool:
    first, last = passage.sentence_of(word)
    words = passage.words[first:last]
    return any(w.tag in {"VBZ", "VBP", "MD"} for w in words) and not any(
        w.tag in _PAST or w.dep == "expl" for w in words
    )


OPERATIONS: dict[str, Operation] = {"state-relative": state_relative}
