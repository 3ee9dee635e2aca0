"""Operations on white space: what a verbatim copy keeps and a retyped one loses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from canary.language.lexicon import Rule
from canary.language.proposals import Proposal
from canary.language.protection import Protection
from canary.language.syntax import Operation
from canary.language.tagger import Passage
from canary.model import Span

_NO_BREAK = "\u00a0"
_UNITS = (
    "percent|per cent|million|billion|trillion|dollars|cents|years|months|weeks|days|hours|minutes|"
    "seconds|miles|feet|inches|acres|tons|pounds|kg|km|m|cm|mm|MB|GB|KB|TB|a\\.m\\.|p\\.m\\."
)
_UNIT = re.compile(
    rf"(?<=\d)[ \u00a0](?=(?:{_UNITS})(?!\w))"
    r"|(?:(?<=\bMr\.)|(?<=\bDr\.)|(?<=\bNo\.))[ \u00a0](?=\w)"
)


def sentence_space(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """One space or two between sentences of a paragraph."""
    for (_, last), _next in zip(passage.sentences, passage.sentences[1:], strict=False):
        end, start = passage.words[last - 1], passage.words[last]
        span = Span(end.end, start.start)
        literal = span.cut(passage.text)
        if literal not in {" ", "  "} or end.text not in {".", "?", "!"}:
            continue
        if not start.text[:1].isupper() or protection.locks(span):
            continue
        yield _two_way(rule, span, (" ", "  "), literal)


def no_break_space(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """A plain or a no-break space between a number and its unit, a title and its name."""
    for found in _UNIT.finditer(passage.text):
        span = Span(*found.span())
        if not protection.locks(span):
            yield _two_way(rule, span, (" ", _NO_BREAK), found[0])


def _two_way(rule: Rule, span: Span, variants: tuple[str, str], literal: str) -> Proposal:
    return Proposal(
        span=span,
        variants=variants,
        source=variants.index(literal),
        channel=rule.channel,
        rule=rule.id,
    )


OPERATIONS: dict[str, Operation] = {
    "sentence-space": sentence_space,
    "no-break-space": no_break_space,
}
