"""`--lineage`: plan warns, issue stops."""

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
