"""canary.files.ocr and pictures: what is refused, and how what was seen is read."""

import io
import struct
from importlib.util import find_spec
from types import SimpleNamespace

import pytest

from canary.errors import InputError
from canary.files import ocr
from canary.files.leaks import leak_text, read_leak
from canary.files.ocr import Seen, in_order, require_ocr
from canary.files.pictures import require_size

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">2L", 800, 600)
FRAME = b"\xff\xc0\x00\x11\x08" + struct.pack(">2H", 600, 800) + b"....."
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab" + FRAME
LOSSY = b"RIFF....WEBPVP8 ......\x9d\x01\x2a.." + struct.pack("<2H", 800, 600)
LOSSLESS = b"RIFF....WEBPVP8L....\x2f" + struct.pack("<L", 799 | 599 << 14) + b"....."
EXTENDED = b"RIFF....WEBPVP8X" + b"." * 8 + struct.pack("<L", 799)[:3] + struct.pack("<L", 599)[:3]


@pytest.mark.parametrize("raw", [PNG, JPEG, LOSSY[:26] + LOSSY[-4:], LOSSLESS, EXTENDED])
def test_the_size_of_a_picture_is_known_before_it_is_decoded(raw, monkeypatch):
    require_size(raw, what="a.png")
    monkeypatch.setattr("canary.files.pictures.PIXELS", 799 * 600)
    with pytest.raises(InputError, match="800 × 600 pixels"):
        require_size(raw, what="a.png")


@pytest.mark.parametrize("raw", [b"", b"GIF89a" * 9, JPEG[:9], b"\xff\xd8abcdefghijkl", PNG[:20]])
def test_other_files_are_no_pictures(raw):
    with pytest.raises(InputError, match="no png, jpeg or webp picture"):
        leak_text(raw, what="a.png", ocr=True)


def test_without_the_extra_a_picture_is_refused_with_a_hint(monkeypatch):
    monkeypatch.setattr(ocr, "find_spec", lambda _: None)
    with pytest.raises(InputError, match="is a picture") as caught:
        leak_text(PNG, what="a.png", ocr=True)
    assert "canary-copies[ocr]" in caught.value.hint


def test_with_the_extra_it_is_not(monkeypatch):
    monkeypatch.setattr(ocr, "find_spec", lambda _: True)
    require_ocr("a.png")


class Picture:
    """A picture that knows only how far it was turned."""

    size = (800, 600)

    def __init__(self, turned=0):
        self.turned = turned

    def rotate(self, turn, *, expand):
        assert expand
        return Picture(turn)

    def convert(self, _):
        return self


class Box:
    """Four corners, as numpy holds them."""

    def __init__(self, left, top, right, bottom):
        self.corners = {0: (left, right, right, left), 1: (top, top, bottom, bottom)}

    def __getitem__(self, place):
        values = self.corners[place[1]]
        return SimpleNamespace(min=lambda: min(values), max=lambda: max(values))


@pytest.mark.parametrize("upright", [0, 90, 180, 270])
def test_a_page_is_read_whichever_way_up_it_lies(monkeypatch, upright):
    monkeypatch.setattr(ocr, "_even", lambda picture: picture)

    def engine(picture, *, use_cls):
        assert not use_cls
        if picture.turned == upright:
            return SimpleNamespace(
                boxes=[Box(0, 0, 90, 10), Box(0, 20, 90, 30)],
                txts=["the first", "the second"],
                scores=[0.99, 0.98],
            )
        if picture.turned == 0:
            return SimpleNamespace(boxes=[Box(0, 0, 10, 90)], txts=["eht"], scores=[0.9])
        return SimpleNamespace(boxes=None)

    assert ocr._read(Picture(), engine) == "the first\nthe second"


def test_columns_of_a_scan_are_read_one_after_the_other():
    sides = ((0, "left"), (500, "right"))
    rows = [(left, 30 * n, f"{side} {n}") for n in range(6) for left, side in sides]
    lines = [Seen(left, left + 400, top, top + 20, words, 1) for left, top, words in rows]
    assert in_order(lines) == [f"left {n}" for n in range(6)] + [f"right {n}" for n in range(6)]
    assert in_order([]) == []


@pytest.mark.skipif(find_spec("rapidocr") is None, reason="the extra is not installed")
def test_a_picture_of_words_is_read():
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415

    picture = Image.new("L", (1700, 400), 230)
    font = ImageFont.load_default(size=40)
    words = "The members said that the north basin was closed."
    ImageDraw.Draw(picture).text((60, 150), words, 20, font)
    for turn, kind in ((0, "png"), (180, "jpeg"), (90, "webp")):
        out = io.BytesIO()
        picture.rotate(turn, expand=True).save(out, kind)
        assert "north basin was closed" in read_leak(out.getvalue(), what=f"a.{kind}")
    with pytest.raises(InputError, match="not a well-formed picture"):
        leak_text(PNG, what="a.png", ocr=True)
