"""Paragraphs of a part of a Word document: body, notes, headers, footers.

Left alone: fields and what they show, deletions and moves, hyperlinks, equations, bound controls,
text in drawings. What an insertion, a comment or a note reference parts is not replaced together.
Source: ECMA-376-1:2016, chapters 17.3 to 17.18; ECMA-376-3 for alternate content.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from canary.files.office import FONT
from canary.files.pieces import Paragraph, Piece
from canary.files.wordstyles import BODY_LEVEL, Styles, kind_of, named, value
from canary.files.xml import SPACE, Attributes, Closes, Events, Opens, walk
from canary.model import BlockKind

_MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_ALTERNATE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_TAG = re.compile(rb"[^>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*)*")
_OFF = frozenset({"0", "false", "off"})

# What each of these elements does to everything inside it; "bar" parts what is before and after.
_STATES = {
    "pPr": ("paragraph properties",),
    "rPr": ("properties",),
    "pPrChange": ("change",),
    "rPrChange": ("change",),
    "tc": ("cell",),
    "del": ("hidden", "bar"),
    "moveFrom": ("hidden", "bar"),
    "moveTo": ("fixed", "bar"),
    "ins": ("bar",),
    "hyperlink": ("fixed",),
    "fldSimple": ("fixed", "bar"),
    "ruby": ("fixed", "bar"),
}
_BARS = (
    "footnoteReference endnoteReference drawing pict object commentRangeStart commentRangeEnd "
    "commentReference softHyphen ptab"
).split()
_LOOKS = (
    "b i u strike dstrike caps smallCaps color sz highlight shd vertAlign rFonts rStyle emboss "
    "imprint outline shadow spacing position effect bdr em kern w"
).split()
_BOUND = ("dataBinding", "showingPlcHdr", "docPartObj", "docPartList")


@dataclass
class WordReader:
    """One pass over a part.

    Attributes:
        part: Its name.
        raw: Its bytes.
        styles: Of the document.
        kind: What all its paragraphs are; None to tell by style and words.
    """

    part: str
    raw: bytes
    styles: Styles
    kind: BlockKind | None = None
    done: list[Paragraph] = field(default_factory=list)
    open: list[Paragraph] = field(default_factory=list)
    state: Counter[str] = field(default_factory=Counter)  # how many open elements say so
    controls: list[bool] = field(default_factory=list)  # open ones; whether they are bound
    fields: int = 0
    group: int = 0
    looks: dict[str, str] = field(default_factory=dict)
    guard: int = 0

    def paragraphs(self, *, what: str) -> Sequence[Paragraph]:
        """Return the paragraphs of the part, in order.

        Raises:
            InputError: The part is damaged or hostile.
        """
        walk(self.raw, Events(self._opens().get, self._closes().get, self._text), what=what)
        return self.done

    def _opens(self) -> dict[str, Opens]:
        """Return what the start of each element does."""
        word: dict[str, Opens] = {
            **{name: self._enter(*states) for name, states in _STATES.items()},
            **{name: self._look(name) for name in _LOOKS},
            **dict.fromkeys(_BARS, self._bar),
            **dict.fromkeys(_BOUND, self._bind),
            "p": self._paragraph,
            "r": self._run,
            "t": self._words,
            "tab": self._mark("\t"),
            "br": self._mark("\n"),
            "cr": self._mark("\n"),
            "noBreakHyphen": self._mark("\u2011"),
            "sym": self._mark("\ufffc"),
            "pStyle": self._style,
            "numPr": self._numbered,
            "outlineLvl": self._outlined,
            "fldChar": self._field,
            "vanish": self._vanish,
            "sdt": lambda _attributes, _at: self.controls.append(False),
            "lock": self._lock,
        }
        return {
            **named(word),
            f"{_MATH} oMath": self._enter("fixed", "bar"),
            f"{_MATH} t": self._enter("words"),
            f"{_ALTERNATE} AlternateContent": self._enter("fixed", "bar"),
            f"{_ALTERNATE} Fallback": self._enter("hidden"),
        }

    def _closes(self) -> dict[str, Closes]:
        """Return what the end of each element does."""
        word: dict[str, Closes] = {
            **{name: self._leave(*states) for name, states in _STATES.items()},
            "p": self._end_paragraph,
            "r": self.looks.clear,
            "t": self._leave("words"),
            "sdt": self._end_control,
        }
        return {
            **named(word),
            f"{_MATH} oMath": self._leave("fixed", "bar"),
            f"{_MATH} t": self._leave("words"),
            f"{_ALTERNATE} AlternateContent": self._leave("fixed", "bar"),
            f"{_ALTERNATE} Fallback": self._leave("hidden"),
        }

    def _enter(self, *states: str) -> Opens:
        def enter(_attributes: Attributes, _at: int) -> None:
            self.state.update(states)
            self.group += "bar" in states

        return enter

    def _leave(self, *states: str) -> Closes:
        def leave() -> None:
            self.state.subtract(states)
            self.group += "bar" in states

        return leave

    def _bar(self, _attributes: Attributes, _at: int) -> None:
        self.group += 1

    def _paragraph(self, _attributes: Attributes, _at: int) -> None:
        paragraph = Paragraph(self.part, self.kind, self.state["cell"] > 0)
        self.done.append(paragraph)
        self.open.append(paragraph)
        self.group += 1

    def _end_paragraph(self) -> None:
        self.open.pop()
        self.group += 1

    def _run(self, _attributes: Attributes, _at: int) -> None:
        self.looks.clear()

    def _look(self, name: str) -> Opens:
        def look(attributes: Attributes, _at: int) -> None:
            if self.state["properties"] and not self.state["paragraph properties"]:
                if name == "rStyle" and kind_of(value(attributes), self.styles):
                    self.looks["fixed"] = ""
                elif name == "rFonts":
                    self.looks[FONT] = value(attributes, "ascii")
                else:
                    self.looks[name] = repr(sorted(attributes.items()))

        return look

    def _vanish(self, attributes: Attributes, _at: int) -> None:
        if self.state["properties"] and value(attributes) not in _OFF:
            self.looks["hidden"] = ""

    def _words(self, attributes: Attributes, at: int) -> None:
        self.state["words"] += 1
        self.guard = 0
        if attributes.get(SPACE) != "preserve" and (tag := _TAG.match(self.raw, at)):
            self.guard = tag.end()

    def _text(self, text: str, places: Sequence[int]) -> None:
        if self.state["words"] > 0:
            self._add(text, places, self.guard)

    def _mark(self, mark: str) -> Opens:
        """Return what shows a mark that is an element, outside the list of tab stops."""

        def add(_attributes: Attributes, _at: int) -> None:
            if not self.state["paragraph properties"]:
                self._add(mark, (), 0)

        return add

    def _add(self, text: str, places: Sequence[int], guard: int) -> None:
        if not self.open or self.state["hidden"] > 0 or "hidden" in self.looks:
            return
        fixed = self.state["fixed"] > 0 or self.fields > 0 or "fixed" in self.looks or not places
        piece = Piece(text, places, tuple(sorted(self.looks.items())), self.group, not fixed, guard)
        self.open[-1].pieces.append(piece)

    def _style(self, attributes: Attributes, _at: int) -> None:
        self._is(kind_of(value(attributes), self.styles))

    def _numbered(self, _attributes: Attributes, _at: int) -> None:
        if self.open and self.open[-1].kind is None:
            self._is(BlockKind.LIST_ITEM)

    def _outlined(self, attributes: Attributes, _at: int) -> None:
        level = value(attributes)
        if level.isdecimal() and int(level) < BODY_LEVEL:
            self._is(BlockKind.HEADING)

    def _is(self, kind: BlockKind | None) -> None:
        if self.open and not self.kind and kind and not self.state["change"]:
            self.open[-1].kind = kind

    def _field(self, attributes: Attributes, _at: int) -> None:
        turn = {"begin": 1, "end": -1}.get(value(attributes, "fldCharType"), 0)
        self.fields = max(0, self.fields + turn)
        self.group += 1

    def _lock(self, attributes: Attributes, at: int) -> None:
        if "content" in value(attributes).lower():
            self._bind(attributes, at)

    def _bind(self, _attributes: Attributes, _at: int) -> None:
        if self.controls and not self.controls[-1]:
            self.controls[-1] = True
            self.state["fixed"] += 1

    def _end_control(self) -> None:
        self.state["fixed"] -= self.controls.pop()
