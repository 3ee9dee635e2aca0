"""A vault on disk, a memo, a list of recipients, and the command to run on them."""

import json

import pytest
from click.testing import CliRunner

from canary.cli import canary
from canary.workflows import plan as planning
from tests.workflows import fake_language


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a function that runs one command in an empty folder with a vault beside it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(planning, "analyse", fake_language.analyse)
    monkeypatch.delenv("CANARY_HOME", raising=False)
    monkeypatch.delenv("CANARY_PASSPHRASE_FILE", raising=False)

    def invoke(*args, code=0, **options):
        words = ("--home", "vault", *map(str, args))
        result = CliRunner().invoke(canary, words, prog_name="canary", **options)
        assert result.exit_code == code, (result.stderr, result.exception)
        return result

    return invoke


@pytest.fixture
def ask(run):
    """Return a function that runs one command with --json and returns its object."""

    def invoke(*args, **options):
        return json.loads(run(*args, "--json", **options).stdout)

    return invoke


@pytest.fixture
def memo(tmp_path):
    path = tmp_path / "memo.txt"
    path.write_text(fake_language.MEMO, encoding="utf-8")
    return path


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "people.csv"
    rows = "".join(f"r-{number},Person {number}\n" for number in range(8))
    path.write_text("id,name\n" + rows, encoding="utf-8")
    return path


@pytest.fixture
def vault(run, tmp_path):
    run("init", "--no-passphrase", "--officer", "jane")
    return tmp_path / "vault"


@pytest.fixture
def issued(vault, ask, memo, people):
    return ask("issue", memo, "--to", people, "--out", "out", "--title", "The memo")
