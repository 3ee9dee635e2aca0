"""Style: choices that a document makes once and keeps, as *organise/organize* and *e-mail/email*.

A rule with `style = "document"` finds its places one by one, as any rule does; here all of them
become one site whose parts change together, and only where every place of the document agrees and
every one of them may change: a heading, a link or a defined term that stays would give a copy two
styles. Quotations and names keep theirs and do not count. A rule with `style = "place"` is for
documents that mix both ways already.
"""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from canary.language.lexicon import Lexicon, Rule
from canary.language.proposals import Proposal, like_source
from canary.language.protection import Protection, fixed_spans
from canary.language.syntax import Operation, fits
from canary.language.tagger import Passage
from canary.model import Block, BlockKind, Part, Span, Text

Pairs = tuple[tuple[str, ...], ...]
Form = tuple[str, int, int]  # the form, its pair, its side
Stays = Callable[[Passage, Rule], Iterator[Span]]

_LEAST_MIXED = 2  # places in each way that make a document mixed
_RUN = re.compile(r"[^\W\d_]+")
_JOINING = "-‐‑–_/@&+*\\#="
_LINKED = re.compile(r"`+[^`]*`+|\]\([^)]*\)|\S*(?:://|@|www\.)\S*")  # code, addresses
_SILENT = frozenset({BlockKind.CODE, BlockKind.QUOTATION, BlockKind.FRONT_MATTER})


@functools.cache
def _forms(pairs: Pairs) -> Mapping[str, Sequence[Form]]:
    """Return first run of letters to the forms that begin with it, the longest first."""
    index: defaultdict[str, list[Form]] = defaultdict(list)
    for number, pair in enumerate(pairs):
        for side, form in enumerate(pair):
            if found := _RUN.search(form):
                index[found[0]].append((form, number, side))
    return {key: sorted(forms, key=lambda f: -len(f[0])) for key, forms in index.items()}


def occurrences(text: str, pairs: Pairs) -> Iterator[tuple[Span, int, int]]:
    """Yield every place of one of the forms, in any case, with the number of its pair and side."""
    forms = _forms(pairs)
    lower = text.lower()
    if len(lower) != len(text):
        return  # a letter that grows in lower case: offsets would not hold
    end = 0
    for run in _RUN.finditer(lower):
        for form, number, side in forms.get(run[0], ()):
            start = run.start() - len(form) + len(form.lstrip("( "))
            stop = start + len(form)
            if start >= end and lower.startswith(form, start) and _stands_alone(text, start, stop):
                yield Span(start, stop), number, side
                end = stop
                break


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no letter, hyphen, address or the like runs on at either edge."""
    before, after = text[max(0, start - 1) : start], text[end : end + 2]
    if (before.isalnum() or before in (*_JOINING, ".")) and before and text[start].isalnum():
        return False
    if not text[end - 1].isalnum() or not after:
        return True
    return not (
        after[0].isalnum() or after[0] in _JOINING or (after[0] == "." and after[1:].isalnum())
    )


def spelled(passage: Passage, rule: Rule, protection: Protection) -> Iterator[Proposal]:
    """*Organise/organize*, *e-mail/email*: one of the `pairs`, in either way.

    A document with one of `words` is left alone, if it is of the other way than the second.
    """
    by_start = {word.start: word for word in passage.words}
    for span, number, side in occurrences(passage.text, rule.pairs):
        word = next((by_start[n] for n in range(span.start, span.end) if n in by_start), None)
        literal = span.cut(passage.text)
        if word is None or protection.locks_spelling(span) or not fits(passage, rule, word):
            continue
        shown = [like_source(literal, form) for form in rule.pairs[number]]
        if shown[side] == literal:
            yield Proposal(
                span=span,
                variants=tuple(form or "" for form in shown),
                source=side,
                channel=rule.channel,
                rule=rule.id,
            )


def forms_that_stay(passage: Passage, rule: Rule) -> Iterator[Span]:
    """Yield the forms of a passage, and its `words`, outside quotations and names."""
    kept = fixed_spans(passage.text)
    first = {passage.words[low].start for low, _ in passage.sentences}
    words = tuple((word,) for word in sorted(rule.words))
    for pairs in (rule.pairs, words):
        for span, _, _ in occurrences(passage.text, pairs):
            named = passage.text[span.start].isupper() and span.start not in first
            if not named and not any(span.overlaps(other) for other in kept):
                yield span


OPERATIONS: dict[str, Operation] = {"spelled": spelled}
STAYS: dict[str, Stays] = {"spelled": forms_that_stay}


def in_style(
    text: Text,
    passages: Sequence[tuple[Block, Passage]],
    lexicon: Lexicon,
    proposals: Sequence[Proposal],
    stays: Mapping[str, Stays],
) -> list[Proposal]:
    """Return the proposals with every style as the document allows it, and none against its style.

    Args:
        text: The document.
        passages: Its blocks of prose, analysed.
        lexicon: The wordlists, which say what is a style.
        proposals: All that its rules found, in its own offsets.
        stays: Operation to what else of its kind stands in a passage, beside what it proposes.
    """
    rules = {rule.id: rule for rule in lexicon.rules if rule.style}
    found: defaultdict[str, list[Proposal]] = defaultdict(list)
    for p in proposals:
        if p.rule in rules:
            found[p.rule].append(p)
    out = [p for p in proposals if p.rule not in rules]
    spelling = [r for r in rules.values() if r.operation == "spelled"]
    out = _without_other_spelling(out, [p for _, p in passages], spelling, set(found))
    for name, places in found.items():
        rule = rules[name]
        if rule.style == "place":
            out += places if _is_mixed(places) else ()
        elif not _stays(text, passages, rule, places, stays[rule.operation]):
            out.append(_together(places))
    return out


def _is_mixed(places: Iterable[Proposal]) -> bool:
    ways = Counter(p.source for p in places)
    return len(ways) > 1 and min(ways.values()) >= _LEAST_MIXED


def _together(places: Sequence[Proposal]) -> Proposal:
    """Return one proposal of all places, in text order."""
    first, *others = sorted(places, key=lambda p: p.span)
    return replace(first, also=tuple(Part(p.span, p.variants) for p in others))


def _stays(
    text: Text,
    passages: Sequence[tuple[Block, Passage]],
    rule: Rule,
    places: Collection[Proposal],
    stays: Stays,
) -> bool:
    """Whether the document has two ways already, or a place would keep the old one."""
    if len({p.source for p in places}) > 1:
        return True
    covered = {p.span for p in places}
    for block, passage in passages:
        locked = (_LINKED.sub(" ", span.cut(text.content)) for span in block.locked)
        if any(True for words in locked for _ in occurrences(words, rule.pairs)):
            return True
        for span in stays(passage, rule):
            at = block.span.start
            if Span(span.start + at, span.end + at) not in covered:
                return True
    return any(
        True
        for block in text.blocks
        if not block.kind.is_prose and block.kind not in _SILENT
        for _ in occurrences(block.span.cut(text.content), rule.pairs)
    )


def _without_other_spelling(
    proposals: Sequence[Proposal],
    passages: Sequence[Passage],
    rules: Iterable[Rule],
    varying: Collection[str],
) -> list[Proposal]:
    """Drop variants that spell a word as the document does not, or in a way that may change."""
    kept = list(proposals)
    for rule in rules:
        shown = {side for p in passages for _, _, side in occurrences(p.text, rule.pairs)}
        if shown:
            own = set() if rule.id in varying else shown
            kept = [
                with_own
                for p in kept
                if (
                    with_own := p.keep(
                        {i for i, v in enumerate(p.variants) if _sides(v, rule.pairs) <= own}
                    )
                )
            ]
    return kept


@functools.lru_cache(maxsize=1 << 14)
def _sides(variant: str, pairs: Pairs) -> frozenset[int]:
    return frozenset(side for _, _, side in occurrences(variant, pairs))
