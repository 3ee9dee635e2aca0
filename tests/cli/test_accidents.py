"""A copy is lost, forwarded, cleared away: `issue --again`, `holders`, `purge`."""

from pathlib import Path

import pytest


def entries(ask, kind):
    return [row for row in ask("log")["entries"] if row["type"] == kind]


def test_a_copy_is_written_again_with_the_same_bytes_and_an_entry(ask, issued):
    copy = issued["copies"][3]
    again = ask(
        "issue", "--again", copy["copy"], "--reason", "it went to the old flat", "--out", "more"
    )
    (row,) = again["copies"]
    assert {**row, "path": None} == {**copy, "path": None}
    assert Path(row["path"]).read_bytes() == Path(copy["path"]).read_bytes()
    assert Path(row["path"]).parent.parent == Path("more").resolve()
    assert not Path("more/index.csv").exists()
    (entry,) = entries(ask, "regenerate")
    assert entry["payload"]["copies"] == [copy["copy"]]
    assert "old flat" not in str(entry)
    assert ask("verify")["ok"] is True


@pytest.mark.parametrize(
    "words",
    [
        ("--again", "COPY"),
        ("--again", "COPY", "--reason", " "),
        ("--again", "00000000-0000", "--reason", "x"),
        ("--again", "COPY", "--reason", "x", "--to", "people.csv"),
        ("--again", "COPY", "--reason", "x", "--resume", "01234567"),
        ("--again", "not-a-copy", "--reason", "x"),
        ("--reason", "x", "--to", "people.csv"),
    ],
    ids=" ".join,
)
def test_what_is_written_again_must_be_clear(run, ask, issued, words):
    words = [issued["copies"][0]["copy"] if word == "COPY" else word for word in words]
    refused = run("issue", *words, "--out", "more", code=2)
    assert len(refused.stderr.splitlines()) <= 2
    assert not Path("more").exists()
    assert entries(ask, "regenerate") == []


def test_other_bytes_than_were_registered_are_never_written(run, ask, issued, monkeypatch):
    from canary.workflows import again  # noqa: PLC0415

    monkeypatch.setattr(again, "render", lambda document, plan, word: b"other bytes")
    words = ("issue", "--again", issued["copies"][0]["copy"], "--reason", "x", "--out", "more")
    assert "other bytes" in run(*words, code=5).stderr
    assert entries(ask, "regenerate") == []


def test_holders_are_sealed_listed_on_record_and_in_reports_of_attributed_copies(run, ask, issued):
    one, other = issued["copies"][1]["copy"], issued["copies"][2]["copy"]
    assert run("holders", one).stdout == "nobody else is known to have it\n"
    assert entries(ask, "export") == []
    run("holders", one, "--add", "Dana Quint, forwarded on 3 May")
    ask("holders", other, "--add", "the night desk")
    raw = b"".join(path.read_bytes() for path in Path("vault").glob("registry.db*"))
    assert b"Quint" not in raw
    assert "Dana Quint" in run("holders", one).stdout
    assert [row["text"] for row in ask("holders", other)["holders"]] == ["the night desk"]
    assert len(entries(ask, "export")) == 2
    run("decode", issued["copies"][1]["path"], "--case", "summer")
    shown = run("report", "case", "summer").stdout
    assert "Dana Quint" in shown
    assert "night desk" not in shown
    assert len(entries(ask, "export")) == 3
    assert ask("verify")["ok"] is True


def test_a_holder_is_of_a_copy_and_somebody(run, issued):
    assert "no copy" in run("holders", "00000000-0001", "--add", "x", code=2).stderr
    copy = issued["copies"][1]["copy"]
    for text in (" ", "x" * 5000):
        assert "1 to 4096" in run("holders", copy, "--add", text, code=2).stderr


def test_purge_removes_registered_copies_only_and_wherever_they_are(run, ask, issued):
    ask("issue", "--again", issued["copies"][0]["copy"], "--reason", "lost", "--out", "more")
    changed = Path(issued["copies"][2]["path"])
    changed.write_text("mine now", encoding="utf-8")
    Path("out/notes.txt").write_text("mine", encoding="utf-8")
    done = ask("purge", issued["issue"][:8])
    assert len(done["removed"]) == 7 + 1 + 1
    assert done["kept"] == [str(changed)]
    left = sorted(str(path) for path in (*Path("out").rglob("*"), *Path("more").rglob("*")))
    assert left == sorted(
        [
            "out/notes.txt",
            str(changed.parent.relative_to(Path.cwd())),
            f"out/{changed.parent.name}/memo.txt",
        ]
    )
    assert "was left" in run("purge", issued["issue"]).stderr
    assert entries(ask, "purge")[0]["payload"]["n"] == 9
    assert ask("verify")["ok"] is True


def test_what_is_purged_can_still_be_traced_and_found_where_it_was_moved(run, ask, issued):
    text = Path(issued["copies"][5]["path"]).read_text(encoding="utf-8")
    Path("out").rename("archive")
    assert ask("purge", issued["issue"])["removed"] == []
    assert len(ask("purge", issued["issue"], "--out", "archive")["removed"]) == 9
    found = ask("decode", "-", input=text)
    assert found["candidates"][0]["copy"] == issued["copies"][5]["copy"]


def test_an_index_of_other_copies_too_is_left(run, ask, issued):
    with Path("out/index.csv").open("a", encoding="utf-8") as file:
        file.write("00000000-0001,x,x,x\n")
    ask("purge", issued["issue"])
    assert Path("out/index.csv").exists()


def test_an_erased_document_is_proven_and_no_longer_traced(run, ask, issued):
    copy = Path(issued["copies"][5]["path"])
    text = copy.read_text(encoding="utf-8")
    run("decode", copy, "--case", "summer")
    run("purge", issued["issue"], "--erase", " ", code=2)
    assert "erased" in run("purge", issued["issue"], "--erase", "released on 1 June").stdout
    assert ask("verify")["ok"] is True
    assert ask("decode", "-", input=text, code=1)["verdict"] == "no-match"
    assert "erased" in run("issue", "--resume", issued["issue"], "--out", "x", code=2).stderr
    assert run("report", "case", "summer").stdout
    assert run("report", "audit").stdout
    assert "erased" in run("purge", issued["issue"], code=2).stderr


def test_old_decodes_that_named_nobody_are_forgotten_and_counted(run, ask, issued):
    leak = Path("leak.txt")
    words = Path(issued["copies"][2]["path"]).read_text("utf-8")
    leak.write_text("Nobody wrote a word of this, and I know nothing of it.", encoding="utf-8")
    for case in ("silent", "revealed"):
        ask("decode", leak, "--case", case, code=1)
    leak.write_text(words, encoding="utf-8")
    assert ask("decode", leak, "--case", "named")["verdict"] == "attributed"
    leak.write_text(words[60:160], encoding="utf-8")
    ask("decode", leak, "--case", "revealed", "--reveal", "asked to", code=1)
    blobs = {row["index"]: row["payload"]["blobs"] for row in entries(ask, "decode")}
    assert ask("purge", "--decodes-before", "2020-01-01") == {"expired": 0}
    assert ask("purge", "--decodes-before", "2100-01-01") == {"expired": 1}
    assert ask("purge", "--decodes-before", "2100-01-01") == {"expired": 0}
    (entry,) = entries(ask, "expire")
    (case,) = entry["payload"]["cases"]
    assert [row["payload"]["case"] for row in entries(ask, "decode")].index(case) == 0
    assert len(blobs) == len(entries(ask, "decode")) == 4
    assert ask("verify")["ok"] is True
    assert ask("decode", leak, "--case", "silent", code=1)["run"] == 2


def test_what_is_purged_is_said_once(run, vault):
    run("purge", code=2)
    run("purge", "0123456789", "--decodes-before", "2020-01-01", code=2)
    run("purge", "--decodes-before", "2020-01-01", "--erase", "x", code=2)
    assert "not a date" in run("purge", "--decodes-before", "yesterday", code=2).stderr
