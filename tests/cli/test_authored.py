"""An author's own alternatives, from the plan to the decoded leak, in the real language."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from canary.cli import canary
from canary.cli.planning import Choices
from canary.errors import InputError, UsageError
from canary.files.documents import open_document

MEMO = """NOTE TO THE BOARD

The committee {met|came together|gathered} on Monday and {agreed|decided} that the plan {should go
ahead|ought to go ahead} in May. {However|Nevertheless}, the budget {is|remains} open
{for the moment|for now}, and we will return to it.

The staff {were told|were informed|heard} on Tuesday. Members {asked|inquired|wanted to know} why
the work took so long, and the chair {answered|replied|responded} at {length|some length}.
{Finally|In the end|At last} they {left|went home}.
"""


@pytest.fixture
def memo(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "memo.txt").write_text(MEMO, encoding="utf-8")
    return tmp_path / "memo.txt"


def plan(memo, **options):
    found = {"channels": None, "lock": None, "authored": True, "accept": None} | options
    return Choices(**found).plan(open_document(memo), offers=True)


def run(*args, code=0):
    result = CliRunner().invoke(canary, ("--home", "vault", *map(str, args)), prog_name="canary")
    assert result.exit_code == code, (result.stderr, result.exception)
    return result


@pytest.mark.parametrize("name", ["memo.txt", "memo.md"])
def test_every_choice_is_a_site_and_a_leak_of_one_copy_is_named(memo, name):
    memo = memo.rename(memo.with_name(name))
    Path("people.csv").write_text("id\n" + "".join(f"r{n}\n" for n in range(6)), encoding="utf-8")
    run("init", "--no-passphrase")
    listed = json.loads(run("plan", memo, "--authored", "--sites", "--json").stdout)["site_list"]
    authored = [site for site in listed if site["channel"] == "authored"]
    assert len(authored) == MEMO.count("{")
    assert authored[2]["variants"] == ["should go\nahead", "ought to go ahead"]
    assert {site["source_variant"] for site in authored} == {0}
    arguments = ("--to", "people.csv", "--out", "out", "--authored", "--json")
    issued = json.loads(run("issue", memo, *arguments).stdout)
    for copy in issued["copies"]:
        text = Path(copy["path"]).read_text(encoding="utf-8")
        assert not set("{|}") & set(text)
    leak = Path("leak.txt")
    leak.write_text(" ".join(text.split()).upper(), encoding="utf-8")
    found = json.loads(run("decode", leak, "--alpha", "1e-3", "--json").stdout)
    assert found["candidates"][0]["copy"] == issued["copies"][-1]["copy"]
    assert found["verdict"] == "attributed"


def test_alternatives_come_whatever_channels_are_asked_for(memo):
    sites = plan(memo, channels="spacing").plan.sites
    assert sum(site.channel.value == "authored" for site in sites) == MEMO.count("{")
    assert not any(site.channel.value == "lexicon" for site in sites)
    without = plan(memo, authored=False)
    assert not any(site.channel.value == "authored" for site in without.plan.sites)


def test_alternatives_that_read_alike_are_refused(memo):
    memo.write_text(MEMO + "We saw {it|it again} {now|again now} too.\n", encoding="utf-8")
    with pytest.raises(InputError, match="can't be told apart"):
        plan(memo)


def test_choices_outside_prose_are_told_of(memo, capsys):
    memo.write_text("# {A|B}\n\n" + MEMO, encoding="utf-8")
    memo = memo.rename(memo.with_suffix(".md"))
    plan(memo)
    assert "1 {this|that} outside prose" in capsys.readouterr().err


@pytest.mark.parametrize("action", ["reject", "lock"])
def test_a_review_can_not_leave_braces_in_the_copies(memo, action):
    run("plan", memo, "--authored", "--review", "memo.review")
    review = Path("memo.review")
    text = review.read_text(encoding="utf-8")
    assert run("plan", memo, "--accept", review)
    row = next(r for r in text.splitlines() if " met / " in r)
    review.write_text(text.replace(row, row.replace("accept", action, 1)), encoding="utf-8")
    result = run("plan", memo, "--accept", review, code=3)
    assert "leaves out the alternatives '{met|came together|gathered}'" in result.stderr


def test_a_review_goes_without_the_channels_it_decided(memo):
    with pytest.raises(UsageError, match="--accept goes without"):
        plan(memo, channels="lexicon", accept=Path("memo.review"))
