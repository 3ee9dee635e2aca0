"""Operations that move one word past its neighbours: a particle, an adverb.

A site covers the whole stretch between the word's two places, so that it holds the same words in
two orders. Nothing locked is inside, and the stretch is short.
"""

from __future__ import annotations

from collections.abc import Iterator

from canary.language.lexicon import Rule
from canary.language.proposals import Proposal
from canary.language.protection import Protection
from canary.language.syntax import SUBJECTS, Operation, fits, is_finite, kid
from canary.language.tagger import Passage, Word
from canary.model import Span

_SHORT = 3  # words of an object that a particle or an adverb is carried over
_SUBJECT = 6  # words of a subject that a sentence's adverb is carried over
_QUANTIFIED = frozenset(
    "all any both each either every few many more most much neither no nobody none nothing "
    "one only several some there this that what who which".split()
)
_LOGICAL = frozenset({"not", "n't", "n’t", "never", "only", "also", "even", "just"})


def two_orders(
    passage: Passage,
    rule: Rule,
    protection: Protection,
    groups: tuple[tuple[int, int], tuple[int, int]],
) -> Iterator[Proposal]:
    """Yield the site whose variants are two groups of words, in their order and exchanged.

    Args:
        passage: The passage.
        rule: The rule on whose behalf.
        protection: What must not change.
        groups: Two neighbouring groups of word indices, (first, last) each.
    """
    (a, b), (c, d) = groups
    words = passage.words
    span = Span(words[a].start, words[d].end)
    left = passage.text[words[a].start : words[b].end]
    right = passage.text[words[c].start : words[d].end]
    source = span.cut(passage.text)
    if not protection.locks(span) and source == f"{left} {right}" and "  " not in source:
        yield Proposal(
            span=span,
            variants=(source, f"{right} {left}"),
            source=0,
            channel=rule.channel,
            rule=rule.id,
        )


def particle(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*Set up a meeting / set a meeting up*: the particle before or after a short object.

    `words`: verbs with their particle, which may come back to the verb; `objects`: those whose
    particle may also leave it.
    """
    for verb in passage.words:
        place, thing = kid(passage, verb, "prt"), kid(passage, verb, "dobj")
        if place is None or thing is None or thing.pos != "NOUN":
            continue
        name = f"{verb.lemma} {place.lower}"
        if name not in rule.words or not fits(passage, rule, verb):
            continue
        first, last = passage.subtree(thing.index)
        if last != thing.index or last - first >= _SHORT or not _is_opened(passage.words[first]):
            continue
        before, after = (place.index, place.index), (first, last)
        if (verb.index + 1, place.index + 1) == (place.index, first):
            if name in rule.objects and last - first < 2 and _is_closed(passage, last):
                yield from two_orders(passage, rule, protection, (before, after))
        elif (verb.index + 1, last + 1) == (first, place.index):
            yield from two_orders(passage, rule, protection, (after, before))


def _is_opened(word: Word) -> bool:
    """Whether a noun phrase begins with an article or possessive."""
    return word.dep in {"det", "poss"} and word.tag in {"DT", "PRP$"}


def manner(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*Carefully reviewed the plan / reviewed the plan carefully*: an adverb of `words`.

    Around a verb with a short object, and around the participle of a passive.
    """
    for adverb in passage.words:
        verb = passage.words[adverb.head]
        if adverb.lower not in rule.words or adverb.dep != "advmod" or adverb.kids:
            continue
        if verb.pos != "VERB" or not fits(passage, rule, adverb) or _is_joined(passage, verb):
            continue
        last = _last_of_object(passage, verb)
        if last is None or _is_participial(passage, verb):
            continue
        if adverb.index == verb.index - 1:
            groups = (adverb.index, adverb.index), (verb.index, last)
        elif adverb.index == last + 1 and not _after_to(passage, verb):
            groups = (verb.index, last), (adverb.index, adverb.index)
        else:
            continue
        if _may_move(passage, verb, adverb, groups[1][1]):
            yield from two_orders(passage, rule, protection, groups)


def _last_of_object(passage: Passage, verb: Word) -> int | None:
    """Return the last word of a verb with its short object, or of the participle of a passive."""
    thing = kid(passage, verb, "dobj")
    if thing is None:
        return verb.index if kid(passage, verb, "auxpass") is not None else None
    first, last = passage.subtree(thing.index)
    short = first == verb.index + 1 and last == thing.index and last - first < _SHORT
    return last if short and thing.pos == "NOUN" else None


def _is_participial(passage: Passage, verb: Word) -> bool:
    """*Rapidly shifting demands*, *… clearly using words*: whose adverb it is, is unsure."""
    opened = passage.words[verb.index + 1 : verb.index + 2]
    return verb.tag == "VBG" and (
        verb.dep in {"advcl", "acl"} or not (opened and _is_opened(opened[0]))
    )


def _may_move(passage: Passage, verb: Word, adverb: Word, last: int) -> bool:
    """Whether what follows the stretch lets the adverb stand on either side of the verb."""
    following = passage.words[last + 1 : last + 2]
    if kid(passage, verb, "auxpass") is None:
        return _is_closed(passage, last)
    if following and following[0].dep in {"prep", "agent"} and following[0].head == verb.index:
        return True
    return adverb.index < verb.index and _is_closed(passage, last)  # *done remotely* stays


def _is_joined(passage: Passage, verb: Word) -> bool:
    """Whether the adverb could reach over two verbs, or a negation over the adverb."""
    below = [passage.words[i] for i in verb.kids]
    return verb.dep == "conj" or any(w.dep in {"conj", "neg", "prt"} for w in below)


def _after_to(passage: Passage, verb: Word) -> bool:
    return passage.words[verb.index - 1].tag == "TO"


def _is_closed(passage: Passage, last: int) -> bool:
    """Whether the stretch ends with its clause, so that nothing there could take the adverb."""
    following = passage.words[last + 1 : last + 2]
    return not following or following[0].text in {".", ";", ","}


def sentence_adverb(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*Recently, the board met / The board recently met*: an adverb of a main clause.

    `words`: those that stand well in both places; `objects`: those that only go inside.
    """
    for first, last in passage.sentences:
        words = passage.words[first:last]
        if len(words) < 4 or words[-1].text != ".":
            continue
        known = rule.words | rule.objects
        adverb = next((w for w in words[: _SUBJECT + 3] if w.lower in known), None)
        if adverb is None or adverb.dep != "advmod" or adverb.kids:
            continue
        verb = passage.words[adverb.head]
        if verb.dep != "ROOT" or not fits(passage, rule, adverb):
            continue
        if not _is_plain(passage, verb, adverb):
            continue
        if adverb.index == first:
            yield from _inward(passage, rule, protection, adverb, verb)
        elif adverb.lower in rule.words:
            yield from _outward(passage, rule, protection, adverb, verb)


def _is_plain(passage: Passage, verb: Word, adverb: Word) -> bool:
    """Whether a finite clause has a subject without quantity, no negation and no second verb."""
    below = [passage.words[i] for i in verb.kids if i != adverb.index]
    subject = kid(passage, verb, *SUBJECTS)
    if subject is None or subject.index > verb.index or not is_finite(passage, verb):
        return False
    start, end = passage.subtree(subject.index)
    inside = passage.words[start : end + 1]
    return (
        len(inside) <= _SUBJECT
        and not any(w.lower in _QUANTIFIED or not w.is_word for w in inside)
        and not any(w.dep in {"neg", "conj", "cc"} or w.lower in _LOGICAL for w in below)
    )


def _place_inside(passage: Passage, verb: Word, end: int) -> int | None:
    """Return the word after which an adverb stands inside: the subject's last, an auxiliary, be."""
    following = passage.words[end + 1]
    if following.index == verb.index:
        return (
            (following.index if following.text.isalpha() else None) if verb.lemma == "be" else end
        )
    if following.dep in {"aux", "auxpass"} and following.head == verb.index:
        return following.index if following.text.isalpha() and len(following.text) > 1 else None
    return None


def _subject_range(passage: Passage, verb: Word) -> tuple[int, int]:
    subject = kid(passage, verb, *SUBJECTS)
    return passage.subtree(subject.index) if subject is not None else (0, 0)


def _inward(
    passage: Passage, rule: Rule, protection: Protection, adverb: Word, verb: Word
) -> Iterator[Proposal]:
    start, end = _subject_range(passage, verb)
    comma = passage.words[adverb.index + 1].text == ","
    place = _place_inside(passage, verb, end)
    if start != adverb.index + 1 + comma or place is None:
        return
    if not passage.words[start].text.isalpha():
        return  # *crates.io* has no capital
    rest = passage.text[passage.words[start].start : passage.words[place].end]
    moved = f"{rest[:1].upper()}{rest[1:]} {adverb.lower}"
    yield from _whole(passage, rule, protection, (adverb.index, place), moved)


def _outward(
    passage: Passage, rule: Rule, protection: Protection, adverb: Word, verb: Word
) -> Iterator[Proposal]:
    start, end = _subject_range(passage, verb)
    if start != passage.sentence_of(adverb)[0] or adverb.index <= end:
        return
    if adverb.index == end + 1 and adverb.index + 1 != verb.index:
        return
    if adverb.index > end + 1 and _place_inside(passage, verb, end) != adverb.index - 1:
        return
    rest = passage.text[passage.words[start].start : passage.words[adverb.index - 1].end]
    opening = rest if rest == "I" or rest.startswith("I ") else rest[:1].lower() + rest[1:]
    moved = f"{adverb.text.capitalize()}, {opening}"
    yield from _whole(passage, rule, protection, (start, adverb.index), moved)


def _whole(
    passage: Passage, rule: Rule, protection: Protection, at: tuple[int, int], moved: str
) -> Iterator[Proposal]:
    span = Span(passage.words[at[0]].start, passage.words[at[1]].end)
    source = span.cut(passage.text)
    if not protection.locks(span) and "  " not in source:
        yield Proposal(
            span=span, variants=(source, moved), source=0, channel=rule.channel, rule=rule.id
        )


OPERATIONS: dict[str, Operation] = {
    "particle": particle,
    "manner": manner,
    "sentence-adverb": sentence_adverb,
}
