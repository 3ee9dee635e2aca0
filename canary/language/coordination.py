"""Operations on words that a second conjunct may repeat or leave out: *will*, *we*, *to*, *our*.

*The office will meet the mayor and (will) publish the plan.* The word serves both conjuncts either
way, so nothing is said more or less, provided that the conjuncts are certain: each operation wants
one *and* without a comma, no verb between, and nothing whose scope the word could end.
"""

from __future__ import annotations

from collections.abc import Iterator

from canary.language.lexicon import Rule
from canary.language.proposals import Proposal
from canary.language.protection import Protection
from canary.language.syntax import SUBJECTS, Operation, fits, gap_site, is_finite, kid
from canary.language.tagger import Passage, Word

_VERBAL = frozenset({"VERB", "AUX", "PUNCT"})
_HELPERS = frozenset({"aux", "auxpass"})
_RELATIVE = frozenset({"WDT", "WP"})
_OWNERS = frozenset({"det", "poss"})
_SHORTEST = 2  # words of the first conjunct after its verb: *met and will meet* jars


def repeated_auxiliary(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*Will review the plan and (will) publish it*: the second verb's auxiliary.

    `words`: auxiliaries that distribute over *and* (*must* does, *can* and *may* do not).
    """
    for first, verb in _joined_verbs(passage):
        helper = _only_helper(passage, first)
        if helper is None or helper.lower not in rule.words or first.tag != verb.tag:
            continue
        if kid(passage, verb, *SUBJECTS) is not None or not fits(passage, rule, first):
            continue
        own = [i for i in verb.kids if passage.words[i].dep in _HELPERS]
        if own not in ([], [verb.index - 1]):
            continue
        between = (verb.index - 1 - len(own), verb.index)
        if not _stand_apart(passage, first, between[0]):
            continue
        if site := gap_site(passage, rule, protection, between, helper.lower):
            yield site


def _joined_verbs(passage: Passage) -> Iterator[tuple[Word, Word]]:
    """Yield two verbs joined to each other and to no third, with nothing of scope before them."""
    for verb in passage.words:
        first = passage.words[verb.head]
        if verb.dep != "conj" or first.dep == "conj" or verb.index < first.index:
            continue
        if verb.pos not in {"VERB", "AUX"} or first.pos not in {"VERB", "AUX"}:
            continue
        joined = [i for w in (first, verb) for i in w.kids if passage.words[i].dep == "conj"]
        if len(joined) == 1 and not _has_scope(passage, first):
            yield first, verb


def _has_scope(passage: Passage, verb: Word) -> bool:
    """Whether a negation or an adverb before the verb could reach over both conjuncts."""
    start = min([verb.index, *(i for i in verb.kids if passage.words[i].dep in SUBJECTS)])
    below = [passage.words[i] for i in verb.kids]
    return any(
        w.dep == "neg"
        or w.lower in {"never", "either", "both", "neither"}
        or (w.dep == "advmod" and start < w.index < verb.index)
        for w in below
    )


def _only_helper(passage: Passage, verb: Word) -> Word | None:
    helpers = [passage.words[i] for i in verb.kids if passage.words[i].dep in _HELPERS]
    subject = kid(passage, verb, *SUBJECTS)
    if len(helpers) != 1 or subject is None or helpers[0].index < subject.index:
        return None  # none, several, or a question
    return helpers[0]


def _stand_apart(passage: Passage, first: Word, joint: int) -> bool:
    """Whether word `joint` is the one *and* after a first conjunct of some length."""
    conjunction = passage.words[joint]
    between = passage.words[first.index + 1 : joint]
    return (
        conjunction.lower == "and"
        and conjunction.head == first.index
        and len(between) >= _SHORTEST
        and not any(w.pos in _VERBAL for w in between)
    )


def repeated_subject(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*We reviewed the plan and (we) published it*: the second clause's pronoun.

    `words`: the pronouns, *who*, *that* and *which* in a relative clause, the others in a main
    clause. Both verbs are finite in the same way, so that the second cannot belong to the auxiliary
    of the first.
    """
    for first, verb in _joined_verbs(passage):
        subject = kid(passage, first, *SUBJECTS)
        if subject is None or subject.lower not in rule.words:
            continue
        if first.dep != ("relcl" if subject.tag in _RELATIVE else "ROOT"):
            continue
        if not is_finite(passage, first) or not is_finite(passage, verb):
            continue
        if first.tag != verb.tag or _is_helped(passage, first) is not _is_helped(passage, verb):
            continue
        own = kid(passage, verb, *SUBJECTS)
        start = _first_of(verb) if own is None else own.index
        if own is not None and (own.lower != subject.lower or own.index + 1 > verb.index):
            continue
        after = start if own is None else start + 1
        if not _stand_apart(passage, first, start - 1) or not fits(passage, rule, first):
            continue
        word = "I" if subject.lower == "i" else subject.lower
        if site := gap_site(passage, rule, protection, (start - 1, after), word):
            yield site


def _is_helped(passage: Passage, verb: Word) -> bool:
    return any(passage.words[i].dep in _HELPERS for i in verb.kids)


def _first_of(verb: Word) -> int:
    """Return the first word of a verb with its auxiliaries and adverbs."""
    return min([verb.index, *(i for i in verb.kids if i < verb.index)])


def repeated_preposition(
    passage: Passage, rule: Rule, protection: Protection
) -> Iterator[Proposal]:
    """*To the board and (to) the staff*: the preposition of a second object.

    `words`: the prepositions. Both objects have a determiner of their own and nothing after them,
    so that no modifier is shared.
    """
    for preposition in passage.words:
        if preposition.lower not in rule.words or preposition.dep not in {"prep", "agent"}:
            continue
        thing = kid(passage, preposition, "pobj")
        if thing is None or thing.index < preposition.index or not _is_closed(passage, thing):
            continue
        if passage.words[preposition.head].pos != "VERB" or not fits(passage, rule, preposition):
            continue
        joint = thing.index + 1
        second = _second_object(passage, preposition, thing, joint)
        if second is None or passage.words[joint].lower != "and":
            continue
        start = passage.subtree(second.index)[0]
        if site := gap_site(passage, rule, protection, (joint, start), preposition.lower):
            yield site


def _second_object(passage: Passage, preposition: Word, thing: Word, joint: int) -> Word | None:
    """Return the second object, after its own preposition or not, if nothing else is joined."""
    chain = [passage.words[i] for w in (preposition, thing) for i in w.kids]
    joined = [w for w in chain if w.dep == "conj"]
    if len(joined) != 1:
        return None
    second: Word | None = joined[0]
    start = joint + 1
    if second is not None and second.head == preposition.index:
        if second.lower != preposition.lower or second.index != start:
            return None
        second = kid(passage, second, "pobj")
        start += 1
    if second is None or not _is_closed(passage, second):
        return None
    return second if passage.subtree(second.index)[0] == start else None


def _is_closed(passage: Passage, noun: Word) -> bool:
    """Whether a noun has a determiner of its own and nothing after it but its conjunct."""
    below = [passage.words[i] for i in noun.kids]
    return (
        noun.pos == "NOUN"
        and any(w.dep in _OWNERS for w in below)
        and all(w.index < noun.index or w.dep in {"cc", "conj"} for w in below)
        and not any(w.dep == "conj" and noun.dep == "conj" for w in below)
    )


def repeated_possessive(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*Our friends and (our) neighbors*: the second noun's possessive pronoun.

    `words`: the pronouns. `pairs`: nouns that go together under one pronoun. The first noun has no
    adjective, which would reach over to the second.
    """
    for noun in passage.words:
        second = kid(passage, noun, "conj")
        if noun.pos != "NOUN" or second is None or second.tag != noun.tag or noun.dep == "conj":
            continue
        owner = _only_owner(passage, noun)
        if owner is None or owner.lower not in rule.words or not fits(passage, rule, noun):
            continue
        if frozenset({noun.lemma, second.lemma}) in rule.fixed_pairs or kid(
            passage, second, "conj"
        ):
            continue
        own = [passage.words[i] for i in second.kids]
        repeated = own[:1] and own[0].lower == owner.lower and own[0].dep == "poss"
        if len(own) > bool(repeated) or passage.words[noun.index + 1].lower != "and":
            continue
        if second.index != noun.index + 2 + bool(repeated):
            continue
        between = (noun.index + 1, second.index)
        if site := gap_site(passage, rule, protection, between, owner.lower):
            yield site


def _only_owner(passage: Passage, noun: Word) -> Word | None:
    """Return the possessive pronoun that is all a noun has before it."""
    below = [passage.words[i] for i in noun.kids if passage.words[i].dep not in {"cc", "conj"}]
    alone = len(below) == 1 and below[0].dep == "poss" and below[0].index == noun.index - 1
    return below[0] if alone else None


OPERATIONS: dict[str, Operation] = {
    "repeated-auxiliary": repeated_auxiliary,
    "repeated-subject": repeated_subject,
    "repeated-preposition": repeated_preposition,
    "repeated-possessive": repeated_possessive,
}
