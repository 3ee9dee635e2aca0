"""Styles of a Word document: what a paragraph is by the name of its style."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from canary.files.xml import Attributes, Events, Opens, ignore, walk
from canary.model import BlockKind

NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",  # "strict"
)
_HEADING = re.compile(
    r"\b(?:heading|(?:sub)?title|toc|caption|header|footer|index|table of|signature|date|"
    r"salutation|closing|envelope)\b"
)
_CODE = re.compile(r"\b(?:code|preformatted|macro|listing|verbatim)\b")
_QUOTE = re.compile(r"\bquot(?:e|ation)|\bblock text\b")

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Style:
    """A style: its name in lower case, the id of the one it is based on, whether it has a level."""

    name: str
    base: str
    outline: bool


Styles = Mapping[str, Style]


def named(handlers: Mapping[str, _T]) -> dict[str, _T]:
    """Return handlers by the full names of elements, in both of Word's namespaces."""
    return {f"{space} {name}": handle for space in NAMESPACES for name, handle in handlers.items()}


def value(attributes: Attributes, name: str = "val") -> str:
    """Return an attribute of Word's, "" where it is not given."""
    return next((attributes[k] for s in NAMESPACES if (k := f"{s} {name}") in attributes), "")


def kind_of(style: str, styles: Styles) -> BlockKind | None:
    """Return what a style makes of its words, None if they are to tell."""
    seen: set[str] = set()
    while style in styles and style not in seen:
        seen.add(style)
        found = styles[style]
        if _CODE.search(found.name):
            return BlockKind.CODE
        if _QUOTE.search(found.name):
            return BlockKind.QUOTATION
        if found.outline or _HEADING.search(found.name):
            return BlockKind.HEADING
        if found.name.startswith("list"):
            return BlockKind.LIST_ITEM
        style = found.base
    return None


def read_styles(raw: bytes, *, what: str) -> Styles:
    """Return the styles of a document by their ids.

    Raises:
        InputError: The part is damaged or hostile.
    """
    found: dict[str, Style] = {}
    current: dict[str, str] = {}

    def opens(attributes: Attributes, _at: int) -> None:
        current.clear()
        current["id"] = value(attributes, "styleId")

    def keeps(key: str) -> Opens:
        return lambda attributes, _at: current.update({key: value(attributes)})

    def closes() -> None:
        name = current.get("name", "").lower()
        level = current.get("outline", "")
        outline = level.isdecimal() and int(level) < BODY_LEVEL
        found[current["id"]] = Style(name, current.get("base", ""), outline)

    handlers = {
        "style": opens,
        "name": keeps("name"),
        "basedOn": keeps("base"),
        "outlineLvl": keeps("outline"),
    }
    events = Events(named(handlers).get, named({"style": closes}).get, ignore)
    walk(raw, events, what=what)
    return found


BODY_LEVEL = 9
"""The outline level of what is no heading."""
