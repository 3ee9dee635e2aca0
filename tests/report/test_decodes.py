"""canary.report.decodes and .demos: what is said, and what is never said."""

import re

import pytest

from canary.report.audits import log_text
from canary.report.decodes import decode_text
from canary.report.demos import decode_line, excerpt, variants_text
from canary.report.statements import CAVEAT, FRAMING, PROPOSITIONS

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
    "leak": {"words": 400, "pieces": 1},
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
    "notes": [FRAMING, CAVEAT],
    "excluded": 99,
    "identical": [["01234567-0001", "01234567-0005"]],
    "evidence": [
        {
            "copy": "01234567-0001",
            "propositions": list(PROPOSITIONS),
            "log10_lr": 7.52,
            "capped": True,
            "support": "extremely strong",
            "validation": {
                "null_trials": 10**8,
                "highest_log10_lr": 6.23,
                "supported_log10_lr": 7.52,
            },
            "priors": [
                {"prior_none": 0.5, "this_copy": 0.97, "another_copy": 0.02, "no_copy": 0.01}
            ],
        }
    ],
    "together": [
        {
            "copies": ["01234567-0001", "89abcdef-0003"],
            "recipient": None,
            "log10_e": 9.25,
            "p_adjusted": 2e-7,
            "attributed": True,
        }
    ],
    "run_list": [
        {
            "entry": entry,
            "time": 0,
            "run": run,
            "share": 0.375,
            "alpha": 1e-6,
            "observed": 30,
            "verdict": "attributed",
            "copies": ["01234567-0001"],
        }
        for entry, run in ((6, 1), (7, 2))
    ],
    "decodes_elsewhere": 3,
    "decoys": None,
}


def told(result):
    """Return an account as one line: where lines end is another matter."""
    return " ".join(decode_text(result).split())


@pytest.mark.parametrize("verdict", ["attributed", "shortlist", "inconclusive", "no-match"])
def test_no_account_calls_anybody_a_name(verdict):
    shown = told({**RESULT, "verdict": verdict}).lower()
    assert not re.search(r"leaker|culprit|guilty|100 ?%", shown)
    assert "chance and nothing else" in shown
    assert FRAMING.lower() in shown


def test_hidden_recipients_and_coalitions_are_shown_as_such():
    shown = decode_text(RESULT)
    assert "(hidden)" in shown
    assert "pair" in shown
    assert "29/30" in shown


def test_the_weight_of_the_evidence_is_stated_with_its_cap_and_priors():
    shown = told(RESULT)
    assert all(each in shown for each in PROPOSITIONS)
    assert "log10 7.52 (capped): extremely strong" in shown
    assert "100,000,000 trials with innocent copies reached 6.23" in shown
    assert re.search(r"0\.50 +0\.97 +0\.02 +0\.01", shown)
    assert "excluded (if one copy only) 99" in shown


def test_every_run_and_what_the_leaks_say_together_are_listed():
    shown = decode_text(RESULT)
    assert re.search(r"01234567-0001, 89abcdef-0003 +\(hidden\) +9\.2 +2e-07 +yes", shown)
    assert re.search(r"^6 +1 .*\n7 +2 ", shown, re.MULTILINE)
    assert "decoded 3 times in other cases" in shown
    assert "can't tell apart: 01234567-0001, 01234567-0005" in told(RESULT)


def test_an_installation_states_its_own_error_rate():
    trials = {"decoys": 3000, "named": 0, "error_bound": 0.001, "highest_log10_lr": 1.5}
    shown = told({**RESULT, "decoys": trials})
    assert "of 3,000 decoys scored against these readings, 0 named" in shown
    assert "at most 0.001" in shown
    assert "own error rate" not in decode_text(RESULT)


def test_a_no_match_has_no_figures_to_misread():
    nothing = {
        **RESULT,
        "verdict": "no-match",
        "issue": None,
        "candidates": [],
        "coalitions": [],
        "source_agreement": None,
        **{key: [] for key in ("notes", "identical", "evidence", "together")},
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
