"""canary.files.ocr, its engines, and pictures: what is refused, and how what was seen is read."""

import io
import shutil
import struct
import zlib
from importlib.util import find_spec
from types import SimpleNamespace

import pytest

from canary.errors import InputError
from canary.files import columns, confidence, leaks, rapid
from canary.files.columns import Line
from canary.files.confidence import chance_of_error
from canary.files.leaks import read_leak, seen
from canary.files.ocr import require_engine
from canary.files.pictures import require_size
from canary.files.rapid import Rapid, word_scores
from canary.files.seen import Seen, in_order, text_of
from canary.files.tesseract import Tesseract
from canary.model import Doubt, Span
from tests.files.pdfs import pdf, scan

TESSERACT = shutil.which("tesseract")

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
        seen(raw, what="a.png")


@pytest.mark.parametrize(("raw", "what"), [(PNG, "a.png"), (pdf([(72, 700, "")]), "a.pdf")])
def test_where_no_engine_is_installed_a_picture_is_refused_with_a_hint(monkeypatch, raw, what):
    monkeypatch.setattr(rapid, "find_spec", lambda _: None)
    with pytest.raises(InputError, match="as a picture") as caught:
        seen(raw, what=what)
    assert "canary-copies[ocr]" in caught.value.hint
    assert "tesseract" in caught.value.hint
    monkeypatch.setattr(leaks, "tesseract_path", lambda: "")
    with pytest.raises(InputError, match="as a picture"):
        read_leak(raw, what=what)


def test_the_extra_is_preferred_and_tesseract_used_where_it_is_missing(monkeypatch):
    monkeypatch.setattr(rapid, "Rapid", lambda: "rapid")
    monkeypatch.setattr("canary.files.tesseract.Tesseract", lambda path: path)
    monkeypatch.setattr(rapid, "find_spec", lambda _: True)
    assert require_engine("a.png", "/bin/tesseract") == require_engine("a.png", "") == "rapid"
    monkeypatch.setattr(rapid, "find_spec", lambda _: None)
    assert require_engine("a.png", "/bin/tesseract") == "/bin/tesseract"


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
def test_a_page_is_read_whichever_way_up_it_lies(upright):
    def engine(picture, *, use_cls):
        assert not use_cls
        if picture.turned == upright:
            return SimpleNamespace(
                boxes=[Box(0, 0, 90, 10), Box(0, 20, 90, 30)],
                txts=["the first", "the second"],
                scores=[0.99, 0.98],
                word_results=[[0.99] * 9, [0.98] * 10],
            )
        if picture.turned == 0:
            return SimpleNamespace(
                boxes=[Box(0, 0, 10, 90)], txts=["eht"], scores=[0.9], word_results=[[0.9] * 3]
            )
        return SimpleNamespace(boxes=None)

    reader = Rapid.__new__(Rapid)
    reader.engine = engine
    assert [line.words for line in reader.look(Picture())] == ["the first", "the second"]


def test_a_word_is_as_certain_as_its_least_certain_letter():
    letters = [0.9, 0.8, 0.1, 0.7, 0.6, 0.95]
    assert list(word_scores("no ton", letters, 0.5)) == [0.8, 0.6]
    assert list(word_scores("no ton", letters[1:], 0.5)) == [0.5, 0.5]
    assert list(word_scores("to  to", letters, 0.5)) == [0.8, 0.6]


def test_doubtful_words_are_marked_where_they_stand(monkeypatch):
    table = ((0.0, 0.3), (0.5, 0.1), (0.9, 0.0))
    monkeypatch.setattr(confidence, "_MEASURED", {"reader": table})
    page = [
        Seen(0, 90, 0, 10, "We  met at", (0.95, 0.2, 0.9)),
        Seen(0, 90, 20, 30, "noon then.", (0.7, 1.0)),
    ]
    said = text_of([page, page], "reader 2.0")
    assert said.content == "We met at\nnoon then.\nWe met at\nnoon then."
    assert said.engine == "reader 2.0"
    assert said.doubts == tuple(
        Doubt(Span(start, start + size), error)
        for start, size, error in ((3, 3, 0.3), (10, 4, 0.1), (24, 3, 0.3), (31, 4, 0.1))
    )


@pytest.mark.parametrize("engine", ["rapidocr 3.10.0", "tesseract 5.3.0"])
def test_the_less_certain_a_word_is_the_likelier_it_is_misread(engine):
    errors = [chance_of_error(engine, score / 100) for score in range(-5, 106)]
    assert errors == sorted(errors, reverse=True)
    assert 0 < errors[0] < 1
    assert errors[-1] == 0


def test_a_word_in_two_pieces_is_as_certain_as_its_worse_piece():
    pieces = (Line(0, 50, 9, "one tw", (0.9, 0.8)), Line(50, 99, 9, "o three", (0.3, 0.7)))
    joined = columns._joined([*pieces, Line(103, 150, 9, "four", (0.6,))])
    assert joined == [Line(0, 150, 9, "one two three four", (0.9, 0.3, 0.7, 0.6))]


def test_columns_of_a_scan_are_read_one_after_the_other():
    sides = ((0, "left"), (500, "right"))
    rows = [(left, 30 * n, f"{side} {n}") for n in range(6) for left, side in sides]
    lines = [Seen(left, left + 400, top, top + 20, words, (1, 0.5)) for left, top, words in rows]
    ordered = in_order(lines)
    assert [line.words for line in ordered] == [
        f"{side} {n}" for side in ("left", "right") for n in range(6)
    ]
    assert {line.scores for line in ordered} == {(1, 0.5)}
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
        said = read_leak(out.getvalue(), what=f"a.{kind}")
        assert "north basin was closed" in said.content
        assert said.engine.startswith("rapidocr 3.")
    with pytest.raises(InputError, match="not a well-formed picture"):
        seen(PNG, what="a.png")


WORDS = """The members of the harbour board met at noon in the old
customs house. They said that the north basin was closed
to ferries until spring, and that the cranes had failed.""".splitlines()


def picture_of(lines):
    """A PNG of lines of type, 200 dots an inch, drawn by pdfium."""
    import pypdfium2  # noqa: PLC0415

    page = pypdfium2.PdfDocument(pdf([(72, 700 - 15 * n, line) for n, line in enumerate(lines)]))[0]
    shown = page.render(scale=200 / 72, grayscale=True)
    raw, width, height = bytes(shown.buffer), shown.width, shown.height
    rows = b"".join(b"\0" + raw[n * shown.stride :][:width] for n in range(height))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))
        for kind, body in (
            (b"IHDR", struct.pack(">2L5B", width, height, 8, 0, 0, 0, 0)),
            (b"IDAT", zlib.compress(rows)),
            (b"IEND", b""),
        )
    )


@pytest.mark.skipif(TESSERACT is None, reason="tesseract is not installed")
def test_tesseract_reads_a_picture_in_a_process_with_limits(monkeypatch):
    monkeypatch.setattr("canary.files.apart._BOOT", WITHOUT_EXTRA)
    said = read_leak(picture_of(WORDS), what="a.png")
    assert said.content.split() == " ".join(WORDS).split()
    assert said.engine.startswith("tesseract ")


WITHOUT_EXTRA = (
    "from canary.files import apart, rapid; rapid.find_spec = lambda _: None; apart.serve()"
)
ROWS = (
    "level page_num block_num par_num line_num word_num left top width height conf text",
    "4 1 1 1 1 0 10 10 200 20 -1 ",
    "5 1 1 1 1 1 10 12 50 18 96.0 We",
    "5 1 1 1 1 2 70 10 140 20 41.5 met",
    "5 1 1 1 2 1 10 40 50 20 0 ",
    "5 1 1 1 2 2 70 40 50 20 88 noon",
)
TABLE = "\n".join(row.replace(" ", "\t") for row in ROWS)


def test_the_table_of_tesseract_is_read_line_by_line(tmp_path):
    program = tmp_path / "tesseract"
    program.write_text(
        f"#!/bin/sh\n[ $1 = --version ] && echo tesseract 9.1 && exit\necho '{TABLE}'"
    )
    program.chmod(0o700)
    engine = Tesseract(str(program))
    assert engine.name == "tesseract 9.1"
    assert engine.read(b"", what="a.png") == [
        Seen(10, 210, 10, 30, "We met", (0.96, 0.415)),
        Seen(70, 120, 40, 60, "noon", (0.88,)),
    ]


def test_a_page_of_which_tesseract_loses_blocks_is_read_as_one_block(tmp_path):
    program = tmp_path / "tesseract"
    lost = "\n".join(TABLE.splitlines()[:3])
    case = f"""case "$*" in --version) echo;; *"psm 1"*) echo '{lost}';; *) echo '{TABLE}';; esac"""
    program.write_text(f"#!/bin/sh\n{case}")
    program.chmod(0o700)
    lines = Tesseract(str(program)).read(b"", what="a.png")
    assert [line.words for line in lines] == ["We met", "noon"]


def test_a_scan_of_pictures_too_large_is_refused_before_they_are_unpacked(monkeypatch):
    monkeypatch.setattr(rapid, "is_installed", lambda: True)
    monkeypatch.setattr(rapid, "Rapid", lambda: SimpleNamespace(name="rapidocr 3"))
    with pytest.raises(InputError, match=r"page 1 of 'a\.pdf' has pictures of more than"):
        seen(scan(10_001, 10_000), what="a.pdf")


def test_what_tesseract_can_not_read_is_refused_with_a_hint(tmp_path):
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\n[ $1 = --version ]")
    program.chmod(0o700)
    with pytest.raises(InputError, match=r"'a.png' is damaged, or") as caught:
        Tesseract(str(program)).read(b"", what="a.png")
    assert "save it as png" in caught.value.hint


def test_pages_of_a_scan_are_seen_in_grey_at_300_dots_an_inch(monkeypatch):
    monkeypatch.setattr(rapid, "is_installed", lambda: True)
    pages = []

    class Engine:
        name = "rapidocr 3"

        def read(self, raw, *, what):
            pages.append(raw)
            return [Seen(0, 90, 0, 10, f"page {len(pages)}", (1, 1))]

    monkeypatch.setattr(rapid, "Rapid", Engine)
    said = seen(pdf([(72, 700, "x")], [(72, 700, "y")]), what="a.pdf")
    assert said.content == "page 1\npage 2"
    head, rest = pages[0].split(b"\n", 1)
    kind, width, height, white = head.split()
    assert (kind, width, white) == (b"P5", b"2550", b"255")
    assert len(rest) == 2550 * int(height)
    assert rest[0] == 255
