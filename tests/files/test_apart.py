"""canary.files.apart: leaks are parsed in a process with limits and nothing to lose."""

import io
import json
import os
import shutil
import subprocess
import sys

import pytest

from canary.errors import InputError
from canary.files import apart
from canary.files.apart import answer, read_apart
from canary.files.leaks import read_leak
from canary.model import Doubt, LeakText, Span
from tests.files.packages import archive, docx, paragraph, run
from tests.files.pdfs import pdf

SENTENCE = "The members of the board said that the north basin was closed."
ANSWER = b'{"content": "so", "doubts": [], "engine": "", "unread": []}'
PAGE = f"<p>{SENTENCE}</p>".encode()


def doubted(*doubts):
    """Doubts as a child sends them."""
    return json.dumps([{"span": {"start": a, "end": b}, "error": e} for a, b, e in doubts])


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (PAGE, "leak.html"),
        (docx(paragraph(run(SENTENCE))), "leak.docx"),
        (f"From: a@b.c\n\n{SENTENCE}".encode(), "leak.eml"),
        (pdf([(72, 700, SENTENCE)]), "leak.pdf"),
        (SENTENCE.encode(), "leak.txt"),
    ],
)
def test_every_kind_of_leak_is_read(raw, what):
    assert read_leak(raw, what=what) == LeakText(SENTENCE)


def test_plain_text_needs_no_other_process(monkeypatch):
    monkeypatch.setattr(subprocess, "run", None)
    assert read_leak(SENTENCE.encode(), what="leak.md") == LeakText(SENTENCE)


@pytest.mark.parametrize(
    ("raw", "what", "message", "hint"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.docx", "encrypted", "save it"),
        (archive([("../x", b"")]), "a.odt", "leads elsewhere", None),
    ],
)
def test_refusals_come_back_with_their_hints(raw, what, message, hint):
    with pytest.raises(InputError, match=message) as caught:
        read_leak(raw, what=what)
    assert (caught.value.hint or "").startswith(hint or "")


def test_the_child_is_given_no_environment_and_no_key(monkeypatch):
    monkeypatch.setenv("CANARY_PASSPHRASE_FILE", "secret")
    seen = {}

    def spy(command, **options):
        seen.update(options, command=command)
        return subprocess.CompletedProcess(command, 0, ANSWER, b"")

    monkeypatch.setattr(subprocess, "run", spy)
    assert read_apart(PAGE, what="leak.html") == LeakText("so")
    assert not any("CANARY" in key for key in seen["env"])
    assert b"secret" not in seen["input"]
    assert seen["cwd"] == "/"


@pytest.mark.parametrize(
    "done",
    [
        subprocess.CompletedProcess([], -9, b"", b""),
        subprocess.CompletedProcess([], 0, b"", b""),
        subprocess.CompletedProcess([], 1, b"{}", b"Traceback"),
        subprocess.CompletedProcess([], 0, b'{"content": 3}', b""),
        subprocess.CompletedProcess([], 0, b"so", b""),
        subprocess.CompletedProcess([], 0, b"[" * 10**6, b""),
        subprocess.CompletedProcess([], 0, ANSWER.replace(b"[]", b"[3]"), b""),
        *(
            subprocess.CompletedProcess([], 0, ANSWER.replace(b"[]", doubts.encode()), b"")
            for doubts in (
                doubted((0, 3, 0.5)),
                doubted((1, 0, 0.5)),
                doubted((0, 2, 0)),
                doubted((0, 2, 1.5)),
                doubted((0, 2, 0.5), (1, 2, 0.5)),
                doubted((-1, 2, 0.5)),
            )
        ),
        subprocess.TimeoutExpired([], 1),
    ],
)
def test_a_child_that_dies_is_a_refusal_in_one_line(monkeypatch, done):
    def spy(*_, **__):
        if isinstance(done, Exception):
            raise done
        return done

    monkeypatch.setattr(subprocess, "run", spy)
    with pytest.raises(InputError, match="takes more time or memory") as caught:
        read_apart(PAGE, what="leak.html")
    assert "\n" not in str(caught.value)


def test_a_task_is_answered_within_the_limits_it_names():
    limits = []
    task = {"what": "leak.html", "ocr": False, "memory": 7, "seconds": 3, "tesseract": "/t"}
    said = {"content": SENTENCE, "doubts": [], "engine": "", "unread": []}
    for raw, expected in ((PAGE, said), (b"<p>", {"error", "hint"})):
        sink = io.BytesIO()
        source = io.BytesIO(json.dumps(task).encode() + b"\n" + raw)
        answer(source, sink, lambda *given: limits.append(given))
        found = json.loads(sink.getvalue())
        assert found == expected or set(found) == expected
    assert limits == [(7, 3, "/t"), (7, 3, "/t")]


def test_doubts_of_the_child_come_back(monkeypatch):
    raw = ANSWER.replace(b"[]", doubted((0, 1, 0.5), (1, 2, 1)).encode())
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, raw))
    found = read_apart(b"", what="a.png", ocr=True)
    assert found.doubts == (Doubt(Span(0, 1), 0.5), Doubt(Span(1, 2), 1.0))


def run_confined(program, memory=2**29, seconds=1, allowed=""):
    code = (
        "from canary.files.apart import confine; import subprocess\n"
        f"confine({memory}, {seconds}, {allowed!r})\n{program}"
    )
    paths = os.pathsep.join(path for path in sys.path if path)
    return subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": paths}, capture_output=True, check=False
    )


@pytest.mark.parametrize(
    "program",
    [
        "while True: pass",
        "b'x' * 2**30",
        "import tempfile; tempfile.TemporaryFile(buffering=0).write(b'x')",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import socket; socket.socket().connect(('127.0.0.1', 9))",
    ],
)
def test_a_confined_process_can_do_nothing_else(program):
    assert run_confined("pass").returncode == 0
    assert run_confined(program).returncode != 0


def test_the_one_program_allowed_inherits_the_limits():
    sh = shutil.which("sh")
    program = "subprocess.run([{!r}, '-c', {!r}], check=True)"
    assert run_confined(program.format(sh, "exit 0"), allowed=sh).returncode == 0
    assert run_confined(program.format(sh, "exit 0"), allowed="/bin/other").returncode != 0
    assert run_confined(program.format(sh, "while :; do :; done"), allowed=sh).returncode != 0
    done = run_confined(program.format(sh, "ulimit -f; ulimit -c; ulimit -v"), allowed=sh)
    assert done.stdout.split() == [b"0", b"0", b"524288"]


def test_what_takes_too_much_is_stopped(monkeypatch):
    monkeypatch.setattr(apart, "_BOOT", "while True: pass")
    monkeypatch.setattr(apart, "_SECONDS", 0)
    with pytest.raises(InputError, match="takes more time"):
        read_apart(PAGE, what="leak.html")
