"""canary.report.decodes and .demos: what is said, and what is never said."""

import re

import pytest

from canary.report.audits import log_text
from canary.report.decodes import decode_text
from canary.report.demos import decode_line, excerpt, variants_text

ROW = {
    "copy": "01234567-0001",
    "recipient": None,
    "agree": 29,
    "observed": 30,
    "p_value": 1e-9,
    "p_adjusted": 1e-7,
    "log10_lr": None,
    "posterior": 1.0,
    "attributed": True,
}
RESULT = {
    "verdict": "attributed",
    "alpha": 1e-6,
    "issue": "01" * 16,
    "document": {"title": "The memo"},
    "sites": {"total": 40, "observed": 30, "erased": 9, "substituted": 1},
    "channels": [{"channel": "lexicon", "observed": 30, "used": 30}],
    "candidates": [ROW],
    "source_agreement": 0.5,
    "coalitions": [
        {"kind": "pair", "copies": ["01234567-0001", "01234567-0002"], "p_adjusted": 1e-8}
    ],
    "run": 1,
    "runs": 1,
    "share": 0.5,
    "copies": 100,
    "entry": 7,
}


@pytest.mark.parametrize("verdict", ["attributed", "shortlist", "inconclusive", "no-match"])
def test_no_account_calls_anybody_a_name(verdict):
    shown = decode_text({**RESULT, "verdict": verdict}).lower()
    assert not re.search(r"leaker|culprit|guilty|100 ?%", shown)
    assert "chance and nothing else" in shown


def test_hidden_recipients_and_coalitions_are_shown_as_such():
    shown = decode_text(RESULT)
    assert "(hidden)" in shown
    assert "pair" in shown
    assert "29/30" in shown


def test_a_no_match_has_no_figures_to_misread():
    nothing = {
        **RESULT,
        "verdict": "no-match",
        "issue": None,
        "candidates": [],
        "coalitions": [],
        "source_agreement": None,
    }
    assert "copies scored" not in decode_text(nothing)
    assert "best copy" not in decode_line(nothing)
    assert "hidden" in decode_line(RESULT)


def test_the_log_says_what_an_entry_is_about():
    payloads = [
        ("genesis", {"notice": "given"}),
        ("issue", {"issue": "01" * 16, "n": 3}),
        ("release", {"issue": "01" * 16, "n": 3}),
        ("decode", {"copies": [], "verdict": "no-match", "run": 2}),
        ("attribute", {"copies": ["01234567-0001"]}),
        ("export", {}),
    ]
    rows = [
        {"index": n, "type": kind, "time": 0, "payload": payload}
        for n, (kind, payload) in enumerate(payloads)
    ]
    lines = log_text(rows).splitlines()[2:]
    assert "notice given" in lines[0]
    assert "3 copies" in lines[1]
    assert "written" in lines[2]
    assert "no copy; run 2" in lines[3]
    assert lines[4].endswith("01234567-0001")


def test_the_demo_marks_what_differs():
    source = "One line here.\n\nWe said it would rain. It did."
    copies = [("ada", "One line here.\n\nWe said that it would rain.  It did."), ("bo", source)]
    shown = variants_text(source, copies)
    assert "We said [that] it would rain. [·] It did." in shown
    assert "  bo        We said it would rain. It did." in shown
    assert excerpt("short") == "  > short"
    assert excerpt("one two " * 200, lines=2).count("  > ") == 2
