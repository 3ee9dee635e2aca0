"""Operations on commas: after an introductory phrase, and before a second main clause."""

from __future__ import annotations

from collections.abc import Iterator

from canary.language.lexicon import Rule
from canary.language.proposals import Proposal
from canary.language.protection import Protection
from canary.language.syntax import SUBJECTS, Operation, fits, is_finite, kid
from canary.language.tagger import Passage, Word
from canary.model import Span

_SHORTEST, _LONGEST = 2, 5


def comma_site(
    passage: Passage, rule: Rule, protection: Protection, before: int
) -> Iterator[Proposal]:
    """Yield the site of an optional comma right after word `before`, space included."""
    word = passage.words[before]
    comma = passage.text[word.end : word.end + 1] == ","
    start = word.end
    span = Span(start, start + 1 + comma)
    literal = span.cut(passage.text)
    if literal not in {" ", ", "} or protection.locks(span):
        return
    yield Proposal(
        span=span, variants=(" ", ", "), source=int(comma), channel=rule.channel, rule=rule.id
    )


def introductory_comma(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*In recent years(,) the board has …*: a short prepositional phrase before the subject.

    `words`: the prepositions that may open it.
    """
    for first, last in passage.sentences:
        words = passage.words[first:last]
        if not words or words[0].lower not in rule.words or words[0].dep != "prep":
            continue
        end = passage.subtree(words[0].index)[1]
        if not _SHORTEST <= end - first + 1 <= _LONGEST or end + 2 >= last:
            continue
        start = end + 1 + (passage.words[end + 1].text == ",")
        verb = passage.words[words[0].head]
        subject = kid(passage, verb, *SUBJECTS)
        if subject is None or passage.subtree(subject.index)[0] != start:
            continue
        closing = passage.words[end]
        if closing.is_word and closing.pos != "PROPN" and fits(passage, rule, words[0]):
            yield from comma_site(passage, rule, protection, end)


def clause_comma(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*The plan was ready(,) and the board approved it*: before a conjunction and a new subject.

    `words`: the conjunctions.
    """
    for verb in passage.words:
        if verb.dep != "conj" or not is_finite(passage, verb):
            continue
        first = passage.words[verb.head]
        joint = _conjunction(passage, first, verb, rule)
        subject = kid(passage, verb, *SUBJECTS)
        if joint is None or subject is None or first.pos not in {"VERB", "AUX"}:
            continue
        if passage.subtree(subject.index)[0] != joint.index + 1 or joint.index < 2:
            continue
        if kid(passage, first, *SUBJECTS) is None or not fits(passage, rule, verb):
            continue
        before = joint.index - 1 - (passage.words[joint.index - 1].text == ",")
        if passage.words[before].is_word:
            yield from comma_site(passage, rule, protection, before)


def _conjunction(passage: Passage, first: Word, verb: Word, rule: Rule) -> Word | None:
    for i in first.kids:
        word = passage.words[i]
        if word.dep == "cc" and first.index < i < verb.index and word.lower in rule.words:
            return word
    return None


OPERATIONS: dict[str, Operation] = {
    "introductory-comma": introductory_comma,
    "clause-comma": clause_comma,
}
