"""Each *.txt here is a session: `$ canary …`, then exactly what it prints, files last.

Run with CANARY_UPDATE=1 to rewrite the expected output, then read the diff.
"""

import os
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from canary.cli import canary
from canary.cli import context as cli_context

SESSIONS = sorted(Path(__file__).parent.glob("*.txt"))
COMMAND = re.compile(r"^\$ canary(.*)$", re.MULTILINE)
FILE = re.compile(r"^-- (.+) --\n", re.MULTILINE)
VOLATILE = (
    (re.compile(r"\b[0-9a-f]{8}-(\d{4})\b"), r"ISSUE---\1"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "SHA256"),
    (re.compile(r"\b[0-9a-f]{32}\b"), "ID"),
    (re.compile(r"\bjane\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+"), "jane+KEY"),
    (re.compile(r"\bissue [0-9a-f]{8}\b"), "issue IDIDIDID"),
    (re.compile(r"^[A-Za-z0-9+/]{43}=$", re.MULTILINE), "ROOT"),
    (re.compile(r"^— jane .*$", re.MULTILINE), "— jane SIGNATURE"),
    (re.compile(r"^(key +)[0-9a-f]{8}\b", re.MULTILINE), r"\1KEYKEYID"),
)


def stable(text):
    for pattern, name in VOLATILE:
        text = pattern.sub(name, text)
    return "".join(line.rstrip() + "\n" for line in text.splitlines())


def play(session, root):
    """Lay out the files in `root`, run every command there, return the session as it went."""
    script, *files = FILE.split(session)
    for name, body in zip(files[::2], files[1::2], strict=True):
        (root / name).write_text(body, encoding="utf-8", newline="")
    played = [COMMAND.split(script)[0]]
    for line in COMMAND.findall(script):
        result = CliRunner().invoke(canary, shlex.split(line), prog_name="canary")
        status = f"[exit {result.exit_code}]\n" if result.exit_code else ""
        played.append(f"$ canary{line}\n{stable(result.output)}{status}\n")
    return "".join(played) + session[len(script) :]


@pytest.mark.parametrize("path", SESSIONS, ids=lambda path: path.stem)
def test_session(path, tmp_path, monkeypatch):
    expected = path.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli_context, "now", lambda: 1_700_000_000)
    actual = play(expected, tmp_path)
    if os.environ.get("CANARY_UPDATE"):
        path.write_text(actual, encoding="utf-8")
    assert actual == expected
