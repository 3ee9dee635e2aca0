"""canary.files.documents: opening, splicing, refusing."""

import io
import sys
from pathlib import Path

import pytest

from canary.errors import InputError
from canary.files import documents
from canary.files.documents import count_words, open_document, parse, read_bytes, read_text
from canary.model import Span

PARAGRAPH = "We met on Monday.\r\n\r\nWe agreed to meet again, and soon."


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_only_the_replaced_span_changes(codec):
    raw = PARAGRAPH.encode(codec)
    document = parse(raw, name="memo.txt")
    span = Span(7, 9)
    assert document.render([]) == raw
    assert document.render([(span, "late on")]) == PARAGRAPH.replace("on", "late on", 1).encode(
        codec
    )


def test_replacements_may_come_in_any_order_but_not_overlap():
    document = parse(b"one two three", name="a.txt")
    assert document.splice([(Span(8, 13), "3"), (Span(0, 3), "1")]) == "1 two 3"
    with pytest.raises(ValueError, match="out of order"):
        document.splice([(Span(0, 5), "x"), (Span(4, 6), "y")])
    with pytest.raises(ValueError, match="out of order"):
        document.splice([(Span(8, 14), "x")])


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.txt", "txt"), ("A.TXT", "txt"), ("a", "txt"), ("a.md", "md"), ("a.markdown", "md")],
)
def test_the_ending_tells_the_format(tmp_path, name, form):
    path = tmp_path / name
    path.write_bytes(b"# A heading\n\nA sentence about it.\n")
    document = open_document(path)
    assert (document.name, document.format, document.words) == (name, form, 6)
    assert document.reread([]) == document.text
    assert document.renamed("b.txt").name == "b.txt"
    assert len(document.sha256) == 64


def test_an_unknown_format_is_refused_before_it_is_read(tmp_path):
    with pytest.raises(InputError, match=r"unknown format '.exe'"):
        open_document(tmp_path / "missing.exe")


@pytest.mark.parametrize("path", ["missing.txt", "", "nul\0byte"])
def test_what_cannot_be_read_is_an_input_error(tmp_path, path):
    with pytest.raises(InputError, match=r"can't be read|is a folder"):
        read_bytes(tmp_path / path)


def test_too_large_a_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "BYTE_LIMIT", 2**20)
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * (2**20 + 1))
    with pytest.raises(InputError, match="larger than 1 MiB"):
        read_text(path)


def test_a_dash_reads_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"A sentence from a pipe.")))
    document = open_document(Path("-"))
    assert (document.name, document.format) == ("document.txt", "txt")


def test_words_are_tokens_with_a_letter_or_digit():
    assert count_words("— 3 o'clock … now -- é ¶") == 4


def test_what_says_more_than_can_be_analysed_is_refused(monkeypatch):
    monkeypatch.setattr("canary.files.documents.MOST_TEXT", 20)
    assert parse(b"We met on Monday, we", name="a.txt").words == 5
    with pytest.raises(InputError, match="says more than 20 characters"):
        parse(b"We met on Monday, and", name="a.txt")
