"""canary.report.accounts: one account, four formats, everything escaped."""

import json

import pytest

from canary.report.accounts import FORMATS, Account, Table, render

ACCOUNT = Account(
    "An <account>",
    (("name", "<b>&"), ("none", None)),
    (Table("rows", ("id", "p"), (("=1+1", 1e-9), ("0012", 0.5))),),
    ("read this first",),
)
BARE = Account("Bare", (("name", "=value"),))


def test_text_says_the_notes_before_the_figures():
    shown = render(ACCOUNT, "text")
    assert shown.index("read this first") < shown.index("name")
    assert "0012" in shown


def test_csv_is_the_first_table_without_formulas_or_the_facts():
    assert render(ACCOUNT, "csv") == "id,p\n'=1+1,1e-09\n0012,0.5\n"
    assert render(BARE, "csv") == "name,value\nname,'=value\n"


def test_html_is_one_escaped_page_without_script():
    page = render(ACCOUNT, "html")
    assert "<b>" not in page
    assert "&lt;b&gt;&amp;" in page
    assert "<script" not in page
    assert "http" not in page


def test_json_keeps_numbers_and_rows_by_header():
    value = json.loads(render(ACCOUNT, "json"))
    assert value["tables"]["rows"] == [{"id": "=1+1", "p": 1e-9}, {"id": "0012", "p": 0.5}]
    assert value["facts"] == {"name": "<b>&", "none": None}


def test_another_format_is_a_mistake_of_the_program():
    assert "pdf" not in FORMATS
    with pytest.raises(ValueError, match="pdf"):
        render(BARE, "pdf")


def test_text_fits_a_terminal_of_80_columns():
    long = "the text comes from no issued copy at all, but from a draft or from the source itself"
    wrapped = Table("wrapped", ("", "proposition"), ((1, "short"), (3, long)))
    names = tuple(f"column {n}" for n in range(12))
    below = Table("below", names, (tuple(f"0012 and {n}" for n in range(12)),))
    shown = render(Account("T", (("a", 1),), (wrapped, below), (long * 2,)), "text")
    assert max(map(len, shown.split("\n"))) <= 80
    assert "column 11  0012 and 11" in shown
    assert "source itself" in " ".join(shown.split())
