"""Contractions, place by place: *we are / we're*, *do not / don't*.

Only where the document mixes both already (the rule says `style = "place"`), so that no copy stands
out by its style. Straight apostrophes here; the analysis sets them as the document does.
"""

from __future__ import annotations

from collections.abc import Iterator

from canary.language.lexicon import Rule
from canary.language.proposals import Proposal
from canary.language.protection import Protection
from canary.language.syntax import Operation, fits
from canary.language.tagger import Passage, Word
from canary.model import Span

_SHORT = {"am": "'m", "are": "'re", "is": "'s", "have": "'ve", "will": "'ll"}
_LONG = {short: long for long, short in _SHORT.items()}
_NEGATED = {
    "do": "don't",
    "does": "doesn't",
    "did": "didn't",
    "is": "isn't",
    "are": "aren't",
    "was": "wasn't",
    "were": "weren't",
    "has": "hasn't",
    "have": "haven't",
    "had": "hadn't",
    "can": "can't",
    "could": "couldn't",
    "would": "wouldn't",
    "should": "shouldn't",
    "will": "won't",
}
_NOT = frozenset({"not", "n't", "n’t"})
_STRESSED = frozenset({"only", "merely", "just", "simply", "even"})


def contracted_verb(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*We are ready / we're ready*: a pronoun of `words` and the auxiliary or *be* after it."""
    for pronoun, verb in zip(passage.words, passage.words[1:], strict=False):
        if pronoun.lower not in rule.words or not _stands_inside(passage, verb):
            continue
        if verb.lower in {"have", "'ve", "’ve"} and verb.dep != "aux":
            continue
        plain = verb.text.replace("’", "'").lower()
        if plain == "'s" and (verb.lemma != "be" or passage.words[verb.head].tag == "VBN"):
            continue  # *it's shown* may be *has*, whatever the tagger says
        pair = (_LONG[plain], plain) if plain in _LONG else (verb.lower, _SHORT.get(verb.lower, ""))
        if pronoun.lower == "it" and pair[0] in {"will", "have"}:
            continue  # too informal in writing
        if passage.words[verb.index + 1].lower in _NOT:
            continue  # *we haven't* is the other rule's, and *we've not* is British
        if not pair[1] or verb.text != verb.lower or not fits(passage, rule, verb):
            continue
        base = pronoun.text
        variants = (f"{base} {pair[0]}", f"{base}{pair[1]}")
        span = Span(pronoun.start, verb.end)
        yield from _site(passage, rule, protection, span, variants)


def contracted_not(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*Do not / don't* inside a clause, unless the *not* is stressed or begins the sentence."""
    for helper, negation in zip(passage.words, passage.words[1:], strict=False):
        if negation.lower not in _NOT or not _stands_inside(passage, negation):
            continue
        span = Span(helper.start, negation.end)
        plain = span.cut(passage.text).replace("’", "'")
        lower = plain.lower()
        if plain != lower or not fits(passage, rule, helper):
            continue
        following = passage.words[negation.index + 1]
        if following.lower in _STRESSED:
            continue
        for verb, short in _NEGATED.items():
            full = "cannot" if verb == "can" else f"{verb} not"
            if lower in {short, full}:
                yield from _site(passage, rule, protection, span, (full, short))


def _stands_inside(passage: Passage, word: Word) -> bool:
    """Whether a word follows in the same clause: *that is what it is* can't be contracted."""
    _, last = passage.sentence_of(word)
    following = word.index + 1
    return following < last and passage.words[following].is_word


def _site(
    passage: Passage,
    rule: Rule,
    protection: Protection,
    span: Span,
    variants: tuple[str, str],
) -> Iterator[Proposal]:
    literal = span.cut(passage.text)
    plain = literal.replace("’", "'")
    if plain not in variants or protection.locks(span):
        return
    source = variants.index(plain)
    shown = tuple(literal if i == source else v for i, v in enumerate(variants))
    yield Proposal(span=span, variants=shown, source=source, channel=rule.channel, rule=rule.id)


OPERATIONS: dict[str, Operation] = {
    "contracted-verb": contracted_verb,
    "contracted-not": contracted_not,
}
