"""The words of a picture or of a scanned page, by whichever engine is installed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any, Protocol

from canary.errors import InputError
from canary.files import rapid
from canary.files.pictures import PIXELS, require_size
from canary.files.seen import Seen, text_of
from canary.model import LeakText

PAGES = 200
PAGE_PIXELS = 2 * PIXELS
_DPI = 300
_POINT = 72
_IMAGES = (3,)  # FPDF_PAGEOBJ_IMAGE


class Engine(Protocol):
    """A program that reads pictures.

    Attributes:
        name: Its name, and its version after a space.
    """

    name: str

    def read(self, raw: bytes, *, what: str) -> list[Seen]:
        """Return what the file of a picture shows."""


def tesseract_path() -> str:
    """Return where tesseract is, "" if nowhere."""
    return shutil.which("tesseract") or ""


def can_see(tesseract: str) -> bool:
    """Whether an engine is installed: the extra, or tesseract at a path."""
    return rapid.is_installed() or bool(tesseract)


def require_sight(what: str, tesseract: str) -> None:
    """Refuse a picture where no engine is installed.

    Raises:
        InputError: None is.
    """
    if not can_see(tesseract):
        raise InputError(
            f"{what!r} shows its words as a picture, and no program that reads those is installed",
            hint="pip install 'canary-copies[ocr]', or install tesseract, or type its words into "
            "a text file",
        )


def require_engine(what: str, tesseract: str) -> Engine:
    """Return an engine: the extra, or tesseract where that is missing.

    Args:
        what: The picture's name, for messages.
        tesseract: Where that program is; "" if nowhere.

    Raises:
        InputError: None is installed.
    """
    require_sight(what, tesseract)
    if rapid.is_installed():
        return rapid.Rapid()
    from canary.files.tesseract import Tesseract  # noqa: PLC0415 - starts programs

    return Tesseract(tesseract)


def picture_text(raw: bytes, *, what: str, tesseract: str = "") -> LeakText:
    """Return the words of a picture.

    Args:
        raw: The file's bytes.
        what: Its name, for messages.
        tesseract: Where that program is.

    Raises:
        InputError: Too large, damaged, or nothing is installed that reads it.
    """
    require_size(raw, what=what)
    engine = require_engine(what, tesseract)
    return text_of([engine.read(raw, what=what)], engine.name)


def scan_text(raw: bytes, *, what: str, tesseract: str = "") -> LeakText:
    """Return the words of a PDF whose pages are pictures.

    Args:
        raw: The file's bytes.
        what: Its name, for messages.
        tesseract: Where that program is.

    Raises:
        InputError: Encrypted, damaged, of too many pages, or nothing is installed that reads it.
    """
    from canary.files.pdf import open_pdf  # noqa: PLC0415 - heavy

    document = open_pdf(raw, what=what)
    if len(document) > PAGES:
        raise InputError(f"{what!r} has {len(document)} scanned pages, at most {PAGES} are read")
    engine = require_engine(what, tesseract)
    pages = (engine.read(page, what=what) for page in _pages(document, what))
    return text_of(pages, engine.name)


def _pages(document: Any, what: str) -> Iterator[bytes]:  # noqa: ANN401 - pdfium has no types
    """Yield each page as a grey picture, the file of a PGM (netpbm, format P5)."""
    for number, page in enumerate(document, start=1):
        sizes = [image.get_px_size() for image in page.get_objects(filter=_IMAGES)]
        if sum(across * down for across, down in sizes) > PAGE_PIXELS:
            raise InputError(
                f"page {number} of {what!r} has pictures of more than {PAGE_PIXELS:,} pixels",
                hint="save it at 300 pixels an inch",
            )
        width, height = page.get_size()
        scale = min(_DPI / _POINT, (PIXELS / max(1.0, width * height)) ** 0.5)
        shown = page.render(scale=scale, grayscale=True)
        raw, stride = bytes(shown.buffer), shown.stride
        rows = (raw[n * stride : n * stride + shown.width] for n in range(shown.height))
        yield b"P5 %d %d 255\n" % (shown.width, shown.height) + b"".join(rows)
