"""The comma before the last *and* or *or* of a list of three or more: one style a document."""

from __future__ import annotations

from collections.abc import Iterator

from canary.language.lexicon import Rule
from canary.language.proposals import Proposal
from canary.language.protection import Protection, fixed_spans
from canary.language.punctuation import comma_site
from canary.language.style import Stays
from canary.language.syntax import SUBJECTS, Operation, fits, kid
from canary.language.tagger import Passage, Word
from canary.model import Span

_JOINTS = frozenset({"and", "or"})
_LISTED = frozenset({"NOUN", "PROPN", "ADJ", "VERB"})
_LONGEST = 6  # words of an item; a longer one wants its comma


def oxford_comma(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*Pens, paper(,) and ink*: a list of short items, none of which explains another."""
    for joint, items in lists(passage):
        if _is_plain(passage, joint, items) and fits(passage, rule, joint):
            yield from comma_site(passage, rule, protection, _before(passage, joint))


def lists_that_stay(passage: Passage, _rule: Rule) -> Iterator[Span]:
    """Yield the gap of every list outside quotations that shows which style the document has.

    A comma that either style wants shows none: where an item is long or a clause, or holds an
    *and* or a comma itself.
    """
    kept = fixed_spans(passage.text)
    shown = [joint for joint, items in lists(passage) if _shows_style(passage, joint, items)]
    for joint in (*shown, *_doubtful(passage)):
        before = passage.words[_before(passage, joint)]
        comma = passage.text[before.end : before.end + 1] == ","
        span = Span(before.end, before.end + 1 + comma)
        if not any(span.overlaps(other) for other in kept):
            yield span


def _shows_style(passage: Passage, joint: Word, items: list[Word]) -> bool:
    comma = passage.words[joint.index - 1].text == ","
    return not comma or _is_short(passage, joint, items)


def _doubtful(passage: Passage) -> Iterator[Word]:
    """Yield the joints of what may be lists or explanations: *a hall, a room, and a yard*."""
    for joint in passage.words:
        head = passage.words[joint.head]
        explains = head.dep == "appos" and head.index < joint.index
        if joint.dep == "cc" and joint.lower in _JOINTS and explains and _conjunct(passage, head):
            yield joint


def lists(passage: Passage) -> Iterator[tuple[Word, list[Word]]]:
    """Yield the conjunction and the heads of the items of every list of three or more."""
    for joint in passage.words:
        if joint.dep != "cc" or joint.lower not in _JOINTS:
            continue
        items = _items(passage, joint)
        commas = [w for w in passage.words[items[0].index : joint.index] if w.text == ","]
        joints = [k for item in items for k in item.kids if passage.words[k].dep == "cc"]
        last = len(items) >= 3 and joint.head == items[-2].index and len(joints) == 1
        if last and commas and items[-1].index > joint.index:
            yield joint, items


def _items(passage: Passage, joint: Word) -> list[Word]:
    """Return the heads of the joined items, in order."""
    items = [passage.words[joint.head]]
    while items[0].dep == "conj":
        items.insert(0, passage.words[items[0].head])
    while (following := _conjunct(passage, items[-1])) is not None:
        items.append(following)
    return items


def _conjunct(passage: Passage, word: Word) -> Word | None:
    later = kid(passage, word, "conj")
    return later if later is not None and later.index > word.index else None


def _is_plain(passage: Passage, joint: Word, items: list[Word]) -> bool:
    """Whether no comma of the list has other work to do, and no item could explain another."""
    kinds = {item.pos for item in items}
    if len(kinds) > 1 or not kinds <= _LISTED or not _is_short(passage, joint, items):
        return False
    return len(items) > 3 or not _may_explain(passage, items)


def _is_short(passage: Passage, joint: Word, items: list[Word]) -> bool:
    """Whether every item is a few words without a subject, an *and* or a mark of its own."""
    if any(kid(passage, item, *SUBJECTS) for item in items):
        return False
    stretches = _stretches(passage, joint, items)
    if not all(0 < end - start <= _LONGEST for start, end in stretches):
        return False
    inside = [w for start, end in stretches for w in passage.words[start:end]]
    return all(w.lower not in _JOINTS and (w.is_word or w.text in "-’'") for w in inside)


def _stretches(passage: Passage, joint: Word, items: list[Word]) -> list[tuple[int, int]]:
    """Return the words of each item, from its left edge to the comma or joint behind it."""
    found = []
    for n, item in enumerate(items):
        low = min([item.index, *(k for k in item.kids if k < item.index)])
        if n + 2 < len(items):
            end = next(
                (w.index for w in passage.words[item.index : items[n + 1].index] if w.text == ","),
                low,
            )
        else:
            end = _before(passage, joint) + 1 if n + 2 == len(items) else item.index + 1
        found.append((low, end))
    return found


def _may_explain(passage: Passage, items: list[Word]) -> bool:
    """Whether the second of three items may be what the first is: *my aunt, a nurse(,) and Bo*."""
    first, second, _ = items
    if second.pos == "PROPN":
        return True
    opened = kid(passage, second, "det", "poss")
    return second.tag == "NN" and first.tag == "NN" and opened is not None


def _before(passage: Passage, joint: Word) -> int:
    """Return the index of the last word before the joint and its comma."""
    return joint.index - 1 - (passage.words[joint.index - 1].text == ",")


OPERATIONS: dict[str, Operation] = {"oxford-comma": oxford_comma}
STAYS: dict[str, Stays] = {"oxford-comma": lists_that_stay}
