"""Blocks of a web page: what its tags make a paragraph, a heading, a list, a table.

Scripts, styles, forms, preformatted text and code are left alone; so are links, headers, footers
and menus. Runs of white space read as the one space that a page shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from canary.errors import InputError
from canary.files.decoding import Encoding, decode
from canary.files.markup import RAW, Tag, tags, units
from canary.files.opened import Opened
from canary.files.pieces import Escape, Paragraph, Piece, Runs, Style, compose
from canary.files.splicing import Rendition
from canary.files.ways import MarkedWay, Whole
from canary.model import BlockKind, Text

_SKIPPED = RAW | set("svg math select object noscript".split())
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_KINDS = {
    **dict.fromkeys("h1 h2 h3 h4 h5 h6 caption th legend figcaption".split()
                    + "header footer nav aside address summary dt".split(), BlockKind.HEADING),
    **dict.fromkeys(["pre", "listing"], BlockKind.CODE),
    "blockquote": BlockKind.QUOTATION,
    "li": BlockKind.LIST_ITEM,
    "dd": BlockKind.LIST_ITEM,
}  # fmt: skip
_BLOCKS = frozenset(
    "p div section article main figure fieldset details center body html table thead tbody tfoot "
    "tr td ul ol menu dl hr option search hgroup".split()
) | frozenset(_KINDS)
_FIXED = frozenset(
    "a button code kbd samp var tt q cite del ins s strike sup sub ruby label time".split()
)
_SEALED = (BlockKind.HEADING, BlockKind.CODE, BlockKind.QUOTATION)  # whatever stands inside
_CELLS = {"td", "th"}
_CLOSES: dict[str, tuple[set[str], ...]] = {  # what needs no closing tag before these
    "li": ({"li"},),
    "dd": ({"dd", "dt"},),
    "dt": ({"dd", "dt"},),
    "td": (_CELLS,),
    "th": (_CELLS,),
    "tr": (_CELLS, {"tr"}),
}
_DEPTH = 256
_TAGS = 200_000
_PAGE = 8 * 2**20
_WORDS = 4 * 2**20


@dataclass(frozen=True, slots=True)
class _Open:
    """An open element: what it makes of the words inside it."""

    name: str
    kind: BlockKind | None
    fixed: bool
    hidden: bool
    style: Style
    cell: bool


_ROOT = _Open("", None, False, False, (), False)


@dataclass
class _Page:
    """The state of one pass over the tags."""

    content: str
    place: Callable[[int], int]
    part: str
    free: bool
    what: str
    stack: list[_Open] = field(default_factory=lambda: [_ROOT])
    paragraph: Paragraph = field(init=False)
    group: int = 0

    def __post_init__(self) -> None:
        self.paragraph = self._fresh()

    def paragraphs(self) -> Iterator[Paragraph]:
        """Yield the paragraphs of the page."""
        shown = 0
        for number, tag in enumerate(tags(self.content)):
            shown += 0 if tag.name else tag.end - tag.start
            if number > _TAGS or shown > _WORDS:
                raise InputError(f"{self.what!r} has more tags or words than a page may")
            if not tag.name:
                self._text(tag)
            elif tag.name in _BLOCKS:
                yield self._flush()
                self._nest(tag)
                self.paragraph = self._fresh()
            else:
                self._inline(tag)
        yield self._flush()

    def _fresh(self) -> Paragraph:
        top = self.stack[-1]
        return Paragraph(self.part, top.kind, top.cell)

    def _flush(self) -> Paragraph:
        done, self.paragraph = self.paragraph, self._fresh()
        self.group += 1
        return done

    def _inline(self, tag: Tag) -> None:
        if tag.name == "br":
            self.paragraph.pieces.append(Piece("\n"))
        elif tag.name in _VOID:
            self.group += 1
        else:
            self._nest(tag)

    def _nest(self, tag: Tag) -> None:
        """Open or close an element; one that was never opened closes nothing."""
        if tag.name in _VOID:
            return
        if tag.closes:
            self._close(tag.name)
            return
        if tag.name in _BLOCKS:
            self._close_siblings(tag.name)
        if len(self.stack) < _DEPTH:
            self.stack.append(_opened(tag, self.stack[-1]))

    def _close_siblings(self, name: str) -> None:
        """Close what may go without a closing tag before `name`: a paragraph, an item, a cell."""
        for family in ({"p"}, *_CLOSES.get(name, ())):
            block = next((each.name for each in self.stack[::-1] if each.name in _BLOCKS), "")
            if block in family:
                self._close(block)

    def _close(self, name: str) -> None:
        for n in range(len(self.stack) - 1, 0, -1):
            if self.stack[n].name == name:
                del self.stack[n:]
                return
            if self.stack[n].name in _BLOCKS and name not in _BLOCKS:
                return

    def _text(self, tag: Tag) -> None:
        """Add the words of a stretch of text."""
        top = self.stack[-1]
        if top.hidden:
            return
        pieces = self.paragraph.pieces
        shown = list(units(self.content, tag.start, tag.end))
        if shown[0][0] == " " and (not pieces or pieces[-1].text[-1] in " \n"):
            del shown[0]
        if shown:
            places = [self.place(start) for _, start, _ in shown]
            places.append(self.place(shown[-1][2]))
            words = "".join(mark for mark, _, _ in shown)
            pieces.append(Piece(words, places, top.style, self.group, self.free and not top.fixed))


def _opened(tag: Tag, outer: _Open) -> _Open:
    """Return what an element makes of its words, inside another."""
    name = tag.name
    hidden = tag.attribute("hidden") is not None or "display:none" in (
        (tag.attribute("style") or "").replace(" ", "").lower()
    )
    return _Open(
        name,
        outer.kind if outer.kind in _SEALED else _KINDS.get(name, outer.kind),
        outer.fixed or name in _FIXED,
        outer.hidden or hidden or name in _SKIPPED,
        outer.style if name in _BLOCKS else (*outer.style, (name, tag.attributes)),
        outer.cell or name == "td",
    )


def read_webpage(raw: bytes, *, what: str) -> Opened:
    """Return a web page's text and the way back into it.

    Args:
        raw: The file's bytes.
        what: Its name, for messages.

    Raises:
        InputError: Empty, binary, undecodable, or without words.
    """
    text, runs = page_text(*decode(raw, what=what, controls=True), what=what)
    way = MarkedWay(Whole.of(raw), (Rendition(text.content, runs),))
    return Opened(text, way, collapses=True).require_words(what)


def page_text(
    content: str, encoding: Encoding, *, what: str, part: str = "", free: bool = True
) -> tuple[Text, Runs]:
    """Return the words of a page, and where they stand in its encoded bytes.

    Args:
        content: The page.
        encoding: How it is encoded.
        what: Its name, for messages.
        part: Name of the part of a file that it is.
        free: Whether any of it may be replaced.

    Raises:
        InputError: It is too large.
    """
    if len(content) > _PAGE:
        raise InputError(f"{what!r} is larger than {_PAGE >> 20} MiB, the most of a page")
    if content.count("<") > _TAGS:  # before a walk that would take seconds to find out
        raise InputError(f"{what!r} has more tags or words than a page may")
    page = _Page(content, _places(content, encoding), part, free, what)
    return compose(page.paragraphs(), _escape(encoding))


def _escape(encoding: Encoding) -> Escape:
    def escape(words: str) -> bytes:
        marked = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return marked.replace("\u00a0", "&nbsp;").encode(encoding.codec, "xmlcharrefreplace")

    return escape


def _places(content: str, encoding: Encoding) -> Callable[[int], int]:
    """Return where each code point of a page stands in its bytes."""
    start = len(encoding.mark)
    if len(content.encode(encoding.codec)) == len(content):
        return start.__add__
    sizes = (len(mark.encode(encoding.codec)) for mark in content)
    return list(accumulate(sizes, initial=start)).__getitem__
