"""canary.files.recipients: the list of those who get a copy."""

import pytest

from canary.errors import InputError
from canary.files.recipients import parse_recipients, read_recipients, read_terms


def ids(content):
    return [recipient.id for recipient in parse_recipients(content, what="list.csv")]


def test_every_column_is_kept_as_it_was():
    (recipient,) = parse_recipients("name,id,code\nBond,a-1,0012\n", what="list.csv")
    assert recipient.id == "a-1"
    assert recipient.fields == (("name", "Bond"), ("code", "0012"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_told_by_the_header(delimiter):
    assert ids(
        f"id{delimiter}name\r\n1{delimiter}'x, y'\r\n" if delimiter != "," else "id,name\n1,x\n"
    ) == ["1"]


def test_a_lone_column_blank_lines_and_short_rows_are_fine():
    assert ids("id\n\na\n , \nb\n".replace(" , ", "")) == ["a", "b"]
    assert parse_recipients("id,name\na\n", what="x")[0].fields == (("name", ""),)


def test_quoted_cells_may_hold_delimiters_and_line_ends():
    (recipient,) = parse_recipients('id,note\n"a","one\ntwo, three"\n', what="x")
    assert recipient.fields == (("note", "one\ntwo, three"),)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("name\nBond\n", "no column 'id', got 'name'"),
        ("id\n", "names no recipient"),
        ("id,name,name\n1,a,b\n", "column 'name' more than once"),
        ("id,ID\n1,a\n", "column 'id' more than once"),
        ("id,name\n1,a,b\n", "line 2 has 3 columns, want 2"),
        ("id\na\nA\n", "same id twice: 'a' and 'A'"),
        ("id\nﬁ\nfi\n", "same id twice"),
        ("id\n a \na\n", "same id twice"),
        ("id,name\n ,Bond\n", "line 2 has an empty id"),
        ('id,name\n"a\tb",x\n', "control characters"),
        ("id\n" + "x" * 257 + "\n", "overlong"),
        ("id,n\n1," + "x" * 4097 + "\n", "over 4096"),
        ('id\n"a\n', "not readable as csv"),
    ],
)
def test_a_list_that_leaves_doubt_is_refused(content, complaint):
    with pytest.raises(InputError, match=complaint):
        parse_recipients(content, what="list.csv")


def test_lists_and_terms_are_read_in_any_encoding(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes("id;name\n1;Müller\n".encode("cp1252"))
    assert read_recipients(path)[0].fields == (("name", "Müller"),)
    path.write_bytes("\ufeffquick win\n\n  Zürich  \n".encode("utf-16-le"))
    assert read_terms(path) == ("quick win", "Zürich")
