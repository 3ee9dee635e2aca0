"""A vault's own wordlist: kept from an accepted review, used and offered later, and a secret."""

import pytest

from canary.errors import VerificationError
from canary.language import HouseWording
from canary.model import Channel, Part, Site, Span
from canary.store import Registry
from canary.workflows import house
from canary.workflows import plan as planning
from canary.workflows.vault import REGISTRY, open_vault
from tests.workflows.fake_language import MEMO

ADDED = "add | rise / increase | show a big rise, and\n"
WORDING = HouseWording(
    "rise",
    ("increase",),
    "They said that the figures show a big",
    ", and we think it began in May.",
)


@pytest.fixture
def review(run, vault, memo, tmp_path):
    run("plan", memo, "--review", "memo.review")
    with (tmp_path / "memo.review").open("a", encoding="utf-8") as file:
        file.write(ADDED)
    return tmp_path / "memo.review"


@pytest.fixture
def seen(run, monkeypatch):
    """The house wordings of every analysis, on top of the language of a dozen words."""
    analyse, calls = planning.analyse, []

    def watching(text, *, helpers, **options):
        calls.append(helpers.house)
        return analyse(text, **options)

    monkeypatch.setattr(planning, "analyse", watching)
    return calls


def has_house(vault):
    """Whether a vault keeps wordings of its own; needs no passphrase."""
    registry = Registry.open(vault / REGISTRY)
    try:
        return any(True for _ in registry.entries(house.KIND, last=1))
    finally:
        registry.close()


def kept(vault):
    with open_vault(vault, lambda: b"") as opened:
        return house.read_house(opened)


def test_an_accepted_addition_is_kept_sealed_with_its_sentence(run, vault, memo, people, review):
    assert not has_house(vault)
    run("issue", memo, "--to", people, "--out", "out", "--accept", review)
    assert has_house(vault)
    assert kept(vault) == (WORDING,)
    assert b"increase" not in (vault / "registry.db").read_bytes()
    run("verify")


def test_plan_and_issue_use_what_the_vault_keeps(ask, vault, memo, people, review, seen):
    ask("issue", memo, "--to", people, "--out", "out", "--accept", review)
    ask("plan", memo)
    ask("issue", memo, "--to", people, "--out", "out-2")
    assert seen == [(WORDING,), (WORDING,)]
    assert kept(vault) == (WORDING,)


def test_the_same_addition_is_kept_once(run, vault, memo, people, review):
    for out in ("out-1", "out-2"):
        run("issue", memo, "--to", people, "--out", out, "--accept", review)
    with open_vault(vault, lambda: b"") as opened:
        assert len(list(opened.entries("house"))) == 1


def test_an_issue_without_additions_keeps_nothing(run, vault, memo, people):
    run("plan", memo, "--review", "memo.review")
    run("issue", memo, "--to", people, "--out", "out", "--accept", "memo.review")
    assert not has_house(vault)


def test_a_plan_without_a_vault_needs_none(ask, memo, seen):
    ask("plan", memo)
    assert seen == [()]


def test_a_plan_that_cannot_open_the_vault_goes_without(run, memo, people, tmp_path, seen):
    (tmp_path / "pass").write_text("long enough a passphrase\n", encoding="utf-8")
    words = ("--passphrase-file", "pass")
    run(*words, "init")
    run("plan", memo, "--review", "memo.review")
    with (tmp_path / "memo.review").open("a", encoding="utf-8") as file:
        file.write(ADDED)
    run(*words, "issue", memo, "--to", people, "--out", "out", "--accept", "memo.review")
    assert "own wordings are left out" in run("plan", memo).stderr
    (tmp_path / "pass").write_text("another passphrase\n", encoding="utf-8")
    assert run(*words, "plan", memo, code=6).stdout == ""
    assert seen[-1] == ()


@pytest.mark.parametrize("blob", [b"{}", b'["words"]'])
def test_a_list_of_another_shape_is_refused(vault, blob):
    with open_vault(vault, lambda: b"") as opened:
        opened.append("house", {"n": 1}, now=1_700_000_100, blobs={"house": blob})
        with pytest.raises(VerificationError, match="the house wordlist"):
            house.read_house(opened)


def test_places_that_cannot_be_found_again_are_not_kept():
    sentence = Span(0, MEMO.index(".") + 1)
    gap = Part(Span(MEMO.index(" the figures"), MEMO.index("the figures")), (" ", " all "))
    left_out = Part(Span(MEMO.index("big"), MEMO.index("big") + 3), ("big", ""))
    sites = [Site(0, Channel.HOUSE, "house", (part,), 0, sentence, 0) for part in (gap, left_out)]
    assert list(house.wordings(sites, MEMO)) == []
