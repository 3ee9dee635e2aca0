"""Hostile input: names, lists and files that attack whoever reads them or what reads them."""

import csv
import io
import json
import re
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from canary.cli import output
from canary.files.documents import open_document
from canary.model import Recipient
from canary.workflows import issue as issuing
from canary.workflows import plan as planning
from canary.workflows.delivery import write_messages
from canary.workflows.vault import open_vault

NAMES = {
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "minus": "-1+1",
    "at": "@SUM(A1)",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "newline": "line one\nattributed    yes",
    "quote": '","forged","row',
    "html": "<script>alert(1)</script>",
    "attribute": '" onmouseover="alert(1)',
    "entity": "&lt;b&gt;",
    "ansi": "\x1b[2J\x1b[31mred\x1b[0m",
    "title": "\x1b]0;owned\x07",
    "c1": "\x9b31mred",
    "backspace": "Bond\x08\x08\x08\x08Evil",
    "override": "\u202egnp.exe",
    "isolate": "\u2066hidden\u2069",
    "separator": "one\u2028two",
    "zero width": "Bo\u200bnd\ufeff",
    "path": "../../../etc/passwd",
    "format": "{title}%s%n{0}",
}
UNSAFE = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


class Tags(HTMLParser):
    """Collect every tag and attribute of a page."""

    def __init__(self):
        super().__init__()
        self.seen = set()

    def handle_starttag(self, tag, attrs):
        self.seen |= {tag, *(name for name, _ in attrs)}


@pytest.fixture
def release(vault, memo):
    """Issue to all of them; what the recipients file would refuse comes in from another program."""
    people = tuple(
        Recipient(name if number % 2 else f"p{number}", (("name", name),))
        for number, name in enumerate(NAMES.values())
    )
    with open_vault(vault, bytes) as opened:
        planned = planning.make_plan(open_document(memo))
        made = issuing.issue(opened, planned, people, Path("out"), clock=lambda: 1)
        template = "To: box@example.org\nSubject: For {name}\n\nDear {name}\n"
        write_messages(opened, made, template, what="mail.txt")
    return made


@pytest.fixture
def issued(release):
    return issuing.release_json(release)


@pytest.fixture
def shown(run, issued):
    """Return every text that a person sees of the issue, by what made it."""
    copy = issued["copies"][0]
    run("holders", copy["copy"], "--add", "".join(NAMES.values()))
    leak = copy["path"]
    return {
        "issue": run("issue", "--resume", issued["issue"], "--out", "out").stdout,
        "decode": run("decode", leak, "--case", "c", "--reveal", "a test").stdout,
        "report issue": run("report", "issue", issued["issue"]).stdout,
        "report case": run("report", "case", "c").stdout,
        "report audit": run("report", "audit").stdout,
        "holders": run("holders", copy["copy"]).stdout,
        "log": run("log").stdout,
        "verify": run("verify").stdout,
    }


def test_there_are_twenty_one_names():
    assert len(NAMES) == 21


def test_no_name_reaches_a_terminal_as_more_than_text(shown):
    for what, text in shown.items():
        assert not UNSAFE.search(text), what
        assert not re.search(r"^attributed    yes", text, re.MULTILINE), what
    assert "\\x1b[31m" in shown["report issue"]
    assert "\\u202e" in shown["report issue"]


def test_no_name_is_a_formula_or_a_further_cell_in_csv(run, issued):
    texts = [
        run("report", "issue", issued["issue"], "--format", "csv").stdout,
        Path("out/index.csv").read_bytes().decode(),
    ]
    for text in texts:
        header, *rows = csv.reader(io.StringIO(text, newline=""))
        assert len(rows) == 21
        assert {len(row) for row in rows} == {len(header)}
        assert not any(cell[:1] in {"=", "+", "-", "@", "\t", "\r"} for row in rows for cell in row)


def test_no_column_is_a_formula_either(run, ask, vault, memo):
    rows = "".join(f"{n},x\n" for n in range(4))
    Path("people.csv").write_text("id,=HYPERLINK(1)\n" + rows, encoding="utf-8")
    issued = ask("issue", memo, "--to", "people.csv", "--out", "out")
    text = run("report", "issue", issued["issue"], "--format", "csv").stdout
    assert text.startswith("copy,id,'=HYPERLINK(1),")


def test_no_name_is_markup_in_html(run, issued):
    page, text = Tags(), run("report", "issue", issued["issue"], "--format", "html").stdout
    page.feed(text)
    assert not UNSAFE.search(text)
    assert "\\u202egnp.exe" in text
    assert "script" not in page.seen
    assert "onmouseover" not in page.seen
    assert {"table", "td"} <= page.seen


def test_json_keeps_every_name_in_ascii(run, ask, issued):
    raw = run("report", "issue", issued["issue"], "--format", "json").stdout
    assert raw.isascii()
    rows = json.loads(raw)["tables"]["copies"]
    assert {row["name"] for row in rows} == set(NAMES.values())
    assert len({copy["recipient"] for copy in issued["copies"]}) == 21


def test_no_name_leads_a_file_elsewhere(issued, tmp_path):
    root = Path("out").resolve()
    for copy in issued["copies"]:
        assert Path(copy["path"]).resolve().parent.parent == root
    assert sorted(p.name for p in tmp_path.iterdir()) == ["memo.txt", "out", "vault"]


def test_messages_keep_every_name_in_one_header(issued):
    messages = list(Path("out/outbox").iterdir())
    assert len(messages) == 21
    for path in messages:
        head = path.read_bytes().split(b"\r\n\r\n")[0]
        names = re.findall(rb"^([!-9;-~]+):", head, re.MULTILINE)
        assert names == [b"To", b"Subject", b"MIME-Version", b"Content-Type"]


@pytest.mark.parametrize("name", ["ansi", "title", "backspace"])
def test_a_list_with_terminal_controls_is_refused(run, vault, memo, name):
    Path("people.csv").write_text(f"id,name\na,{NAMES[name]}\n", encoding="utf-8")
    refused(run, "issue", memo, "--to", "people.csv", "--out", "out")


def refused(run, *words, code=3):
    """Run a command that must refuse, quickly and in two lines."""
    start = time.monotonic()
    result = run(*words, code=code)
    assert time.monotonic() - start < 20
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) <= 2
    assert not UNSAFE.search(result.stderr.replace("\n", ""))


@pytest.mark.parametrize(
    "raw",
    [
        b"id,name\na," + b"x" * 200_000,
        b"id" + b",c" * 100_000 + b"\na\n",
        b"id" + b"".join(b",c%d" % n for n in range(200_000)) * 2 + b"\na\n",
        b"id,name\n" + b'"' * 99_999,
        b'id,name\na,"never closed\n' * 1000,
        b"id,name\na,\x00\n",
        b"\xff\xfe\xff\xff",
        b"id,id\na,b\n",
        b"id\n" + b"a\n" * 2,
        b"id\n\x1b[2J\n",
        b"name\nx\n",
        b"id,name\na,b,c\n",
        b"",
    ],
    ids=range(13),
)
def test_lists_that_attack_are_refused_before_anything_is_recorded(run, ask, vault, memo, raw):
    Path("people.csv").write_bytes(raw)
    refused(run, "issue", memo, "--to", "people.csv", "--out", "out")
    assert [row["type"] for row in ask("log")["entries"]] == ["genesis"]
    assert not Path("out").exists()


def test_a_line_of_100_megabytes_is_refused_wherever_a_file_is_read(run, vault, memo, people):
    with Path("huge.txt").open("wb") as file:
        file.writelines(b"x" * 1_000_000 for _ in range(100))
    for words in (
        ("plan", "huge.txt"),
        ("plan", memo, "--lock", "huge.txt"),
        ("plan", memo, "--accept", "huge.txt"),
        ("issue", memo, "--to", "huge.txt", "--out", "out"),
        ("issue", memo, "--to", people, "--out", "out", "--eml", "huge.txt"),
        ("decode", "huge.txt"),
        ("backup", "vault.backup", "--key", "huge.txt"),
        ("--home", "other", "restore", "huge.txt"),
        ("--home", "other", "restore", "vault.backup", "--recovery", "huge.txt"),
    ):
        refused(run, *words)
    refused(run, "check", "huge.txt")
    assert not Path("out").exists()
    assert not Path("other").exists()


def test_a_file_name_cannot_forge_a_line_of_an_error(run, vault):
    name = "x\n\x1b[31mcanary: error: all is well\u202e.txt"
    refused(run, "plan", name)
    refused(run, "decode", name)


def test_a_planted_trigger_is_detected(run, ask, issued, vault):
    import sqlite3  # noqa: PLC0415

    with sqlite3.connect(vault / "registry.db") as connection:
        connection.execute(
            "CREATE TRIGGER quiet AFTER INSERT ON entries BEGIN DELETE FROM copies; END"
        )
    result = ask("verify", code=5)
    assert any("trigger 'quiet'" in problem for problem in result["problems"])


@pytest.mark.parametrize("terminal", [True, False])
def test_csv_is_kept_as_it_is_but_can_do_nothing_to_a_terminal(monkeypatch, capsys, terminal):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
    output.show_file("a,\x1b[2J\n")
    assert capsys.readouterr().out == ("a,\\x1b[2J\n" if terminal else "a,\x1b[2J\n")
