"""Operations on word order: conjuncts that may swap, adverbs before or after an auxiliary."""

from __future__ import annotations

from collections.abc import Iterator

from canary.language.articles import with_article
from canary.language.lexicon import Rule
from canary.language.proposals import Proposal, like_source
from canary.language.protection import Protection
from canary.language.syntax import SUBJECTS, Operation, fits
from canary.language.tagger import Passage, Word
from canary.model import Span

_AUXILIARY = frozenset({"MD", "VBZ", "VBP", "VBD"})
_ALLOWED_BELOW = frozenset({"cc", "conj", "punct"})
_RHYTHM = 3  # letters by which the second word may be longer: English puts the longer word last


def swapped_conjuncts(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*Clear and consistent*: two single words joined by *and*, in either order.

    `words`: the fine tags that both words must have. `pairs`: pairs that habit or sense keeps in
    order. Neither word has dependents of its own, so no modifier changes its scope.
    """
    for second in passage.words:
        if second.dep != "conj" or second.index < 2 or second.tag not in rule.words:
            continue
        first = passage.words[second.index - 2]
        if not _joined(passage, first, second) or not fits(passage, rule, first):
            continue
        forms = ({first.lemma, second.lemma}, {first.lower, second.lower})
        if any(len(pair) < 2 or pair in rule.fixed_pairs for pair in forms):
            continue
        if proposal := _swap(passage, rule, protection, first, second):
            yield proposal


def _joined(passage: Passage, first: Word, second: Word) -> bool:
    """Whether *X and Y* stand alone: no list, no dependents, no noun that follows."""
    if second.head != first.index or first.tag != second.tag or first.dep == "conj":
        return False
    if passage.words[second.index - 1].lower != "and":
        return False
    if len(second.text) - len(first.text) > _RHYTHM:
        return False
    following = passage.words[second.index + 1 : second.index + 2]
    if following and (following[0].lower in {"and", "or", ","} or _noun_pair(second, following[0])):
        return False
    return _bare(passage, second) and _headed(passage, first)


def _noun_pair(second: Word, following: Word) -> bool:
    return second.pos == "NOUN" and following.pos in {"NOUN", "PROPN"}


def _bare(passage: Passage, word: Word) -> bool:
    return all(passage.words[i].dep in _ALLOWED_BELOW for i in word.kids)


def _headed(passage: Passage, word: Word) -> bool:
    """Whether a first conjunct has nothing of its own but an article that serves both nouns."""
    own = [passage.words[i] for i in word.kids if passage.words[i].dep not in _ALLOWED_BELOW]
    return not own or (
        word.pos == "NOUN" and all(w.dep in {"det", "poss"} and w.index < word.index for w in own)
    )


def _swap(
    passage: Passage, rule: Rule, protection: Protection, first: Word, second: Word
) -> Proposal | None:
    span = Span(first.start, second.end)
    source = span.cut(passage.text)
    if protection.locks(span) or source.lower() != f"{first.lower} and {second.lower}":
        return None
    turned = like_source(source, f"{second.lower} and {first.lower}")
    if turned is None:
        return None
    proposal = Proposal(
        span=span, variants=(source, turned), source=0, channel=rule.channel, rule=rule.id
    )
    return with_article(proposal, passage, first.index)


def adverb_order(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*Has already made / already has made*: an adverb of `words` beside the first auxiliary.

    Only between a subject and a full verb: beside a lone *be* or *have* the order carries emphasis.
    """
    for adverb in passage.words:
        if adverb.lower not in rule.words or adverb.dep != "advmod":
            continue
        verb = passage.words[adverb.head]
        helper = _first_auxiliary(passage, verb)
        if helper is None or abs(helper.index - adverb.index) != 1:
            continue
        if helper.dep == "auxpass":
            continue  # *it often is called so* is heard
        if max(helper.index, adverb.index) >= verb.index or not fits(passage, rule, adverb):
            continue
        if any(passage.words[i].dep == "cc" for i in adverb.kids):
            continue  # *have often and strongly urged*
        left, right = sorted((helper, adverb), key=lambda w: w.index)
        if not _after_subject(passage, verb, left.index):
            continue
        span = Span(left.start, right.end)
        source = span.cut(passage.text)
        if protection.locks(span) or source != f"{left.text} {right.text}":
            continue
        yield Proposal(
            span=span,
            variants=(f"{helper.text} {adverb.text}", f"{adverb.text} {helper.text}"),
            source=int(adverb.index < helper.index),
            channel=rule.channel,
            rule=rule.id,
        )


def _first_auxiliary(passage: Passage, verb: Word) -> Word | None:
    """Return the finite auxiliary of a verb without negation, unless it is contracted."""
    below = [passage.words[i] for i in verb.kids]
    if any(w.dep == "neg" for w in below):
        return None
    helpers = [w for w in below if w.dep in {"aux", "auxpass"} and w.index < verb.index]
    if not helpers or helpers[0].tag not in _AUXILIARY or not helpers[0].text.isalpha():
        return None
    return helpers[0] if len(helpers[0].text) > 1 else None


def _after_subject(passage: Passage, verb: Word, index: int) -> bool:
    """Whether the subject of `verb` ends right before word `index`."""
    subjects = [i for i in verb.kids if passage.words[i].dep in SUBJECTS]
    return any(passage.subtree(i)[1] == index - 1 for i in subjects)


OPERATIONS: dict[str, Operation] = {
    "swapped-conjuncts": swapped_conjuncts,
    "adverb-order": adverb_order,
}
