"""canary.files.pdf and columns: pages read as a person reads them."""

import pytest

from canary.errors import InputError
from canary.files import pdf as reading
from canary.files.columns import Line, in_columns
from canary.files.leaks import said
from canary.files.pdf import in_reading_order, open_pdf, pdf_pages
from tests.files.pdfs import pdf

LEFT = [(72, 700 - 14 * n, f"the left line {n} is made of words") for n in range(6)]
RIGHT = [(320, 700 - 14 * n, f"the right line {n} is made of words") for n in range(6)]
IN_ORDER = [words for _, _, words in LEFT + RIGHT]


def read(raw):
    return said(raw, what="leak.pdf").content.splitlines()


@pytest.mark.parametrize(
    "lines",
    [
        LEFT + RIGHT,
        [line for pair in zip(LEFT, RIGHT, strict=True) for line in pair],
        [line for pair in zip(RIGHT, LEFT, strict=True) for line in pair],
    ],
)
def test_columns_are_read_one_after_the_other(lines):
    assert read(pdf(lines)) == IN_ORDER


def test_three_columns_are_read_one_after_the_other():
    columns = [[Line(x, x + 90, 700 - 12 * n, f"{x} {n}") for n in range(9)] for x in (0, 100, 200)]
    across = [line for row in zip(*columns, strict=True) for line in row]
    assert in_columns(across) == [line for column in columns for line in column]


def test_lines_of_full_width_are_no_columns():
    lines = [Line(0, 400, 700 - 12 * n, "words") for n in range(20)]
    assert in_columns(lines) is None
    assert in_columns(lines[:3]) is None
    far = [*lines, Line(10**6, 10**6 + 1, 0, "words")]
    assert in_columns(far) is None


def test_running_heads_and_feet_are_left_out_and_sentences_go_on():
    pages = [
        [(72, 760, f"Annual Report {n}"), (72, 700, f"page {'abcd'[n]} says that the words"),
         (72, 40, f"{n + 1} of 4")]
        for n in range(4)
    ]  # fmt: skip
    assert read(pdf(*pages)) == [f"page {letter} says that the words" for letter in "abcd"]
    assert read(pdf(*pages[:2]))[0] == "Annual Report 0"


def test_a_hyphen_at_a_line_end_parts_no_word():
    words = read(pdf([(72, 700, "they said that the gov-"), (72, 688, "ernment was closed")]))
    assert " ".join(words).replace("- ", "") == "they said that the government was closed"
    assert in_reading_order(["a\nb"]) == "a\nb"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"%PDF-1.4 nothing", "not a well-formed pdf"),
        (b"words", "not a well-formed pdf"),
        (pdf([(72, 700, "x")], trailer=b"/Encrypt << /Filter /Standard /V 1 /R 2 /O (%s) /U (%s) "
             b"/P -4 >> /ID [(aaaaaaaaaaaaaaaa) (aaaaaaaaaaaaaaaa)]" % (b"o" * 32, b"u" * 32)),
         "encrypted"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(raw, message):
    with pytest.raises(InputError, match=message):
        said(raw, what="leak.pdf")


def test_too_many_pages_or_words_are_refused(monkeypatch):
    raw = pdf(*[[(72, 700, "words")]] * 3)
    monkeypatch.setattr(reading, "CHARACTERS", 12)
    with pytest.raises(InputError, match="more than 12 characters"):
        pdf_pages(open_pdf(raw, what="a.pdf"), what="a.pdf")
    monkeypatch.setattr(reading, "PAGES", 2)
    with pytest.raises(InputError, match="has 3 pages"):
        open_pdf(raw, what="a.pdf")
