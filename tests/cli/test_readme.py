"""The README's own commands run as written, and its table of exit codes is the program's."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from canary import errors
from canary.cli import canary, output
from canary.workflows import plan as planning
from tests.workflows import fake_language

README = Path(__file__).parents[2] / "README.md"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
COMMAND = re.compile(r"^\$ canary (.*)$", re.MULTILINE)
CODE = re.compile(r"^\| (\d+) \|", re.MULTILINE)


def test_the_five_commands_run_as_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(planning, "analyse", fake_language.analyse)
    Path("memo.txt").write_text(fake_language.MEMO, encoding="utf-8")
    rows = "".join(f"r{number}\n" for number in range(12))
    Path("recipients.csv").write_text("id\n" + rows, encoding="utf-8")
    Path("secret").write_text("a passphrase", encoding="utf-8")
    monkeypatch.setenv("CANARY_PASSPHRASE_FILE", "secret")
    (block,) = BLOCK.findall(README.read_text(encoding="utf-8"))
    commands = COMMAND.findall(block)
    assert len(commands) == 5
    for command in commands:
        if "decode" in command:
            leak = next(Path("copies").glob("*-0007/memo.txt"))
            Path("leak.txt").write_bytes(leak.read_bytes())
        result = CliRunner().invoke(canary, command.split(), prog_name="canary")
        assert result.exit_code == 0, (command, result.output)


def test_the_table_of_exit_codes_is_complete():
    tree = [errors.CanaryError, *errors.CanaryError.__subclasses__()]
    codes = {error.exit_code for error in tree} | {0, 1, output.INTERNAL, output.INTERRUPTED}
    assert {int(code) for code in CODE.findall(README.read_text(encoding="utf-8"))} == codes


@pytest.mark.parametrize("link", re.findall(r"\]\((docs/[^)]+)\)", README.read_text("utf-8")))
def test_links_lead_somewhere(link):
    assert (README.parent / link).is_file()
