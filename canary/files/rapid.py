"""RapidOCR, which reads the letters of a picture: the one home of the extra `ocr`.

It brings its models with it and needs no network. Its defaults drop whole lines of dense type;
these settings read 0.994 of the words of scans and photographs. The light is made even first, and
a page that reads badly is tried lying on its sides and on its head.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from canary.errors import InputError
from canary.files.pictures import PIXELS
from canary.files.seen import Seen, weight

_SETTINGS = {
    "Global.log_level": "error",
    "Global.use_cls": False,
    "Global.return_word_box": True,
    "Det.unclip_ratio": 1.3,
    "Det.box_thresh": 0.3,
}
_COARSE = 16  # pixels of the picture to one of its light
_SMALL = 1500  # pixels along the longer side
_CERTAIN = 0.7  # of its letters; a page upside down reads 0.4
_TURNS = (90, 180, 270)


def is_installed() -> bool:
    """Whether the extra is."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


class Rapid:
    """Reads pictures; its models are loaded once."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR  # noqa: PLC0415 - seconds to load

        class Engine(RapidOCR):  # type: ignore[misc] # the extra has no types
            """Reports how certain each character is.

            RapidOCR 3.10 pairs its words with the scores of single characters.
            """

            def calc_word_boxes(self, _images: Any, _boxes: Any, found: Any) -> Any:  # noqa: ANN401
                return tuple(info.confs for info in found.word_results)

        self.engine = Engine(params=_SETTINGS)
        self.name = f"rapidocr {version('rapidocr')}"

    def read(self, raw: bytes, *, what: str) -> list[Seen]:
        """Return what the file of a picture shows.

        Raises:
            InputError: It is damaged.
        """
        from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415 - of the extra

        Image.MAX_IMAGE_PIXELS = PIXELS
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                picture = ImageOps.exif_transpose(Image.open(io.BytesIO(raw))).convert("L")
        except (OSError, UnidentifiedImageError, ValueError, SyntaxError, Warning):
            raise InputError(f"{what!r} is damaged: not a well-formed picture") from None
        return self.look(even(picture))

    def look(self, picture: Any) -> list[Seen]:  # noqa: ANN401 - a picture of the extra
        """Return what an even picture says, whichever way up it lies."""
        best = self._lines(picture)
        if not is_upright(best):
            for turn in _TURNS:
                turned = self._lines(picture.rotate(turn, expand=True))
                best = max(best, turned, key=lambda lines: weight(lying(lines)))
        return best

    def _lines(self, picture: Any) -> list[Seen]:  # noqa: ANN401
        found = self.engine(picture.convert("RGB"), use_cls=False)
        if found.boxes is None:
            return []
        rows = zip(found.boxes, found.txts, found.scores, found.word_results, strict=True)
        return [
            Seen(
                *(box[:, 0].min(), box[:, 0].max(), box[:, 1].min(), box[:, 1].max()),
                words,
                tuple(word_scores(words, letters, score)),
            )
            for box, words, score, letters in rows
        ]


def lying(lines: Iterable[Seen]) -> list[Seen]:
    """Return the lines that lie, as all do where a page is the right way up or on its head."""
    return [line for line in lines if line.lies]


def is_upright(lines: Sequence[Seen]) -> bool:
    """Whether a page reads so well that it need not be tried another way up."""
    letters = sum(len(word) for line in lines for word in line.words.split())
    return letters > 0 and weight(lying(lines)) >= _CERTAIN * letters


def word_scores(words: str, letters: Sequence[float], score: float) -> Iterator[float]:
    """Yield how certain each word of a line is: as its least certain character.

    Args:
        words: The line.
        letters: How certain each of its characters is.
        score: How certain the line is; of all its words where the letters don't fit them.
    """
    at = 0
    for word in words.split():
        at = words.index(word, at)
        fit = len(letters) == len(words)
        yield min(letters[at : at + len(word)]) if fit else score
        at += len(word)


def even(picture: Any) -> Any:  # noqa: ANN401
    """Return a picture of type on white: shadows taken off, small type enlarged."""
    from PIL import Image, ImageChops, ImageFilter, ImageOps  # noqa: PLC0415

    width, height = picture.size
    small = picture.resize(
        (max(1, width // _COARSE), max(1, height // _COARSE)), Image.Resampling.BOX
    )
    light = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(4))
    shadow = ImageChops.subtract(light.resize(picture.size, Image.Resampling.BICUBIC), picture)
    flat = ImageOps.autocontrast(ImageOps.invert(shadow), cutoff=(0.1, 0))
    if max(flat.size) < _SMALL:
        flat = flat.resize((2 * width, 2 * height), Image.Resampling.BICUBIC)
    return flat
