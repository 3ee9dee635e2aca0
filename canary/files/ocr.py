"""The words of a picture or of a scanned page: the one home of the extra `ocr`.

RapidOCR brings its models with it and needs no network. Its defaults drop whole lines of dense
type; these settings read 0.994 of the words of scans and photographs. The light is made even
first, and a page that reads badly is tried lying on its sides and on its head.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from canary.errors import InputError
from canary.files.columns import Line, in_columns
from canary.files.pictures import PIXELS, require_size

PAGES = 200
_SETTINGS = {
    "Global.log_level": "error",
    "Global.use_cls": False,
    "Det.unclip_ratio": 1.3,
    "Det.box_thresh": 0.3,
}
_DPI = 300
_POINT = 72
_COARSE = 16  # pixels of the picture to one of its light
_SMALL = 1500  # pixels along the longer side
_CERTAIN = 0.85
_PAGE_POINTS = 600
_TURNS = (90, 180, 270)


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of type: its box in pixels, what it says, how certain that is in [0, 1]."""

    left: float
    right: float
    top: float
    bottom: float
    words: str
    score: float

    @property
    def lies(self) -> bool:
        """Whether it is wider than high, as a line is."""
        return self.right - self.left >= self.bottom - self.top


def require_ocr(what: str) -> None:
    """Refuse a picture where the extra is not installed.

    Raises:
        InputError: It is not.
    """
    if find_spec("rapidocr") is None or find_spec("onnxruntime") is None:
        raise InputError(
            f"{what!r} is a picture, and no program to read pictures is installed",
            hint="pip install 'canary-copies[ocr]', or type its words into a text file",
        )


def picture_text(raw: bytes, *, what: str) -> str:
    """Return the words of a picture.

    Raises:
        InputError: Too large, damaged, or the extra is not installed.
    """
    require_size(raw, what=what)
    require_ocr(what)
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415 - of the extra

    Image.MAX_IMAGE_PIXELS = PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            picture = ImageOps.exif_transpose(Image.open(io.BytesIO(raw))).convert("L")
    except (OSError, UnidentifiedImageError, ValueError, SyntaxError, Warning):
        raise InputError(f"{what!r} is damaged: not a well-formed picture") from None
    return _read(picture, _engine())


def scan_text(raw: bytes, *, what: str) -> str:
    """Return the words of a PDF whose pages are pictures.

    Raises:
        InputError: Encrypted, damaged, of too many pages, or the extra is not installed.
    """
    from canary.files.pdf import open_pdf  # noqa: PLC0415 - heavy

    document = open_pdf(raw, what=what)
    require_ocr(what)
    if len(document) > PAGES:
        raise InputError(f"{what!r} has {len(document)} scanned pages, at most {PAGES} are read")
    engine = _engine()
    return "\n".join(_read(picture, engine) for picture in _pages(document))


def _pages(document: Any) -> Iterator[Any]:  # noqa: ANN401 - pictures of the extra
    for page in document:
        width, height = page.get_size()
        scale = min(_DPI / _POINT, (PIXELS / max(1.0, width * height)) ** 0.5)
        yield page.render(scale=scale, grayscale=True).to_pil().convert("L")


def _engine() -> Any:  # noqa: ANN401 - the extra has no types
    from rapidocr import RapidOCR  # noqa: PLC0415 - seconds to load

    return RapidOCR(params=_SETTINGS)


def _read(picture: Any, engine: Any) -> str:  # noqa: ANN401
    """Return what a grey picture says, whichever way up it lies."""
    even = _even(picture)
    best = _seen(even, engine)
    if not _is_upright(best):
        for turn in _TURNS:
            turned = _seen(even.rotate(turn, expand=True), engine)
            best = max(best, turned, key=_weight)
    return "\n".join(in_order(best))


def _seen(picture: Any, engine: Any) -> list[Seen]:  # noqa: ANN401
    found = engine(picture.convert("RGB"), use_cls=False)
    if found.boxes is None:
        return []
    return [
        Seen(box[:, 0].min(), box[:, 0].max(), box[:, 1].min(), box[:, 1].max(), words, score)
        for box, words, score in zip(found.boxes, found.txts, found.scores, strict=True)
    ]


def _even(picture: Any) -> Any:  # noqa: ANN401
    """Return a picture of type on white: shadows taken off, small type enlarged."""
    from PIL import Image, ImageChops, ImageFilter, ImageOps  # noqa: PLC0415

    width, height = picture.size
    small = picture.resize(
        (max(1, width // _COARSE), max(1, height // _COARSE)), Image.Resampling.BOX
    )
    light = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(4))
    shadow = ImageChops.subtract(light.resize(picture.size, Image.Resampling.BICUBIC), picture)
    even = ImageOps.autocontrast(ImageOps.invert(shadow), cutoff=(0.1, 0))
    if max(even.size) < _SMALL:
        even = even.resize((2 * width, 2 * height), Image.Resampling.BICUBIC)
    return even


def _is_upright(lines: Sequence[Seen]) -> bool:
    weight = sum(len(line.words) for line in lines)
    return weight > 0 and _weight(lines) >= _CERTAIN * weight


def _weight(lines: Sequence[Seen]) -> float:
    """Return how many characters are read with certainty, on lines that lie."""
    return sum(len(line.words) * line.score for line in lines if line.lies)


def in_order(lines: Sequence[Seen]) -> list[str]:
    """Return the words of lines as they are read: down the page, column by column."""
    scale = _PAGE_POINTS / max(1.0, max((line.right for line in lines), default=1.0))
    placed = [
        Line(scale * line.left, scale * line.right, -scale * line.bottom, line.words)
        for line in lines
    ]
    return [line.words for line in in_columns(placed) or placed]
