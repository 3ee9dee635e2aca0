"""The verbs after one another, as an officer runs them: JSON, exit codes, files."""

import json
from pathlib import Path

import pytest

from tests.workflows.fake_language import MEMO
from tests.workflows.test_formats import FILES


def test_plan_tells_what_could_vary(run, ask, memo):
    result = ask("plan", memo, "--recipients", 8, "--sites")
    assert result["sites"] == len(result["site_list"])
    assert set(result["document"]) >= {"words", "sha256", "format"}
    shown = run("plan", memo, "--recipients", 8).stdout
    assert "weakest sentences" in shown
    assert "about" in shown


def test_issue_decode_verify(ask, run, issued):
    copy = issued["copies"][2]
    assert Path(copy["path"]).is_absolute()
    result = ask("decode", copy["path"])
    assert result["verdict"] == "attributed"
    assert result["document"]["title"] == "The memo"
    best = result["candidates"][0]
    assert (best["copy"], best["recipient"]) == (copy["copy"], copy["recipient"])
    assert ask("verify")["ok"] is True
    named = ask("verify", "--copy", copy["path"])["copy"]
    assert named == {"copy": copy["copy"], "issue": issued["issue"]}
    assert copy["copy"] in run("decode", copy["path"]).stdout


def test_the_source_is_exit_1_and_its_recipients_stay_hidden(run, ask, issued, memo):
    result = ask("decode", memo, code=1)
    assert {row["recipient"] for row in result["candidates"]} == {None}
    shown = run("decode", memo, "--all", code=1).stdout
    assert "(hidden)" in shown
    assert "r-1" not in shown
    assert "r-1" in run("decode", memo, "--reveal", "court order 7", code=1).stdout


def test_several_pieces_a_case_and_a_report_on_file(ask, run, issued, tmp_path):
    text = Path(issued["copies"][0]["path"]).read_text(encoding="utf-8")
    pieces = [tmp_path / name for name in ("one.txt", "two")]
    for path, part in zip(pieces, text.split("\n\n")[2:4], strict=True):
        path.write_text(part, encoding="utf-8")
    options = ("--case", "summer", "--alpha", "0.001", "--obtained-from", "press")
    result = ask("decode", *pieces, *options, "--report", "out.txt", "--first-seen", "2999-01-01")
    assert (result["case"], result["runs"]) == ("summer", 1)
    assert "attributed" in (tmp_path / "out.txt").read_text(encoding="utf-8")
    assert "0.001" in run("report", "case", "summer").stdout
    assert run("report", "case", "summer", "--format", "csv").stdout.startswith("entry,")


def test_standard_input_is_a_leak_too(ask, issued):
    text = Path(issued["copies"][1]["path"]).read_text(encoding="utf-8")
    assert ask("decode", "-", input=text)["candidates"][0]["copy"] == issued["copies"][1]["copy"]
    assert ask("decode", "-", "--issue", issued["issue"][:8], input=MEMO, code=1)["sites"]


def test_resume_and_add(ask, run, issued, tmp_path):
    Path(issued["copies"][0]["path"]).unlink()
    again = ask("issue", "--resume", issued["issue"], "--out", "out")
    assert again["copies"] == issued["copies"]
    (tmp_path / "more.csv").write_text("id\nlate\n", encoding="utf-8")
    added = ask("issue", "--add", issued["issue"], "--to", "more.csv", "--out", "out")
    assert [copy["recipient"] for copy in added["copies"]] == ["late"]
    assert "late" in run("issue", "--resume", added["issue"], "--out", "out").stdout


@pytest.mark.parametrize("form", ["text", "csv", "html", "json"])
def test_every_account_in_every_format(run, issued, form):
    run("decode", issued["copies"][0]["path"])
    for words in (("audit",), ("case",), ("issue", issued["issue"][:8])):
        shown = run("report", *words, "--format", form).stdout
        assert "r-3" in shown if words[0] == "issue" else "r-3" not in shown
        if form == "json":
            assert set(json.loads(shown)) == {"title", "facts", "tables", "notes"}
    run("report", "issue", issued["issue"], "--format", form, "--out", "account")
    assert "r-3" in Path("account").read_text(encoding="utf-8")


def test_an_account_of_an_issue_is_recorded_first(ask, run, issued):
    run("report", "issue", issued["issue"])
    entries = ask("log", "--issue", issued["issue"][:8])["entries"]
    assert entries[-1]["type"] == "export"
    assert [row["type"] for row in ask("log", "--limit", 2)["entries"]] == ["release", "export"]


def test_accounts_need_to_know_of_what(run, issued):
    assert "no issue given" in run("report", "issue", code=2).stderr
    assert "contradict" in run("report", "audit", "--json", "--format", "csv", code=2).stderr


def test_keys_are_listed_and_the_public_one_printed(run, ask, vault):
    assert [key["name"] for key in ask("keys", "list")["keys"]] == ["jane"]
    assert ask("keys", "public")["public"].startswith("canary.officer/v1\n")
    assert run("keys", "public").stdout.startswith("canary.officer/v1\n")


def test_a_damaged_registry_is_exit_5_with_its_problems(ask, run, issued, vault):
    pin = vault / "keys" / "pin"
    pin.write_text(pin.read_text(encoding="utf-8").replace("\n5\n", "\n4\n"), encoding="utf-8")
    pin.write_bytes(pin.read_bytes()[:-9] + b"AAAAAAA=\n")
    result = ask("verify", code=5)
    assert result["ok"] is False
    assert result["problems"]
    assert "problem: " in run("verify", code=5).stdout


def test_a_drill_tables_what_would_be_named(run, ask, memo):
    options = ("--recipients", 4, "--trials", 1, "--channel", "verbatim")
    result = ask("drill", memo, *options)
    assert result["channels"][0]["trials"] == 1
    assert all(1 <= row["left"] <= 4 for row in result["sentences"])
    shown = " ".join(run("drill", memo, *options, "--decoys", 50).stdout.split())
    assert "verbatim" in shown
    assert "of 4 copies" in shown
    assert "of 50 decoys scored against the same readings, 0 named" in shown


def test_a_case_report_states_runs_totals_and_the_error_rate(run, ask, issued, tmp_path):
    copy = Path(issued["copies"][0]["path"]).read_text(encoding="utf-8")
    paragraphs = copy.split("\n\n")
    for number, part in enumerate((paragraphs[:3], paragraphs)):
        (tmp_path / f"{number}.txt").write_text("\n\n".join(part), encoding="utf-8")
    ask("decode", tmp_path / "0.txt", "--case", "summer", "--alpha", "1e-12", code=1)
    found = ask("decode", tmp_path / "1.txt", "--case", "summer", "--decoys", 100)
    assert [row["run"] for row in found["run_list"]] == [1, 2]
    assert 0 < found["run_list"][0]["observed"] < found["run_list"][1]["observed"]
    assert found["together"][0]["copies"] == [issued["copies"][0]["copy"]]
    shown = run("report", "case", "summer").stdout
    assert "leaks and documents together" in shown
    assert "this installation's own error rate: of 100 decoys" in shown
    assert "could have produced this text" in shown


def test_the_demo_tells_each_step(run, monkeypatch):
    monkeypatch.undo()
    shown = run("demo").stdout
    assert [line[0] for line in shown.splitlines() if line[1:3] == ". "] == list("1234567")
    assert "attributed" in shown


def test_many_recipients_are_not_all_listed(run, vault, memo, tmp_path):
    rows = "".join(f"n{number}\n" for number in range(30))
    (tmp_path / "many.csv").write_text("id\n" + rows, encoding="utf-8")
    assert "and 10 more" in run("issue", memo, "--to", "many.csv", "--out", "out").stdout
    copy = next(Path("out").glob("*-0005/memo.txt"))
    assert "and 10 more" in run("decode", copy).stdout


@pytest.mark.parametrize("name", ["memo.docx", "memo.odt", "memo.eml", "memo.html"])
def test_documents_with_markup_are_issued_and_traced(ask, run, vault, people, tmp_path, name):
    (tmp_path / name).write_bytes(FILES[name])
    issued = ask("issue", name, "--to", people, "--out", "out")
    assert issued["document"]["format"] == name.partition(".")[2]
    copy = issued["copies"][3]
    assert Path(copy["path"]).name == name
    best = ask("decode", copy["path"])["candidates"][0]
    assert (best["copy"], best["recipient"]) == (copy["copy"], copy["recipient"])
    assert ask("verify", "--copy", copy["path"])["copy"]["copy"] == copy["copy"]


def test_what_a_copy_breaks_is_warned_about(run, tmp_path):
    (tmp_path / "signed.eml").write_bytes(b"DKIM-Signature: v=1\r\n" + FILES["plain.eml"])
    assert "bears a DKIM signature" in run("plan", "signed.eml").stderr


def test_a_hostile_leak_is_refused_in_one_line(run, vault, tmp_path):
    (tmp_path / "leak.docx").write_bytes(FILES["memo.docx"] + b"%PDF-1.4")
    refusal = run("decode", "leak.docx", code=3).stderr
    assert refusal == "canary: error: 'leak.docx' is damaged: not one well-formed zip file\n"
