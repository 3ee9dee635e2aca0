"""The output policy: two lines, one exit code, no trace, nothing half-written."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from canary.cli import output
from canary.cli import plan as plan_verb

HEAVY = ("spacy", "nltk", "numpy", "rapidfuzz", "cryptography")


@pytest.mark.parametrize(
    "args",
    [
        ["--version"],
        ["--help"],
        *([verb, "--help"] for verb in ("init", "plan", "issue", "decode", "drill")),
        *(
            [verb, "--help"]
            for verb in (
                "verify",
                "report",
                "log",
                "keys",
                "demo",
                "backup",
                "restore",
                "holders",
                "purge",
            )
        ),
    ],
    ids=" ".join,
)
def test_help_and_version_load_no_heavy_library(args):
    program = (
        "import sys; sys.argv[0] = 'canary'\n"
        "from canary.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: code = end.code\n"
        f"print([name for name in {HEAVY} if name in sys.modules], code, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *args], capture_output=True, text=True, check=True
    )
    assert done.stderr == "[] 0\n"
    assert done.stdout


def test_a_bug_is_one_line_and_a_hint(run, memo, monkeypatch):
    def broken(*args, **options):
        raise RuntimeError("first\nsecond")

    monkeypatch.setattr(plan_verb.context, "parse_channels", broken)
    result = run("plan", memo, code=output.INTERNAL)
    assert result.stdout == ""
    assert result.stderr.splitlines()[0] == (
        "canary: error: internal error: RuntimeError: first second"
    )
    assert len(result.stderr.splitlines()) == 2
    monkeypatch.setenv("CANARY_TRACE", "1")
    assert isinstance(run("plan", memo, code=1).exception, RuntimeError)


def test_an_interruption_is_exit_130_and_leaves_the_issue_to_be_resumed(
    run, ask, vault, memo, people, monkeypatch
):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "sync", interrupted)
    result = run("issue", memo, "--to", people, "--out", "out", code=130)
    assert result.stderr == "canary: error: interrupted\n"
    assert not [path for path in Path("out").rglob("*") if path.is_file()]
    monkeypatch.undo()
    monkeypatch.chdir(memo.parent)
    (entry,) = [row for row in ask("log")["entries"] if row["type"] == "issue"]
    again = ask("issue", "--resume", entry["payload"]["issue"], "--out", "out")
    assert all(Path(copy["path"]).is_file() for copy in again["copies"])


def test_a_closed_pipe_ends_in_silence(tmp_path):
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "canary", "--help"]
    done = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, check=False)
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_control_c_prints_no_trace(tmp_path):
    command = [sys.executable, "-m", "canary", "decode", "-", "--json"]
    environment = {**os.environ, "CANARY_HOME": str(tmp_path)}
    init = [*command[:3], "init", "--no-passphrase", "--officer", "jane"]
    subprocess.run(init, env=environment, check=True, capture_output=True)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # not ignored, as in background jobs
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, b"", b"canary: error: interrupted\n")


def test_the_passphrase_comes_from_a_file_or_not_at_all(run, tmp_path, memo, people):
    secret = tmp_path / "secret"
    secret.write_bytes(b"correct horse\nsecond line")
    run("--passphrase-file", secret, "init", "--officer", "jane")
    assert "passphrase is needed" in run("log", code=6).stderr
    assert "genesis" in run("--passphrase-file", secret, "log").stdout
    secret.write_bytes(b"wrong\n")
    assert run("--passphrase-file", secret, "log", code=6).stdout == ""
    secret.write_bytes(b"\n")
    assert "is empty" in run("--passphrase-file", secret, "log", code=6).stderr
    assert "can't be read" in run("--passphrase-file", "none", "log", code=6).stderr
    verified = run("verify")
    assert "not checked" in verified.stdout
    assert verified.stderr == (
        "canary: warning: without the passphrase, the openings are not checked\n"
    )


def test_a_terminal_is_asked_for_the_passphrase(run, monkeypatch):
    monkeypatch.setattr("canary.cli.context.Session.can_ask", True)
    typed = run("init", "--officer", "jane", input="hunter2\nhunter2\n")
    assert "hunter2" not in typed.output
    assert "genesis" in run("log", input="hunter2\n").stdout
    assert run("log", input="hunter3\n", code=6)
    assert run("verify", input="hunter3\n", code=6)


def test_init_refuses_contradictions_before_it_asks(run, vault, tmp_path):
    (tmp_path / "secret").write_bytes(b"x")
    twice = run("--passphrase-file", "secret", "init", "--no-passphrase", code=2)
    assert "contradict" in twice.stderr
    assert "vault already" in run("init", code=2).stderr


def test_hostile_names_harm_neither_terminal_nor_table_nor_files(run, ask, vault, memo, tmp_path):
    rows = [
        'a,"\x1b[31mred\x1b[0m"\n'.replace("\x1b", "\u202e"),
        'b,"line one\nattributed: yes"\n',
        "=cmd(),<script>alert(1)</script>\n",
        "../../etc,x\n",
        "名前,\u2028\n",
    ]
    (tmp_path / "people.csv").write_text("id,name\n" + "".join(rows), encoding="utf-8")
    issued = ask("issue", memo, "--to", "people.csv", "--out", "out")
    assert {copy["recipient"] for copy in issued["copies"]} == {
        "a",
        "b",
        "=cmd()",
        "../../etc",
        "名前",
    }
    for copy in issued["copies"]:
        assert Path(copy["path"]).parent.parent == Path("out").resolve()
    shown = run("report", "issue", issued["issue"]).stdout
    assert "\u202e" not in shown
    assert "\nattributed" not in shown
    assert "<script>" not in run("report", "issue", issued["issue"], "--format", "html").stdout
    assert "'=cmd()" in run("report", "issue", issued["issue"], "--format", "csv").stdout
    assert "'=cmd()" in Path("out/index.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [
        ("issue", "memo.txt", "--to", "people.csv", "--out", "out", "--channels", ","),
        ("issue", "--out", "out", "--resume", "01234567", "--add", "01234567"),
        ("issue", "--out", "out", "--resume", "01234567", "--to", "people.csv"),
        ("decode", "memo.txt", "--alpha", "1"),
        ("decode",),
        ("plan", "memo.txt", "--recipients", "0"),
        ("report", "weather"),
        ("keys", "forge"),
    ],
    ids=" ".join,
)
def test_usage_is_exit_2_and_two_lines(run, vault, memo, people, words):
    result = run(*words, code=2)
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) <= 2


def test_terms_are_locked_and_alternatives_authored(ask, vault, memo, tmp_path):
    (tmp_path / "terms.txt").write_text("said\n", encoding="utf-8")
    found = ask("plan", memo, "--lock", "terms.txt", "--channels", "lexicon", "--sites")
    assert found["site_list"]
    assert "said" not in {site["rule"] for site in found["site_list"]}
    assert ask("plan", memo, "--authored")["sites"]


def test_progress_is_for_terminals_only(capsys, monkeypatch):
    output.tell("half way")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(output.sys.stderr, "isatty", lambda: True)
    output.tell("half way")
    assert capsys.readouterr().err == "canary: half way\n"


def test_nothing_is_recorded_for_a_refused_document(run, ask, vault, people, tmp_path):
    (tmp_path / "short.txt").write_text("They said so.", encoding="utf-8")
    run("issue", "short.txt", "--to", people, "--out", "out", code=4)
    assert not Path("out").exists()
    assert [row["type"] for row in ask("log")["entries"]] == ["genesis"]


def test_weak_documents_are_issued_on_request_with_a_warning(run, vault, people, tmp_path):
    (tmp_path / "short.txt").write_text("They said so.", encoding="utf-8")
    words = ("issue", "short.txt", "--to", people, "--out", "out", "--allow-weak")
    assert "bits survive retyping" in run(*words).stderr
