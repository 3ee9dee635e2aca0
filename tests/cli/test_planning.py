"""`--review`, `--accept` and `--html`, as an officer uses them."""

from pathlib import Path

import pytest

from canary.files.documents import parse
from canary.model import Channel
from tests.workflows import fake_language
from tests.workflows.fake_language import MEMO


@pytest.fixture
def review(run, memo, tmp_path):
    run("plan", memo, "--review", "memo.review")
    return tmp_path / "memo.review"


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_review_is_private_and_accepting_it_unedited_changes_nothing(ask, memo, review):
    assert review.stat().st_mode & 0o077 == 0
    assert ask("plan", memo, "--accept", review, "--sites") == ask("plan", memo, "--sites")


def test_an_edited_review_is_planned_as_edited(ask, memo, review):
    before = ask("plan", memo)["sites"]
    edit(review, "\naccept", "\nreject")
    with review.open("a", encoding="utf-8") as file:
        file.write("add | rise / increase | show a big rise, and\n")
    result = ask("plan", memo, "--accept", review, "--sites")
    assert result["sites"] == before
    (mine,) = [site for site in result["site_list"] if site["private"]]
    assert (mine["channel"], mine["variants"]) == ("house", ["rise", "increase"])


def test_a_review_of_a_review_keeps_its_decisions(ask, run, memo, review):
    edit(review, "show / demonstrate", "show / make plain")
    run("plan", memo, "--accept", review, "--review", "again.review")
    first = ask("plan", memo, "--accept", review, "--sites")
    assert ask("plan", memo, "--accept", "again.review", "--sites") == first


def test_the_page_is_written_in_private(run, memo):
    run("plan", memo, "--html", "page.html")
    page = Path("page.html")
    assert page.stat().st_mode & 0o077 == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_copies_are_issued_from_an_accepted_review_and_named_again(
    ask, vault, memo, people, review
):
    edit(review, "show / demonstrate", "show / make plain")
    issued = ask("issue", memo, "--to", people, "--out", "out", "--accept", review)
    texts = [Path(copy["path"]).read_text(encoding="utf-8") for copy in issued["copies"]]
    for text in texts:
        assert ("the figures make plain" in text) != ("the figures show" in text)
    for copy in issued["copies"][:2]:
        assert ask("decode", copy["path"])["candidates"][0]["copy"] == copy["copy"]


@pytest.mark.parametrize("verb", ["plan", "issue"])
@pytest.mark.parametrize("option", ["--channels", "--lock"])
def test_a_review_goes_without_what_it_decided(run, vault, memo, people, review, verb, option):
    Path("terms.txt").write_text("said\n", encoding="utf-8")
    value = {"--channels": "lexicon", "--lock": "terms.txt"}[option]
    more = ("--to", people, "--out", "out") if verb == "issue" else ()
    result = run(verb, memo, "--accept", review, option, value, *more, code=2)
    assert "--accept goes without --channels and --lock" in result.stderr
    assert not Path("out").exists()


def test_a_review_of_another_memo_is_exit_2_and_a_damaged_one_exit_3(run, memo, review):
    Path("other.txt").write_text(MEMO + "\nMore of it.\n", encoding="utf-8")
    assert "another text" in run("plan", "other.txt", "--accept", review, code=2).stderr
    edit(review, "\naccept", "\nperhaps")
    stderr = run("plan", memo, "--accept", review, code=3).stderr
    assert "says nothing" in stderr
    assert "line " in stderr


def test_the_fixture_speaks_of_a_memo_with_both_kinds_of_site(memo):
    document = parse(memo.read_bytes(), name="memo.txt")
    found = fake_language.analyse(document.text, channels=set(Channel)).sites
    assert {site.channel for site in found} == {Channel.LEXICON, Channel.SPACING}
