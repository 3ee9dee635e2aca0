"""docs/officers-day.md is run as written, and prints what it says."""

import doctest
import re
import shlex
import subprocess
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner

from canary.cli import canary

PAGE = Path(__file__).parents[2] / "docs" / "officers-day.md"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
FILE = re.compile(r"`([a-z.]+)`:\n\n```(?:csv|eml)\n(.*?)```", re.DOTALL)
COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
LINKS = re.compile(r"\]\(([^)]+)\)")


@pytest.fixture
def play(tmp_path, monkeypatch):
    """Return a function that runs one command and returns what it printed."""
    monkeypatch.chdir(tmp_path)
    memo = resources.files("canary.workflows").joinpath("samples", "memo.txt").read_bytes()
    Path("memo.txt").write_bytes(memo)
    Path("secret").write_text("correct horse battery staple\n", encoding="utf-8")
    for name, body in FILE.findall(PAGE.read_text(encoding="utf-8")):
        Path(name).write_text(body, encoding="utf-8")

    def run(line):
        if line.startswith("export "):
            for setting in line.split()[1:]:
                monkeypatch.setenv(*setting.split("="))
            return ""
        if line.startswith("canary "):
            done = CliRunner().invoke(canary, shlex.split(line)[1:], prog_name="canary")
            return done.output + (f"[exit {done.exit_code}]\n" if done.exit_code else "")
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    return run


def test_the_day_goes_as_written(play):
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    checker, issue = doctest.OutputChecker(), ""
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    for line, expected in COMMAND.findall("".join(blocks)):
        want = expected.replace("ISSUE", issue)
        got = play(line.replace("ISSUE", issue))
        assert checker.check_output(want, got, flags), f"{line}\nwanted\n{want}\ngot\n{got}"
        if not issue and (found := re.search(r"^issue +([0-9a-f]{8})", got)):
            issue = found[1]
    assert len(issue) == 8


@pytest.mark.parametrize("page", ["officers-day.md", "law-and-fairness.md"])
def test_links_lead_somewhere(page):
    for link in LINKS.findall((PAGE.parent / page).read_text(encoding="utf-8")):
        assert (PAGE.parent / link).is_file()
