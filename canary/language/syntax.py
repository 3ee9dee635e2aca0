"""Operations on sentence structure: optional words and order, found in the dependency tree.

Every operation takes the passage, the rule with its words and conditions, and the protection; it
yields proposals whose variants differ in structure only, never in a content word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from canary.language.lexicon import Rule
from canary.language.predicates import Match, clause_kinds
from canary.language.proposals import Proposal
from canary.language.protection import Protection
from canary.language.tagger import Passage, Word
from canary.model import Span

Operation = Callable[[Passage, Rule, Protection], Iterator[Proposal]]

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_WH = frozenset({"WDT", "WP", "WP$", "WRB"})


def optional_word(
    passage: Passage, rule: Rule, before: Word, word: str, after: Word
) -> Proposal | None:
    """Return the site where `word` stands, or could stand, between two words.

    Args:
        passage: The passage.
        rule: The rule on whose behalf.
        before: The word before.
        word: The optional word, lower case.
        after: The word after.
    """
    span = Span(before.end, after.start)
    gap = span.cut(passage.text)
    short = " " if gap.strip() else gap
    long = gap if gap.strip() else f" {word} "
    if short != " " or long != f" {word} ":
        return None
    return Proposal(
        span=span,
        variants=(short, long),
        source=int(bool(gap.strip())),
        channel=rule.channel,
        rule=rule.id,
    )


OPERATIONS: dict[str, Operation] = {}
