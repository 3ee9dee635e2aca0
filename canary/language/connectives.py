"""Operations on connecting words that a sentence bears with or without: *and*, *then*."""

from __future__ import annotations

from collections.abc import Iterator

from canary.language.lexicon import Rule
from canary.language.proposals import Proposal
from canary.language.protection import Protection
from canary.language.syntax import SUBJECTS, Operation, fits, gap_site, is_finite, kid
from canary.language.tagger import Passage, Word
from canary.model import Span

_SHORTEST = 5  # words of a condition, its comma aside, that *then* may take up
_NAMES = frozenset({"PROPN", "NUM"})


def opening_word(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*And we will go on / We will go on*: a conjunction of `words` that opens a sentence; dropped.

    The clause after it is whole, and the sentence before it is there. `objects`: words with which
    the conjunction is one, as in *and so*.
    """
    for first, last in passage.sentences[1:]:
        words = passage.words[first:last]
        if len(words) < 5 or not words[0].text.istitle():
            continue
        if words[0].lower not in rule.words or not fits(passage, rule, words[0]):
            continue
        verb = passage.words[words[0].head]
        subject = kid(passage, verb, *SUBJECTS)
        if subject is None or not is_finite(passage, verb) or verb.dep != "ROOT":
            continue
        following = words[1]
        if subject.index > verb.index or following.pos in _NAMES or not following.is_word:
            continue
        if following.lower in rule.objects:
            continue
        span = Span(words[0].start, following.end)
        source = span.cut(passage.text)
        if protection.locks(span) or source != f"{words[0].text} {following.text}":
            continue
        other = following.text[:1].upper() + following.text[1:]
        yield Proposal(
            span=span, variants=(source, other), source=0, channel=rule.channel, rule=rule.id
        )


def optional_then(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*If we act now, (then) we will succeed*: after a condition that opens the sentence.

    `words`: the conjunctions that open it. A statement follows, its subject first.
    """
    for first, last in passage.sentences:
        words = passage.words[first:last]
        if len(words) < 8 or words[0].lower not in rule.words or words[-1].text != ".":
            continue
        clause = passage.words[words[0].head]
        verb = passage.words[clause.head]
        subject = kid(passage, verb, *SUBJECTS)
        if clause.dep != "advcl" or verb.dep != "ROOT" or subject is None:
            continue
        if subject.dep == "expl":
            continue  # *if you need one, there are more here*: no condition at all
        start, end = passage.subtree(clause.index)
        if start != first or end - start < _SHORTEST or not fits(passage, rule, words[0]):
            continue
        opening = passage.subtree(subject.index)[0]
        comma = _comma_before(passage, opening)
        if comma is None or comma.index != end + 1:
            continue
        if site := gap_site(passage, rule, protection, (comma.index, opening), "then"):
            yield site


def _comma_before(passage: Passage, index: int) -> Word | None:
    before = index - 1 - (passage.words[index - 1].lower == "then")
    return passage.words[before] if passage.words[before].text == "," else None


OPERATIONS: dict[str, Operation] = {
    "opening-word": opening_word,
    "optional-then": optional_then,
}
