"""The operation on genitives: *the mission of the agency / the agency's mission*."""

from __future__ import annotations

from collections.abc import Iterator

from canary.language.lexicon import Rule
from canary.language.proposals import Proposal, like_source
from canary.language.protection import Protection
from canary.language.syntax import Operation, fits
from canary.language.tagger import Passage, Word
from canary.model import Span

_DETERMINERS = frozenset({"the", "this", "that", "our", "their", "your", "its", "his", "her"})
_TIED = frozenset({"ADP", "NOUN", "PROPN", "PART", "PRON"})
_JOINED = frozenset({"and", "or", "that", "which", "who", "'s", "’s"})


def genitive(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*The mission of the agency / the agency's mission*, each noun with its determiner alone.

    `words`: owners, singular nouns for people acting together; `objects`: what they own.
    """
    for owner in passage.words[1:-1]:
        if owner.tag != "NN" or owner.lower not in rule.words:
            continue
        if passage.words[owner.index - 1].lower not in _DETERMINERS:
            continue
        if owner.dep == "poss":
            yield from _with_mark(passage, rule, protection, owner)
        elif owner.dep == "pobj" and len(owner.kids) == 1:
            yield from _with_of(passage, rule, protection, owner)


def _with_mark(
    passage: Passage, rule: Rule, protection: Protection, owner: Word
) -> Iterator[Proposal]:
    mark, thing = passage.words[owner.index + 1], passage.words[owner.head]
    if mark.tag != "POS" or thing.index != owner.index + 2 or len(thing.kids) > 1:
        return
    if passage.subtree(owner.index) != (owner.index - 1, owner.index + 1):
        return
    determiner = passage.words[owner.index - 1].lower
    other = f"the {thing.text} of {determiner} {owner.text}"
    yield from _site(
        passage, rule, protection, (passage.words[owner.index - 1], thing, thing), other
    )


def _with_of(
    passage: Passage, rule: Rule, protection: Protection, owner: Word
) -> Iterator[Proposal]:
    link = passage.words[owner.head]
    article, thing = passage.words[link.index - 2], passage.words[link.head]
    if link.lower != "of" or (thing.index, owner.index) != (link.index - 1, link.index + 2):
        return
    if article.lower != "the" or article.head != thing.index or len(thing.kids) != 2:
        return
    other = f"{passage.words[owner.index - 1].text} {owner.text}'s {thing.text}"
    yield from _site(passage, rule, protection, (article, owner, thing), other)


def _site(
    passage: Passage,
    rule: Rule,
    protection: Protection,
    words: tuple[Word, Word, Word],
    other: str,
) -> Iterator[Proposal]:
    """Yield the site from a first to a last word, if the thing is listed and nothing follows."""
    first, last, thing = words
    following = passage.words[last.index + 1 : last.index + 2]
    if thing.lemma not in rule.objects or not fits(passage, rule, thing):
        return
    if following and (following[0].pos in _TIED or following[0].lower in _JOINED):
        return  # which may belong to the noun
    if following and following[0].tag in {"VB", "VBP"} and thing.tag == "NN":
        return  # nor is it the verb: *the role of the project lead*
    span = Span(first.start, last.end)
    source = span.cut(passage.text)
    turned = like_source(source, other)
    if turned is not None and not protection.locks(span):
        yield Proposal(
            span=span, variants=(source, turned), source=0, channel=rule.channel, rule=rule.id
        )


OPERATIONS: dict[str, Operation] = {"genitive": genitive}
