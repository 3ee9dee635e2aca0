"""Operations on optional words: *that*, relative pronouns, *to*, *both*, reduced relatives.

Every operation takes the passage, the rule with its words and conditions, and the protection; it
yields proposals whose variants differ by function words only, never by a content word. A site
always spans the gap between two words that stay, so it never has an empty span.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from canary.language.lexicon import Rule
from canary.language.match import Match
from canary.language.proposals import Proposal
from canary.language.protection import Protection
from canary.language.tagger import Passage, Word
from canary.model import Span

Operation = Callable[[Passage, Rule, Protection], Iterator[Proposal]]

SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl"})
_ECHO = 12  # words within which a second *that* or relative clause is heard with the first
_GOVERNED = frozenset({"dobj", "attr", "acomp", "oprd"})
_NOMINATIVE = frozenset({"i", "we", "you", "he", "she", "it", "they", "there"})
_POINTING = frozenset({"that", "this", "these", "those", "which", "what", "who"})
_WH_TAGS = frozenset({"WDT", "WP", "WP$", "WRB"})
_LONG_SUBJECT = 7
_SHORT_SUBJECT = 3
_OPENS_SUBJECT = frozenset({"DT", "PRP", "PRP$", "NNP", "NNPS"})
_BARE = frozenset({"NN", "NNS", "JJ", "VBN", "VBG"})
_SPEAKS = frozenset({"say", "think", "believe", "hope"})  # before a noun too, without *that*
_NEVER_OF_THINGS = frozenset({"say", "think", "hope", "agree", "guess", "realize", "wish", "argue"})


def fits(passage: Passage, rule: Rule, word: Word) -> bool:
    """Whether `word` meets the rule's conditions."""
    return rule.condition(Match(passage, word.index, word.index + 1, word.index))


def kid(passage: Passage, word: Word, *labels: str) -> Word | None:
    """Return the first dependent of `word` with one of the labels."""
    return next((passage.words[i] for i in word.kids if passage.words[i].dep in labels), None)


def gap_site(
    passage: Passage, rule: Rule, protection: Protection, between: tuple[int, int], word: str
) -> Proposal | None:
    """Return the site of an optional word (or words) in the gap between two words.

    Args:
        passage: The passage.
        rule: The rule on whose behalf.
        protection: What must not change.
        between: Indices of the word before and the word after; what stands between them is the
            optional text, or nothing.
        word: The optional text, lower case.
    """
    before, after = (passage.words[i] for i in between)
    span = Span(before.end, after.start)
    literal = span.cut(passage.text)
    if literal not in {" ", f" {word} "} or protection.locks(span):
        return None
    return Proposal(
        span=span,
        variants=(" ", f" {word} "),
        source=int(literal != " "),
        channel=rule.channel,
        rule=rule.id,
    )


def optional_that(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*He said (that) the plan was ready*: a complement clause with its own subject.

    `words`: lemmas after which *that* may come and go; `objects`: pronouns one of which then
    stands between, as in *they told us (that) …*. The subject follows at once, so that no
    fronted phrase is misread as the object; nothing is inserted into a gap (*the plan which we
    believe the board will …*).
    """
    for verb in passage.words:
        if verb.lemma not in rule.words or verb.dep in {"amod", "compound"}:
            continue
        clause = _complement(passage, verb)
        if clause is None or clause.index < verb.index or not fits(passage, rule, verb):
            continue
        subject = _clear_subject(passage, clause)
        if subject is None or _inside_gap(passage, verb):
            continue
        start = passage.subtree(subject.index)[0]
        with_that = passage.words[start - 1].lower == "that" and start - 1 > verb.index
        before = start - 1 - int(with_that)
        if not (
            _is_addressee(passage, rule, verb, before) if rule.objects else before == verb.index
        ):
            continue
        if _is_taken_for_object(passage, rule, verb, subject, with_that=with_that):
            continue
        if not with_that and _that_is_near(passage, verb):
            continue
        if site := gap_site(passage, rule, protection, (before, start), "that"):
            yield replace(site, follows=None if rule.objects else rule.follows)


def _that_is_near(passage: Passage, verb: Word) -> bool:
    """Whether the sentence has a *that* nearby: two are heard as one too many."""
    first, last = passage.sentence_of(verb)
    near = passage.words[max(first, verb.index - _ECHO) : min(last, verb.index + _ECHO)]
    return any(word.lower == "that" for word in near)


def _is_taken_for_object(
    passage: Passage, rule: Rule, verb: Word, subject: Word, *, with_that: bool
) -> bool:
    """Whether a reader may take the subject for the verb's object, until its own verb comes.

    *Notice conversations with one of them …* without *that*; *suggested improvements*, where none
    is; and where the text has its *that*, *expect the bulk …* if it went.
    """
    if verb.lemma not in _NEVER_OF_THINGS:
        opening = passage.words[passage.subtree(subject.index)[0]]
        if kid(passage, subject, "prep") or (not with_that and opening.tag in _BARE):
            return True
    return with_that and not _reads_without(passage, rule, verb, subject)


def _reads_without(passage: Passage, rule: Rule, verb: Word, subject: Word) -> bool:
    """Whether a subject is a pronoun, or short after a word that takes no object."""
    first, last = passage.subtree(subject.index)
    if first == last and subject.lower in _NOMINATIVE - {"it", "there"}:
        return True
    if passage.words[first].tag == "NN":  # *said that hope is gone*: *that* points at the hope
        return False
    if verb.pos == "ADJ":  # *clear defense*, *likely reduced*: an article or a name must part them
        takes_no_object = passage.words[first].tag in _OPENS_SUBJECT
    else:
        takes_no_object = verb.lemma in _SPEAKS or bool(rule.objects)
    return last - first < _SHORT_SUBJECT and takes_no_object


def _complement(passage: Passage, verb: Word) -> Word | None:
    """Return the clause that completes a verb, a noun or a predicative adjective."""
    if clause := kid(passage, verb, "ccomp"):
        return clause
    if verb.pos == "NOUN":
        return kid(passage, verb, "acl")
    if verb.dep == "acomp":
        return kid(passage, passage.words[verb.head], "ccomp")
    return None


def _is_addressee(passage: Passage, rule: Rule, verb: Word, index: int) -> bool:
    """Whether word `index` alone stands after the verb, and is one of `objects`: *told us that*."""
    word = passage.words[index]
    return index == verb.index + 1 and word.lower in rule.objects and word.dep in {"dobj", "dative"}


def _clear_subject(passage: Passage, clause: Word) -> Word | None:
    """Return the subject of a finite clause if no reader can take it for an object."""
    subjects = [passage.words[i] for i in clause.kids if passage.words[i].dep in SUBJECTS]
    if len(subjects) != 1 or subjects[0].index > clause.index:
        return None  # with two it is misread: *say the number you want*
    subject = subjects[0]
    first, last = passage.subtree(subject.index)
    if last - first >= _LONG_SUBJECT or not is_finite(passage, clause):
        return None
    opening = passage.words[first]
    if opening.lower in _POINTING or opening.tag in _WH_TAGS or not opening.is_word:
        return None
    if subject.pos == "PRON" and first == last and subject.lower not in _NOMINATIVE:
        return None
    later = [w for w in passage.words if w.dep == "conj" and w.head == clause.index]
    if any(kid(passage, w, "mark") for w in later):
        return None
    return subject


def is_finite(passage: Passage, clause: Word) -> bool:
    """Whether a verb has a tense of its own or a finite auxiliary."""
    if clause.tag in {"VBZ", "VBP", "VBD"}:
        return True
    helpers = [passage.words[i] for i in clause.kids if passage.words[i].dep in {"aux", "auxpass"}]
    return any(h.tag in {"MD", "VBZ", "VBP", "VBD"} for h in helpers)


def _inside_gap(passage: Passage, verb: Word) -> bool:
    """Whether the verb stands in a relative clause or question that could reach into its clause."""
    first, last = passage.sentence_of(verb)
    if passage.words[last - 1].text == "?" or verb.dep == "relcl":
        return True
    subject = kid(passage, verb, *SUBJECTS)
    if subject is not None:
        start = passage.subtree(subject.index)[0]
        if start > first and passage.words[start - 1].pos in {"NOUN", "PROPN", "PRON"}:
            return True  # *people you think they should meet*
    return any(
        w.tag in _WH_TAGS and w.head == verb.index for w in passage.words[first : verb.index]
    )


def optional_relative(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*The report (that) we wrote*: an object relative whose subject is a pronoun or short phrase.

    `words`: nouns before which the clause is something else (*moment*, *fact* …) and is left alone.
    """
    for verb in passage.words:
        if verb.dep != "relcl" or not is_finite(passage, verb):
            continue
        noun = passage.words[verb.head]
        subject = kid(passage, verb, *SUBJECTS)
        if subject is None or noun.index > verb.index or noun.lemma in rule.words:
            continue
        if subject.tag in _WH_TAGS or not fits(passage, rule, noun):
            continue
        start, end = passage.subtree(subject.index)
        pronoun = start == end and subject.lower in _NOMINATIVE - {"there"}
        if not (
            pronoun or (passage.words[start].lower in {"the", "our", "their"} and end - start < 3)
        ):
            continue
        linked = _relative_pronouns(passage, verb)
        between = passage.words[noun.index + 1 : start]
        if [w.index for w in between] != linked or any(w.lower != "that" for w in between):
            continue
        if not _misses_object(passage, verb, linked) or not _stands_alone(passage, verb, linked):
            continue
        if site := gap_site(passage, rule, protection, (noun.index, start), "that"):
            yield site


def _misses_object(passage: Passage, verb: Word, linked: Sequence[int]) -> bool:
    """Whether the clause lacks an object: *the rule (that) the minutes will be approved* does not.

    Either a preposition is stranded, or the last of the verbs it ends in has nothing to govern.
    """
    first, last = passage.subtree(verb.index)
    for word in passage.words[first : last + 1]:
        if word.dep == "prep" and word.index > verb.index:
            below = [passage.words[i] for i in word.kids if i not in linked]
            if not any(w.dep in {"pobj", "pcomp", "prep"} for w in below):
                return True
    while True:
        if kid(passage, verb, "auxpass") or verb.lemma == "be":
            return False
        if any(passage.words[i].dep in _GOVERNED for i in verb.kids if i not in linked):
            return False
        further = kid(passage, verb, "xcomp", "ccomp")
        if further is None:
            break
        verb = further
    if any(passage.words[i].dep == "mark" for i in linked):
        return False
    after = passage.words[verb.index + 1 : verb.index + 2]
    return not (
        linked and after and after[0].dep in {"prep", "prt"}
    )  # *the news that we back away*


def _stands_alone(passage: Passage, verb: Word, linked: Sequence[int]) -> bool:
    """Whether the sentence has a subject outside the clause, and neither a second one nor *that*.

    Else the clause may be the sentence's own: *between meetings we talked*; or one of a series.
    """
    first, last = passage.sentence_of(verb)
    low, high = passage.subtree(verb.index)
    outside = [w for w in passage.words[first:last] if not low <= w.index <= high]
    main = [w for w in outside if w.head == w.index and kid(passage, w, *SUBJECTS)]
    near = [w for w in outside if low - _ECHO <= w.index <= high + _ECHO]
    others = [w for w in near if w.dep == "relcl" or (w.lower == "that" and w.index not in linked)]
    noun = passage.words[verb.head]
    opens = noun.dep == "pobj" and noun.head == first  # *as a nation we do*, *by this help we hope*
    return bool(main) and not others and not opens


def _relative_pronouns(passage: Passage, verb: Word) -> list[int]:
    first, _ = passage.subtree(verb.index)
    return [
        w.index
        for w in passage.words[first : verb.index]
        if w.tag in _WH_TAGS or (w.lower == "that" and w.dep in {"dobj", "pobj", "mark", "attr"})
    ]


def reduced_relative(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*The data (that were) collected in June*: the pronoun and *be* of a passive or progressive.

    Only dropped, never added, since adding needs a tense the text doesn't show; and only before a
    participle with a preposition right behind it.
    """
    for verb in passage.words:
        if verb.dep != "relcl" or verb.tag not in {"VBN", "VBG"} or verb.index < 3:
            continue
        be, pronoun, noun = (passage.words[verb.index - n] for n in (1, 2, 3))
        if be.lower not in {"is", "are", "was", "were"} or be.head != verb.index:
            continue
        if pronoun.lower not in {"that", "which", "who"} or pronoun.head != verb.index:
            continue
        after = passage.words[verb.index + 1] if verb.index + 1 < len(passage.words) else None
        if after is None or after.dep not in {"prep", "agent"} or after.head != verb.index:
            continue
        if noun.index != verb.head or not fits(passage, rule, verb):
            continue
        text = f"{pronoun.lower} {be.lower}"
        if site := gap_site(passage, rule, protection, (noun.index, verb.index), text):
            yield site


def optional_to(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*Help (to) build*, *help agencies (to) build*: the infinitive after the verbs of `words`."""
    for verb in passage.words:
        if verb.lemma not in rule.words or not fits(passage, rule, verb):
            continue
        clause = kid(passage, verb, "xcomp", "ccomp") if verb.pos == "VERB" else None
        if verb.dep == "aux":
            clause = passage.words[verb.head]  # how the parser sees *helped build*
        if clause is None or clause.tag != "VB" or clause.index < verb.index:
            continue
        below = [i for i in clause.kids if i > verb.index]
        helpers = [i for i in below if passage.words[i].dep in {"aux", "auxpass", "neg"}]
        to = [i for i in helpers if passage.words[i].tag == "TO"]
        if helpers != to or to not in ([], [clause.index - 1]):
            continue
        if not to and (kid(passage, verb, "aux") is not None and _after_to(passage, verb)):
            continue
        before = clause.index - 1 - len(to)
        if not _object_ends(passage, verb, clause, before):
            continue
        if site := gap_site(passage, rule, protection, (before, clause.index), "to"):
            yield site


def _after_to(passage: Passage, verb: Word) -> bool:
    return any(passage.words[i].tag == "TO" for i in verb.kids)


def _object_ends(passage: Passage, verb: Word, clause: Word, before: int) -> bool:
    """Whether word `before` is the verb itself or the last word of a short object."""
    if before == verb.index:
        return True
    thing = kid(passage, verb, "dobj") or kid(passage, clause, "nsubj")
    if thing is None:
        return False
    first, last = passage.subtree(thing.index)
    return first == verb.index + 1 and last == before and last - first < 4


def repeated_to(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*To review the plan and (to) report on it*: the second infinitive's *to*."""
    for verb in passage.words:
        if verb.dep != "conj" or verb.tag != "VB":
            continue
        first = passage.words[verb.head]
        if first.tag != "VB" or not _after_to(passage, first) or not fits(passage, rule, verb):
            continue
        if first.dep == "conj" or kid(passage, verb, "conj") or _in_series(passage, first):
            continue  # the last of three keeps what the others have
        helpers = [i for i in verb.kids if passage.words[i].dep in {"aux", "auxpass"}]
        if helpers not in ([], [verb.index - 1]) or (helpers and not _after_to(passage, verb)):
            continue
        before = verb.index - 1 - len(helpers)
        between = passage.words[first.index + 1 : before]
        if passage.words[before].lower != "and" or passage.words[before].head != first.index:
            continue
        if len(between) < 2 or any(w.pos in {"VERB", "AUX", "PUNCT"} for w in between):
            continue
        if site := gap_site(passage, rule, protection, (before, verb.index), "to"):
            yield site


def _in_series(passage: Passage, infinitive: Word) -> bool:
    """Whether a comma parts an infinitive from what stands before its *to*."""
    return infinitive.index > 1 and passage.words[infinitive.index - 2].text == ","


def optional_both(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*(Both) the board and the staff*: the first half of a correlative, dropped only."""
    for word in passage.words:
        if word.lower != "both" or word.dep not in {"preconj", "cc:preconj"} or word.index == 0:
            continue
        if word.index + 1 >= len(passage.words) or not fits(passage, rule, word):
            continue
        joint = kid(passage, passage.words[word.head], "cc")
        if joint is None or joint.lower != "and":
            continue
        between = (word.index - 1, word.index + 1)
        if site := gap_site(passage, rule, protection, between, "both"):
            yield site


OPERATIONS: dict[str, Operation] = {
    "optional-that": optional_that,
    "optional-relative": optional_relative,
    "reduced-relative": reduced_relative,
    "optional-to": optional_to,
    "repeated-to": repeated_to,
    "optional-both": optional_both,
}
