"""`--lineage` and `--revises`: plan warns, issue stops, a second edition keeps what it can."""

from pathlib import Path


def test_plan_warns_and_issue_stops_until_told(run, ask, issued, people, tmp_path):
    copy = issued["copies"][2]
    draft = tmp_path / "draft.txt"
    text = Path(copy["path"]).read_text(encoding="utf-8")
    draft.write_text(text + "\nThey said we think so, as many often show.\n", encoding="utf-8")
    planned = run("plan", draft)
    assert f"carries the marks of copy '{copy['copy']}'" in planned.stderr
    assert ask("plan", draft)["lineage"] == [copy["copy"]]
    stopped = run("issue", draft, "--to", people, "--out", "second", code=2)
    assert len(stopped.stderr.splitlines()) == 2
    assert f"--lineage {copy['copy']}" in stopped.stderr
    assert not Path("second").exists()
    run("issue", draft, "--to", people, "--out", "second", "--lineage", copy["copy"])
    (entry,) = [e for e in ask("log")["entries"] if "lineage" in e["payload"]]
    assert entry["payload"]["lineage"] == [copy["copy"]]


def test_a_fresh_source_has_no_lineage_and_no_vault_no_answer(ask, memo, issued, monkeypatch):
    assert ask("plan", memo)["lineage"] == []
    Path("vault").rename("elsewhere")
    assert ask("plan", memo)["lineage"] is None


def test_a_second_edition_is_issued_and_said_to_be_one(run, ask, issued, people, memo):
    text = memo.read_text(encoding="utf-8")
    memo.write_text(text + "\nMany also think that it is about time.\n", encoding="utf-8")
    options = ("--to", people, "--out", "second", "--revises", issued["issue"][:8])
    second = ask("issue", memo, *options)
    (entry,) = [e for e in ask("log")["entries"] if "revises" in e["payload"]]
    assert entry["payload"]["revises"] == issued["issue"]
    pairs = zip(issued["copies"], second["copies"], strict=True)
    for one, two in pairs:
        assert one["recipient"] == two["recipient"]
        first = Path(one["path"]).read_text(encoding="utf-8")
        assert Path(two["path"]).read_text(encoding="utf-8").startswith(first)
    assert ask("verify")["ok"] is True
    refused = run("issue", "--add", issued["issue"], *options[:4], *options[4:], code=2)
    assert "--revises" in refused.stderr


def test_a_document_comes_from_one_place(run, issued, memo, people):
    copy = issued["copies"][0]["copy"]
    words = ("--to", people, "--out", "second", "--lineage", copy)
    assert "--lineage" in run("issue", "--add", issued["issue"], *words, code=2).stderr
    none = run("issue", memo, "--to", people, "--out", "x", "--revises", "01234567", code=2)
    assert "no issues begin" in none.stderr
