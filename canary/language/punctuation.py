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
_NOMINATIVE = frozenset({"i", "we", "he", "she", "it", "they", "you", "there"})
_CLEAR_SUBJECTS = frozenset({"PRON", "DET", "PROPN"})


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
        if any(w.text == "," for w in words[: end - first]):
            continue  # *On May 2, 2020, …*
        closing, opening = passage.words[end], passage.words[start]
        if opening.pos not in _CLEAR_SUBJECTS or (closing.pos, opening.pos) == ("NUM", "PROPN"):
            continue  # *In our town small shops …* is misread at first, *In 2015 Rust …* too
        if closing.is_word and closing.pos != "PROPN" and fits(passage, rule, words[0]):
            yield from comma_site(passage, rule, protection, end)


def adverb_comma(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*Today(,) we know more*, *Last week(,) they met*: a word or phrase of `words` at the start.

    Its subject follows at once, and the first of `pairs` may open a phrase that the second ends.
    """
    for first, high in passage.sentences:
        end = _opening(passage, rule, first, high)
        if end is None or end + 3 >= high:
            continue
        start = end + 1 + (passage.words[end + 1].text == ",")
        subject = next(
            (w for w in passage.words[start : start + _LONGEST] if w.dep in SUBJECTS), None
        )
        if subject is None or passage.subtree(subject.index)[0] != start:
            continue
        if passage.words[start].pos not in _CLEAR_SUBJECTS:
            continue  # *Generally, weekly reports …*: without the comma read as one phrase at first
        if fits(passage, rule, passage.words[first]):
            yield from comma_site(passage, rule, protection, end)


def _opening(passage: Passage, rule: Rule, first: int, high: int) -> int | None:
    """Return the last word of the rule's word or pair that begins the sentence."""
    one = passage.words[first]
    if one.lower in rule.words:
        return first
    two = passage.words[first + 1] if first + 1 < high else one
    return first + 1 if (one.lower, two.lower) in rule.pairs else None


def end_comma(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*It helps the staff(, too).*: before one of `words` at the end of a sentence."""
    for first, high in passage.sentences:
        last = high - 2
        if last - 3 < first or passage.words[high - 1].text not in {".", "!"}:
            continue
        word = passage.words[last]
        before = last - 1 - (passage.words[last - 1].text == ",")
        clear = all(w.is_word for w in passage.words[first:before])
        clear = clear and passage.words[before].is_word and fits(passage, rule, word)
        if word.lower in rule.words and clear:
            yield from comma_site(passage, rule, protection, before)


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
        if not _is_main(passage, first) or not _is_heard(passage, joint, subject):
            continue
        if not _is_simple(passage, first, joint):
            continue
        before = joint.index - 1 - (passage.words[joint.index - 1].text == ",")
        if passage.words[before].is_word:
            yield from comma_site(passage, rule, protection, before)


def _is_main(passage: Passage, verb: Word) -> bool:
    """Whether a verb heads a main clause; within a subordinate one a comma moves the joint."""
    while verb.dep == "conj":
        verb = passage.words[verb.head]
    return verb.dep == "ROOT" and kid(passage, verb, "mark") is None


def _is_simple(passage: Passage, first: Word, joint: Word) -> bool:
    """Whether the clause before the joint ends no list and holds no clause of its own.

    *We left when it rained(,) and they came*: there a comma says which clause goes on.
    """
    subject = kid(passage, first, *SUBJECTS)
    start = first.index if subject is None else min(first.index, subject.index)
    if not any(w.is_word for w in passage.words[first.index + 1 : joint.index]):
        return False  # *I believe, and I am not alone, that …*
    if any(w.text in {",", ";"} for w in passage.words[start : joint.index - 1]):
        return False
    led = any(passage.words[i].dep in {"ccomp", "parataxis"} for i in first.kids if i < start)
    return not led and not any(
        w.tag in {"VBZ", "VBP", "VBD", "MD"}
        and not (w.head == first.index and w.dep in {"aux", "auxpass"})
        for w in passage.words[first.index + 1 : joint.index]
    )


def _is_heard(passage: Passage, joint: Word, subject: Word) -> bool:
    """Whether the words behind the joint are a new subject at first sight, comma or not."""
    opening = passage.words[joint.index + 1]
    if joint.lower == "and":
        return opening.index == subject.index and opening.lower in _NOMINATIVE
    return opening.pos in _CLEAR_SUBJECTS and opening.tag not in {"WP", "WDT", "WRB"}


def _conjunction(passage: Passage, first: Word, verb: Word, rule: Rule) -> Word | None:
    for i in first.kids:
        word = passage.words[i]
        if word.dep == "cc" and first.index < i < verb.index and word.lower in rule.words:
            return word
    return None


OPERATIONS: dict[str, Operation] = {
    "introductory-comma": introductory_comma,
    "adverb-comma": adverb_comma,
    "end-comma": end_comma,
    "clause-comma": clause_comma,
}
