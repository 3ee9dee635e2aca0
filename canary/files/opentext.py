"""Paragraphs of a part of an OpenDocument text: its content, or the running heads of its styles.

Left alone: fields, links, indexes, equations, what a tracked change or a comment parts. White space
reads as OpenDocument collapses it.
Source: OASIS OpenDocument 1.3 part 3, chapters 5 to 7; 6.1.2 on white space.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from canary.errors import InputError
from canary.files.pieces import Paragraph, Piece, Style
from canary.files.wordstyles import Styles, kind_of
from canary.files.xml import Attributes, Closes, Events, Opens, walk
from canary.model import BlockKind

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT, STYLE, _TABLE, _DRAW, _OFFICE = (
    f"{_OASIS}{name}:1.0 " for name in ("text", "style", "table", "drawing", "office")
)
_READ = (TEXT, STYLE, _TABLE, _DRAW, _OFFICE)
_TAG = re.compile(rb"[^>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*)*>")
_COLLAPSING = re.compile(r"\A[ \t\r\n]+|[ \t\r\n]{2,}|[\t\r\n]")
_MOST_SPACES = 100  # of one element; and of all of them:
_SPREAD = 1_000_000

# What these elements do to everything inside them; any other of the text namespace is a field.
_STATES = {
    f"{TEXT}list-item": ("item",),
    f"{TEXT}note": ("bar",),
    f"{TEXT}note-citation": ("hidden",),
    f"{TEXT}tracked-changes": ("hidden",),
    f"{TEXT}a": ("fixed",),
    f"{_OFFICE}annotation": ("hidden", "bar"),
    f"{_OFFICE}annotation-end": ("bar",),
    f"{_OFFICE}forms": ("hidden",),
    f"{_TABLE}table-cell": ("cell",),
    f"{_DRAW}frame": ("bar",),
    f"{_DRAW}a": ("fixed", "bar"),
}
_CONTAINERS = frozenset(
    TEXT + name
    for name in (
        "list list-header numbered-paragraph section note-body soft-page-break bookmark meta "
        "bookmark-start bookmark-end reference-mark reference-mark-start reference-mark-end "
        "sequence-decls sequence-decl variable-decls user-field-decls"
    ).split()
)
_BARS = frozenset(TEXT + name for name in ("change", "change-start", "change-end"))


@dataclass
class TextReader:
    """One pass over a part.

    Attributes:
        part: Its name.
        raw: Its bytes.
        styles: Of paragraphs, by name.
        looks: Of the styles of spans, by name.
        kind: What all its paragraphs are; None to tell by style and words.
    """

    part: str
    raw: bytes
    styles: Styles
    looks: Mapping[str, Style]
    kind: BlockKind | None = None
    done: list[Paragraph] = field(default_factory=list)
    open: list[Paragraph] = field(default_factory=list)
    spans: list[Style] = field(default_factory=list)
    state: Counter[str] = field(default_factory=Counter)  # how many open elements say so
    group: int = 0
    spread: int = 0

    def paragraphs(self, *, what: str) -> Sequence[Paragraph]:
        """Return the paragraphs of the part, in order.

        Raises:
            InputError: The part is damaged or hostile.
        """
        opens: dict[str, Opens] = {
            f"{TEXT}p": self._paragraph,
            f"{TEXT}h": self._paragraph,
            f"{TEXT}span": self._span,
            f"{TEXT}s": self._spaces,
            f"{TEXT}tab": self._mark("\t"),
            f"{TEXT}line-break": self._mark("\n"),
        }
        closes: dict[str, Closes] = {
            f"{TEXT}p": self._end_paragraph,
            f"{TEXT}h": self._end_paragraph,
            f"{TEXT}span": self._end_span,
        }
        single = frozenset(opens)

        def on_open(name: str) -> Opens | None:
            if name == f"{TEXT}h":
                return self._heading
            return opens.get(name) or self._entering(_states(name))

        def on_close(name: str) -> Closes | None:
            return closes.get(name) or (None if name in single else self._leaving(_states(name)))

        walk(self.raw, Events(on_open, on_close, self._text), what=what)
        return self.done

    def _entering(self, states: Sequence[str]) -> Opens | None:
        def enter(_attributes: Attributes, _at: int) -> None:
            self.state.update(states)
            self.group += "bar" in states

        return enter if states else None

    def _leaving(self, states: Sequence[str]) -> Closes | None:
        def leave() -> None:
            self.state.subtract(states)
            self.group += "bar" in states

        return leave if states else None

    def _paragraph(self, attributes: Attributes, _at: int) -> None:
        kind = self.kind or kind_of(attributes.get(f"{TEXT}style-name", ""), self.styles)
        if kind is None and self.state["item"] > 0:
            kind = BlockKind.LIST_ITEM
        self._begin(kind)

    def _heading(self, _attributes: Attributes, _at: int) -> None:
        self._begin(BlockKind.HEADING)

    def _begin(self, kind: BlockKind | None) -> None:
        paragraph = Paragraph(self.part, kind, self.state["cell"] > 0)
        if self.state["hidden"] <= 0:
            self.done.append(paragraph)
        self.open.append(paragraph)
        self.spans.append(())
        self.group += 1

    def _end_paragraph(self) -> None:
        self.open.pop()
        self.spans.pop()
        self.group += 1

    def _span(self, attributes: Attributes, _at: int) -> None:
        outer = self.spans[-1] if self.spans else ()
        own = self.looks.get(attributes.get(f"{TEXT}style-name", ""), ())
        self.spans.append(tuple(sorted({**dict(outer), **dict(own)}.items())))

    def _end_span(self) -> None:
        self.spans.pop()

    def _spaces(self, attributes: Attributes, at: int) -> None:
        count = attributes.get(f"{TEXT}c", "1")
        number = min(int(count), _MOST_SPACES) if count.isdecimal() and len(count) < 9 else 1
        self.spread += number
        if self.spread > _SPREAD:
            raise InputError(f"{self.part!r} says more than {_SPREAD:,} spaces")
        tag = _TAG.match(self.raw, at) if number == 1 else None
        alone = tag and tag[0].endswith(b"/>")
        self._add(" " * number, (at, tag.end()) if tag and alone else ())

    def _mark(self, mark: str) -> Opens:
        def add(_attributes: Attributes, _at: int) -> None:
            self._add(mark, ())

        return add

    def _text(self, text: str, places: Sequence[int]) -> None:
        """Add words, each run of white space as one space, none at a paragraph's start."""
        if not self.open:
            return
        at = 0
        for gap in _COLLAPSING.finditer(text):
            self._add(text[at : gap.start()], places[at : gap.start() + 1])
            if not self._after_space():
                self._add(" ", (places[gap.start()], places[gap.end()]) if places else ())
            at = gap.end()
        self._add(text[at:], places[at:])

    def _after_space(self) -> bool:
        """Whether white space would follow white space, or nothing."""
        pieces = self.open[-1].pieces
        if not pieces or not pieces[-1].places:
            return not pieces
        return pieces[-1].text.endswith(" ") and not self.raw.startswith(b"<", pieces[-1].places[0])

    def _add(self, text: str, places: Sequence[int]) -> None:
        if not text or not self.open or self.state["hidden"] > 0:
            return
        free = self.state["fixed"] <= 0 and bool(places)
        self.open[-1].pieces.append(Piece(text, places, self.spans[-1], self.group, free))


def _states(name: str) -> Sequence[str]:
    """Return what an element does to everything inside it."""
    if name in _STATES:
        return _STATES[name]
    if name in _BARS:
        return ("bar",)
    if name in _CONTAINERS or not name.startswith(TEXT):
        return () if name.startswith(_READ) else ("hidden",)
    return ("fixed", "bar")
