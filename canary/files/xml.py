"""XML in one pass, with the place of every code point; nothing is expanded, nothing is fetched.

Documents with a DTD, in another encoding than UTF-8, too deep or too large are refused.
Source: XML 1.0 (fifth edition), 2.10 and 2.11; expat's byte offsets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from xml.parsers import expat

from canary.errors import InputError

DEPTH = 256
ELEMENTS = 400_000
BYTES = 24 * 2**20
CHARACTERS = 4_000_000
SPACE = "http://www.w3.org/XML/1998/namespace space"
_LONG_TAG = re.compile(rb"<[^<>]{1048576}")  # expat takes long over very many attributes
_AMPERSAND, _RETURN = b"&\r"
_UTF8 = {"utf-8", "utf8", "us-ascii", "ascii"}

Attributes = Mapping[str, str]


Opens = Callable[[Attributes, int], None]
Closes = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Events:
    """What a pass over an XML file calls; an element is named "namespace local".

    Attributes:
        opens: Returns what to call for an element of some name with its attributes and the offset
            of its tag, None for nothing.
        closes: Returns what to call after the content of such an element.
        text: Takes code points and their places, one place more than code points; no places where
            a CDATA section holds them.
    """

    opens: Callable[[str], Opens | None]
    closes: Callable[[str], Closes | None]
    text: Callable[[str, Sequence[int]], None]


def ignore(*_: object) -> None:
    """Do nothing about an element or its text."""


@dataclass
class _Pass:
    raw: bytes
    what: str
    events: Events
    parser: expat.XMLParserType = field(init=False)
    depth: int = 0
    count: int = 0
    characters: int = 0
    literal: bool = False

    def __post_init__(self) -> None:
        parser = self.parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        parser.buffer_text = False
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        parser.XmlDeclHandler = self._declaration
        parser.StartCdataSectionHandler = lambda: setattr(self, "literal", True)
        parser.EndCdataSectionHandler = lambda: setattr(self, "literal", False)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.count += 1
        if self.depth > DEPTH or self.count > ELEMENTS:
            raise InputError(f"{self.what} is nested too deep or has too many elements")
        if handle := self.events.opens(name):
            handle(attributes, self.parser.CurrentByteIndex)

    def _end(self, name: str) -> None:
        self.depth -= 1
        if handle := self.events.closes(name):
            handle()

    def _text(self, data: str) -> None:
        self.characters += len(data)
        if self.characters > CHARACTERS:
            raise InputError(f"{self.what} says more than {CHARACTERS:,} characters")
        self.events.text(data, () if self.literal else self._places(data))

    def _places(self, data: str) -> Sequence[int]:
        """Return where the code points of a chunk stand: an entity or line end is a chunk."""
        at = self.parser.CurrentByteIndex
        first = self.raw[at]
        if first == _AMPERSAND:
            return at, self.raw.index(b";", at) + 1
        if first == _RETURN:
            return at, at + (2 if self.raw.startswith(b"\r\n", at) else 1)
        if data.isascii():
            return range(at, at + len(data) + 1)
        return tuple(accumulate((len(mark.encode()) for mark in data), initial=at))

    def _doctype(self, *_: object) -> None:
        raise InputError(f"{self.what} declares a document type, which is not read")

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in _UTF8:
            raise InputError(f"{self.what} is in {encoding!r}, want utf-8")


def walk(raw: bytes, events: Events, *, what: str) -> None:
    """Make one pass over an XML file.

    Args:
        raw: The file's bytes.
        events: What to call.
        what: What it is, for messages.

    Raises:
        InputError: Not well-formed, or refused as hostile.
    """
    if len(raw) > BYTES:
        raise InputError(f"{what} is larger than {BYTES >> 20} MiB unpacked")
    if raw.count(b"</") + raw.count(b"/>") > ELEMENTS:  # before a pass that takes seconds
        raise InputError(f"{what} is nested too deep or has too many elements")
    if _LONG_TAG.search(raw):
        raise InputError(f"{what} has a tag of more than 1 MiB")
    walker = _Pass(raw, what, events)
    try:
        walker.parser.Parse(raw, True)
    except expat.ExpatError as err:
        raise InputError(f"{what} is damaged: {expat.ErrorString(err.code)}") from None
