"""The words of a PDF's text layer, as a person reads its pages: the one home of pdfium.

Running heads and feet, page numbers and notes in the margin are left out, so that a sentence goes
on over a page break; a hyphen that pdfium knows to part a word at a line end is taken back.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import pypdfium2

from canary.errors import InputError
from canary.files.columns import Line, in_columns

PAGES = 2000
CHARACTERS = 2**24
PIECES = 3000
_EDGE = 4  # lines at the top and the bottom of a page that may be running heads
_OFTEN = 0.4
_LEAST = 3
_PARTED = re.compile(r"(?:\ufffe|\x02)\s*")
_DIGITS = re.compile(r"\d+|\b[ivxlc]+\b")
_PASSWORD = "password"  # noqa: S105 - a word of pdfium's messages


def open_pdf(raw: bytes, *, what: str) -> pypdfium2.PdfDocument:
    """Open a PDF.

    Raises:
        InputError: Encrypted, damaged, or of too many pages.
    """
    try:
        document = pypdfium2.PdfDocument(raw)
        pages = len(document)
    except pypdfium2.PdfiumError as err:
        if _PASSWORD in str(err).lower():
            raise InputError(f"{what!r} is encrypted", hint="save it without a password") from None
        raise InputError(f"{what!r} is damaged: not a well-formed pdf") from None
    if not 0 < pages <= PAGES:
        raise InputError(f"{what!r} has {pages} pages, 1 to {PAGES} are read")
    return document


def pdf_pages(document: pypdfium2.PdfDocument, *, what: str) -> list[str]:
    """Return the text layer of each page, "" where there is none.

    Raises:
        InputError: A page is damaged, or there are too many words.
    """
    found: list[str] = []
    size = 0
    for number in range(len(document)):
        try:
            page = document[number]
            text = _text_of(page.get_textpage())
            page.close()
        except pypdfium2.PdfiumError:
            raise InputError(f"{what!r} is damaged: page {number + 1} can't be read") from None
        size += len(text)
        if size > CHARACTERS:
            raise InputError(f"{what!r} has more than {CHARACTERS:,} characters")
        found.append(_PARTED.sub("", text))
    return found


def _text_of(page: pypdfium2.PdfTextPage) -> str:
    """Return a page's text, column by column."""
    count = page.count_rects()
    if count <= PIECES:
        boxes = [page.get_rect(number) for number in range(count)]
        lines = [Line(x[0], x[2], x[1], page.get_text_bounded(*x)) for x in boxes]
        if ordered := in_columns(lines):
            return "\n".join(line.words.strip() for line in ordered)
    return str(page.get_text_range())


def in_reading_order(pages: Sequence[str]) -> str:
    r"""Return pages as one text, without their running heads.

    Example:
        >>> in_reading_order([f"Memo {n}\n{word} goes on,\n{n}" for n, word in enumerate("abc")])
        'a goes on,\nb goes on,\nc goes on,'
    """
    split = [[line.rstrip() for line in page.splitlines() if line.strip()] for page in pages]
    seen = Counter(shape for lines in split for shape in {_shape(line) for line in _edges(lines)})
    needed = max(_LEAST, _OFTEN * len(pages))
    running = {shape for shape, count in seen.items() if count >= needed}
    return "\n".join(line for lines in split for line in _without(lines, running))


def _without(lines: Sequence[str], running: set[str]) -> Iterator[str]:
    last = len(lines) - _EDGE
    for number, line in enumerate(lines):
        if not ((number < _EDGE or number >= last) and _shape(line) in running):
            yield line


def _edges(lines: Sequence[str]) -> Sequence[str]:
    return (*lines[:_EDGE], *lines[max(_EDGE, len(lines) - _EDGE) :])


def _shape(line: str) -> str:
    """Return a line without what changes from page to page."""
    return _DIGITS.sub("#", line.strip().lower())
