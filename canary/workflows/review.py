"""Review: what a person decides about every site before a document is issued.

`make_review` lists the sites and the weaker proposals; `accept_review` makes the plan that the
edited file describes, without analysing again. What a person changed or added is theirs: channel
`house`, private, not to be found from the program alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from canary.crypto import sha256
from canary.errors import InputError, UsageError
from canary.files.documents import Document
from canary.files.review import Review, ReviewLine, review_lines
from canary.language import authored_spans, number_stretches
from canary.model import Block, Channel, Part, Site, Span
from canary.workflows.plan import Planned, plan_sites

_WORD = re.compile(r"[\w'’-]+")


def make_review(planned: Planned) -> Review:
    """Return the review of a plan: its sites to accept, and what the silver tier would add."""
    places = [*_places("accept", planned.plan.sites), *_places("offer", planned.offers)]
    return Review(
        text_sha256=planned.plan.text_sha256,
        wordlists_sha256=planned.plan.wordlists_sha256,
        lines=review_lines(places),
        sentences=planned.sentences,
    )


def _places(
    action: str, sites: Iterable[Site]
) -> Iterator[tuple[str, Channel, str, Sequence[Part]]]:
    for site in sites:
        order = [site.source, *(i for i in range(site.q) if i != site.source)]
        parts = [Part(p.span, tuple(p.variants[i] for i in order)) for p in site.parts]
        yield action, site.channel, site.rule, parts


def accept_review(document: Document, review: Review, *, what: str) -> Planned:
    """Return the plan that an edited review describes.

    Args:
        document: The source; the same text that the review is of.
        review: The file as it came back.
        what: Its name, for messages.

    Raises:
        UsageError: The review is of another text.
        InputError: A line whose words do not stand where it says, two that overlap, or an author's
            alternatives that are not accepted.
    """
    content = document.text.content
    if sha256(content.encode()).hex() != review.text_sha256:
        raise UsageError(
            f"{what!r} reviews another text than {document.name!r}",
            hint="make a new review with plan --review",
        )
    locked = {words for x in review.lines if x.action == "lock" for words in _words(x)}
    chosen = [
        (_parts(document, line, what), line)
        for line in review.lines
        if line.action in {"accept", "add"} and not _holds(line, locked)
    ]
    chosen.sort(key=lambda item: item[0][0].span)
    places = sorted((p.span, line.number) for parts, line in chosen for p in parts)
    for (first, _), (second, number) in pairwise(places):
        if first.overlaps(second):
            raise InputError(f"{what!r} line {number} overlaps the place before it")
    if any(line.channel is Channel.AUTHORED for line in review.lines):
        _require_choices(document, {place for place, _ in places}, what)
    sentences = sorted(review.sentences)
    sites = _sites(document, chosen, sentences)
    return plan_sites(document, sites, sentences, review.wordlists_sha256)


def _require_choices(document: Document, places: Collection[Span], what: str) -> None:
    """Refuse a review that would leave an author's braces in the copies."""
    for span in authored_spans(document.text):
        if span not in places:
            raise InputError(
                f"{what!r} leaves out the alternatives {span.cut(document.text.content)!r}",
                hint="accept the line, or take the braces out of the document and review it again",
            )


def _words(line: ReviewLine) -> list[str]:
    """Return what the document says at each place, a space before and after each word."""
    said = (line.variants, *(part.variants for part in line.also))
    return [f" {' '.join(_WORD.findall(variants[0].casefold()))} " for variants in said]


def _holds(line: ReviewLine, locked: Iterable[str]) -> bool:
    said = _words(line)
    return any(words in place for words in locked if words.strip() for place in said)


def _parts(document: Document, line: ReviewLine, what: str) -> tuple[Part, ...]:
    """Return a line's places, checked, in text order."""
    content = document.text.content
    found = () if line.span else (Part(_find(content, line, what), line.variants),)
    parts = tuple(sorted((*found, *line.parts), key=lambda part: part.span))
    for part in parts:
        words = part.variants[0]
        if part.span.cut(content) != words and line.channel is not Channel.AUTHORED:
            raise InputError(
                f"{what!r} line {line.number}: the document says {part.span.cut(content)!r} "
                f"there, not {words!r}",
                hint="keep the first wording as it is",
            )
        if line.edited and not any(
            _may_vary(b.span, b.locked, part.span) for b in _prose(document)
        ):
            raise InputError(f"{what!r} line {line.number}: {words!r} is not in plain prose")
    return parts


def _find(content: str, line: ReviewLine, what: str) -> Span:
    """Return the one place of an added line's words, or of those in the words around them."""
    words = line.variants[0]
    scope = line.around if words in line.around else words
    if not words or any(not _is_once(*pair) for pair in ((scope, content), (words, scope))):
        raise InputError(
            f"{what!r} line {line.number}: {words!r} does not stand at one place only",
            hint="give a few words around it after a second bar, exactly as in the document",
        )
    start = content.index(scope) + scope.index(words)
    return Span(start, start + len(words))


def _is_once(part: str, whole: str) -> bool:
    at = whole.find(part)
    return at >= 0 and whole.find(part, at + 1) < 0


def _prose(document: Document) -> list[Block]:
    return [block for block in document.text.blocks if block.kind.is_prose]


def _may_vary(block: Span, locked: Sequence[Span], span: Span) -> bool:
    inside = block.start <= span.start and span.end <= block.end
    return inside and not any(span.overlaps(other) for other in locked)


def _sites(
    document: Document,
    chosen: Sequence[tuple[tuple[Part, ...], ReviewLine]],
    sentences: Sequence[Span],
) -> list[Site]:
    blocks = _prose(document)
    starts = [block.span.start for block in blocks]
    stretches = number_stretches(bisect_right(starts, p[0].span.start) for p, _ in chosen)
    ends = [sentence.end for sentence in sentences]
    return [
        Site(
            slot=slot,
            channel=line.channel,
            rule=line.rule,
            parts=parts,
            source=0,
            sentence=_sentence(parts[0].span, sentences, ends),
            stretch=stretch,
            private=line.edited or line.channel in {Channel.HOUSE, Channel.AUTHORED},
        )
        for slot, ((parts, line), stretch) in enumerate(zip(chosen, stretches, strict=True))
    ]


def _sentence(span: Span, sentences: Sequence[Span], ends: Sequence[int]) -> Span:
    n = bisect_right(ends, span.start)
    return sentences[n] if n < len(sentences) else span
