"""The review file: every site on a line of its own, for a person to accept, reject, lock or add.

The file carries the sites themselves, so that accepting it never analyses again. A line is

    accept  12-15  lexicon  n.aim  **  1f0c9a2e | aim / goal / objective | The [aim] of the …

action, place (code points), channel, rule, strength, seal, wordings (the document's own first),
and where it stands. The seal tells whether a person has changed the wordings: then the site is
theirs (channel `house`). A site of several places that change together has a line `also` for every
further place, right below. Wordings with white space at an edge, or a slash, are written as JSON
strings. Review files are secrets: they say where a document is marked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from canary.crypto import sha256
from canary.errors import InputError
from canary.model import Channel, Part, Span

HEADER = "canary review 1"
ACTIONS = ("accept", "offer", "reject", "lock", "add")
MOST = 6
_GUIDE = """\
# Change the first word of a line, then give the file to plan or issue with --accept:
#   accept   vary this place          reject   leave this place alone
#   lock     never vary these words, anywhere in the document
#   offer    a weaker proposal: not used unless you make it accept; the rule says whose:
#            house (you allowed it in another sentence), wordnet (a dictionary's synonym),
#            a name with ? (a known exchange, but nothing vouches for the sense it has here)
# Lines "also" belong to the line above them: those places change together.
# You may also change the wordings between the bars (the first is the document's own and stays),
# and add places of your own, on a line like
#   add | words as they stand in the document / your wording | a few words around them
# **  survives retyping   *  survives copying only"""
_EMPTY = 'write "" to leave the words out'
_LINE = re.compile(
    r"(accept|offer|reject|lock)\s+(\d{1,9})-(\d{1,9})\s+([a-z]+)\s+(\S+)\s+\*{1,2}\s+([0-9a-f]{8})"
    r"\s*\|(.*)\|([^|]*)"
)
_ALSO = re.compile(r"also\s+(\d{1,9})-(\d{1,9})\s*\|(.*)\|([^|]*)")
_ADD = re.compile(r"add\s*\|(.*)\|([^|]*)|add\s*\|([^|]*)()")
_SENTENCE = re.compile(r"sentence\s+(\d{1,9})-(\d{1,9})\b.*")
_PLAIN = re.compile(r"[^\s/|\"\\](?:[^/|\"\\\n\r\t]*[^\s/|\"\\])?")


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One place.

    Attributes:
        number: Line in the file, from 1; 0 before it is written.
        action: One of `ACTIONS`.
        span: Where it stands; None on an `add` line, which is found by its words.
        channel: Its family.
        rule: What found it.
        variants: Wordings, the document's own first.
        edited: A person has changed the wordings, or written the line.
        around: On an `add` line: words around the place, to find it by.
        also: Further places that change along, their own wordings first too.
    """

    number: int
    action: str
    span: Span | None
    channel: Channel
    rule: str
    variants: tuple[str, ...]
    edited: bool = False
    around: str = ""
    also: tuple[Part, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """All places of a line that says where it stands."""
        return (*([Part(self.span, self.variants)] if self.span else []), *self.also)


@dataclass(frozen=True, slots=True)
class Review:
    """A review file.

    Attributes:
        text_sha256: Hex digest of the source text it is of.
        wordlists_sha256: Hex digest of the wordlists that found the sites.
        lines: Every place, in file order.
        sentences: Every prose sentence of the source, in order.
    """

    text_sha256: str
    wordlists_sha256: str
    lines: tuple[ReviewLine, ...]
    sentences: tuple[Span, ...]


def print_review(review: Review, content: str) -> str:
    """Return the file, sentence by sentence, for the source text `content`."""
    out = [HEADER, f"text {review.text_sha256}", f"wordlists {review.wordlists_sha256}", "", _GUIDE]
    lines = sorted(
        (line for line in review.lines if line.span), key=lambda line: line.span or Span(0, 0)
    )
    at = 0
    for sentence in review.sentences:
        shown = " ".join(sentence.cut(content).split())
        out += ["", f"sentence {sentence.start}-{sentence.end}  {shown}"]
        while at < len(lines) and (lines[at].span or sentence).start < sentence.end:
            out += _print_line(lines[at], content)
            at += 1
    out += [row for line in lines[at:] for row in _print_line(line, content)]
    return "\n".join(out) + "\n"


def _print_line(line: ReviewLine, content: str) -> Iterator[str]:
    strength = "**" if line.channel.survives_retyping else "*"
    origin = f"{line.channel:11} {line.rule:22} {strength:2} {seal(line)} "
    for number, part in enumerate(line.parts):
        action, about = ("also", "") if number else (line.action, origin)
        place = f"{part.span.start}-{part.span.end}"
        wordings = " / ".join(_quote(v) for v in part.variants)
        yield f"{action:7} {place:11} {about}| {wordings} | {_context(part.span, content)}"


def _context(span: Span, content: str, width: int = 36) -> str:
    before = content[max(0, span.start - width) : span.start]
    after = content[span.end : span.end + width]
    shown = " ".join(f"{before}[{span.cut(content)}]{after}".split())
    return shown.replace("|", "¦")


def seal(line: ReviewLine) -> str:
    """Return eight hex digits that change when a line's place, rule or wordings do."""
    content = [line.span and [line.span.start, line.span.end], line.channel, line.rule]
    also = [[part.span.start, part.span.end, part.variants] for part in line.also]
    return sha256(json.dumps([*content, line.variants, *also]).encode()).hex()[:8]


def _quote(variant: str) -> str:
    if _PLAIN.fullmatch(variant):
        return variant
    return json.dumps(variant, ensure_ascii=False).replace("\u00a0", "\\u00a0")  # to be seen


def parse_review(text: str, *, what: str) -> Review:
    """Read a review file that a person has edited.

    Raises:
        InputError: Not a review, or a line that says nothing; the message names the line.
    """
    rows = text.replace("\r\n", "\n").split("\n")
    if len(rows) < 3 or rows[0].strip() != HEADER:
        raise InputError(f"{what!r} is not a review: the first line is not {HEADER!r}")
    digests = [_digest(rows[n], name, what) for n, name in ((1, "text"), (2, "wordlists"))]
    lines: list[tuple[ReviewLine, str]] = []
    sentences: list[Span] = []
    for number, row in enumerate(rows[3:], 4):
        stripped = row.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if found := _SENTENCE.fullmatch(stripped):
            sentences.append(_span(found[1], found[2], what, number))
        elif found := _ALSO.fullmatch(stripped):
            if not lines or lines[-1][0].span is None:
                raise InputError(f"{what!r} line {number} belongs to no line above it")
            line, sealed = lines[-1]
            variants = _wordings(found[3], what, number)
            if len(variants) != len(line.variants):
                raise InputError(
                    f"{what!r} line {number} wants as many wordings as the line it belongs to, "
                    f"{len(line.variants)}, got {len(variants)}"
                )
            part = Part(_span(found[1], found[2], what, number), variants)
            lines[-1] = replace(line, also=(*line.also, part)), sealed
        else:
            lines.append(_parse_line(stripped, what, number))
    checked = tuple(_owned(line, sealed) for line, sealed in lines)
    return Review(digests[0], digests[1], checked, tuple(sentences))


def _owned(line: ReviewLine, sealed: str) -> ReviewLine:
    """Return a line as its author's: the reviewer's own where it does not fit its seal."""
    if line.edited or seal(line) == sealed:
        return line
    return replace(line, channel=Channel.HOUSE, edited=True)


def _digest(row: str, name: str, what: str) -> str:
    found = re.fullmatch(rf"{name} ([0-9a-f]{{64}})", row.strip())
    if not found:
        raise InputError(f"{what!r} is damaged: no line '{name} <sha256>'")
    return found[1]


def _span(start: str, end: str, what: str, number: int) -> Span:
    span = Span(int(start), int(end))
    if span.start >= span.end:
        raise InputError(f"{what!r} line {number}: an empty place, {start}-{end}")
    return span


def _parse_line(row: str, what: str, number: int) -> tuple[ReviewLine, str]:
    """Return the line of a row and the seal it carries."""
    if found := _ADD.fullmatch(row):
        variants = _wordings(found[1] or found[3] or "", what, number)
        around = (found[2] or "").strip()
        line = ReviewLine(
            number, "add", None, Channel.HOUSE, "house", variants, edited=True, around=around
        )
        return line, ""
    found = _LINE.fullmatch(row)
    if not found or found[4] not in set(Channel):
        raise InputError(
            f"{what!r} line {number} says nothing: {row[:60]!r}",
            hint=f"begin it with {', '.join(ACTIONS[:-1])} or add, or with # to keep a note",
        )
    line = ReviewLine(
        number=number,
        action=found[1],
        span=_span(found[2], found[3], what, number),
        channel=Channel(found[4]),
        rule=found[5],
        variants=_wordings(found[7], what, number),
    )
    return line, found[6]


def _wordings(cell: str, what: str, number: int) -> tuple[str, ...]:
    variants = tuple(_split(cell, what, number))
    if not 2 <= len(variants) <= MOST or len(set(variants)) < len(variants):
        raise InputError(
            f"{what!r} line {number} wants 2 to {MOST} different wordings, got {len(variants)}"
        )
    return variants


def _split(cell: str, what: str, number: int) -> Iterator[str]:
    """Yield the wordings of a cell: JSON strings, or plain words between slashes."""
    rest = "/" + cell.strip()
    while rest:
        if not rest.startswith("/"):
            raise InputError(f"{what!r} line {number}: wordings are parted by ' / '")
        rest = rest[1:].lstrip()
        if rest.startswith('"'):
            variant, rest = _quoted(rest, f"{what!r} line {number}")
        else:
            plain, slash, after = rest.partition("/")
            variant, rest = plain.strip(), slash + after
            if not variant:
                raise InputError(f"{what!r} line {number}: a wording is empty", hint=_EMPTY)
        yield variant


def _quoted(rest: str, where: str) -> tuple[str, str]:
    """Return the JSON string that `rest` begins with, and what follows it."""
    try:
        variant, end = json.JSONDecoder().raw_decode(rest)
    except ValueError:
        raise InputError(f"{where}: a quotation mark is not closed") from None
    return str(variant), rest[end:].lstrip()


def review_lines(
    places: Iterable[tuple[str, Channel, str, Sequence[Part]]],
) -> tuple[ReviewLine, ...]:
    """Return lines of (action, channel, rule, parts with the document's own wording first)."""
    return tuple(
        ReviewLine(0, action, first.span, channel, rule, first.variants, also=tuple(also))
        for action, channel, rule, (first, *also) in places
    )
