"""Text for a terminal fits 80 columns, however long the names and titles are."""

from pathlib import Path

import pytest

TITLE = "The contract about the winter timetable of the ferry between the islands, second reading"
CASE = "The Herald on the third of May, front page, continued on page seven of the same edition"
BECAUSE = (
    "staff handbook, section 4, and the circular of the third of May that everybody signed for"
)
ADDRESS = "amara.okafor-lindqvist@ministry-of-transport.example.org"
PERSON = "the deputy of person number {} for all that concerns ferries, ports and winter timetables"


@pytest.fixture
def issued(run, ask, memo):
    run("init", "--no-passphrase", "--officer", "jane", "--notice", "given", "--because", BECAUSE)
    rows = "".join(f'"{PERSON.format(n)}",Person {n}\n' for n in range(8))
    Path("people.csv").write_text(f"id,name\n{ADDRESS},{'Amara Okafor ' * 9}\n{rows}", "utf-8")
    return ask("issue", memo, "--to", "people.csv", "--out", "out", "--title", TITLE)


@pytest.fixture
def shown(run, issued, memo):
    """Return what a person sees of a day, by the command."""
    copy, path = issued["copies"][0]["copy"], Path(issued["copies"][0]["path"])
    Path("short.txt").write_text(path.read_text("utf-8")[:250], "utf-8")
    run("decode", "short.txt", "--case", CASE, "--reveal", BECAUSE, "--coalition", 3, code=1)
    run("holders", copy, "--add", BECAUSE)
    text = run("issue", "--resume", issued["issue"], "--out", "out").stdout
    return {
        "issue": text.partition("checkpoint, to print")[0],  # a signature is not wrapped
        "decode": run("decode", path, "--case", CASE, "--reveal", BECAUSE, "--decoys", 50).stdout,
        "plan": run("plan", memo, "--sites", "--recipients", 12).stdout,
        "drill": run("drill", memo, "--trials", 1, "--channel", "verbatim").stdout,
        "holders": run("holders", copy).stdout,
        "report audit": run("report", "audit").stdout,
        "report issue": run("report", "issue", issued["issue"]).stdout,
        "cases": run("report", "case").stdout,
        "report case": run("report", "case", CASE).stdout,
        "log": run("log").stdout,
        "keys": run("keys", "list").stdout,
        "verify": run("verify").stdout,
    }


def test_no_line_is_wider_than_80_columns_and_nothing_is_cut(shown):
    wide = [(what, line) for what, text in shown.items() for line in text.split("\n")[:-1]]
    assert not [(what, line) for what, line in wide if len(line) > 80]
    for what in ("issue", "decode", "report issue", "report case"):
        assert TITLE in " ".join(shown[what].split()), what
    for what in ("decode", "report issue", "report case"):
        assert ADDRESS in shown[what], what
        assert PERSON.format(7) in " ".join(shown[what].split()), what
    assert BECAUSE in " ".join(shown["report audit"].split())


def test_a_case_names_whom_a_reveal_showed_and_why_and_that_is_recorded(run, ask, issued):
    path = issued["copies"][0]["path"]
    Path("short.txt").write_text(Path(path).read_text("utf-8")[:250], "utf-8")
    run("decode", "short.txt", "--case", "b", code=1)
    assert ADDRESS not in run("report", "case", "b").stdout
    assert ask("log")["entries"][-1]["type"] == "decode"
    run("decode", "short.txt", "--case", "b", "--reveal", "the board asked", code=1)
    account = ask("report", "case", "b")
    (reveal,) = account["tables"]["reveals"]
    assert (reveal["copies"], reveal["reason"]) == (9, "the board asked")
    rows = account["tables"]["recipients revealed"]
    assert {row["recipient"] for row in rows} == {each["recipient"] for each in issued["copies"]}
    assert ask("log")["entries"][-1]["type"] == "export"
    run("decode", "short.txt", "--case", "other", code=1)
    assert ADDRESS not in run("report", "case", "other").stdout


def test_an_account_that_cannot_be_written_is_refused_before_anything_is_recorded(run, ask, issued):
    entries = ask("log")["entries"]
    run("decode", issued["copies"][0]["path"], "--report", "nowhere/account.txt", code=2)
    run("report", "issue", issued["issue"], "--out", "out", code=2)
    assert ask("log")["entries"] == entries


def test_reports_say_which_officer_signed(ask, issued, run):
    run("decode", issued["copies"][0]["path"], "--case", "b")
    assert ask("report", "issue", issued["issue"])["facts"]["officer"] == "jane"
    (row,) = ask("report", "audit")["tables"]["issues"]
    assert row["officer"] == "jane"
    (row,) = ask("report", "case", "b")["tables"]["runs"]
    assert row["officer"] == "jane"
