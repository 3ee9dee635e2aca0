"""A vault without a passphrase, a memo, and a language of a dozen words."""

from itertools import count

import pytest

from canary.files.documents import parse
from canary.model import Recipient
from canary.workflows import issue as issuing
from canary.workflows import plan as planning
from canary.workflows.vault import open_vault
from canary.workflows.vault_init import init_vault
from tests.workflows import fake_language


@pytest.fixture
def language(monkeypatch):
    monkeypatch.setattr(planning, "analyse", fake_language.analyse)


@pytest.fixture
def clock():
    return count(1_700_000_000).__next__


@pytest.fixture
def home(tmp_path, clock):
    init_vault(
        tmp_path / "vault",
        officer="jane",
        passphrase=None,
        notice="given",
        because="a test",
        now=clock(),
    )
    return tmp_path / "vault"


@pytest.fixture
def vault(home):
    with open_vault(home, lambda: b"") as vault:
        yield vault


@pytest.fixture
def planned(language):
    return planning.make_plan(parse(fake_language.MEMO.encode(), name="memo.txt"))


@pytest.fixture
def recipients():
    return tuple(
        Recipient(f"r-{number:02}", (("name", f"Person {number}"),)) for number in range(8)
    )


@pytest.fixture
def release(vault, planned, recipients, tmp_path, clock):
    return issuing.issue(vault, planned, recipients, tmp_path / "out", clock=clock)


@pytest.fixture
def copy(release):
    return release.copies[3]
