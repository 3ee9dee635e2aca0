"""canary.workflows.together: excerpts, leaks and documents of one case add up."""

from math import log10

import pytest

from canary.files.documents import parse
from canary.model import Recipient
from canary.workflows import issue as issuing
from canary.workflows import plan as planning
from canary.workflows.decode import decode
from canary.workflows.question import Leak, Question
from tests.workflows.fake_language import MEMO

OTHER = """MINUTES OF THE HARBOUR COMMITTEE

The pilot said that ferries show about nine faults, and engineers think repairs begin quickly. He
also said large cranes often help before winter storms, as many dockers think they should.

Crews said tugs help ferries quickly before dawn; many think it shows a big saving. Owners also said
that dredging would begin about noon, and they often said so before.
"""
CASE = Question(case="summer", alpha=1e-6)


def leak(*texts):
    return Leak.of([(text, text.encode()) for text in texts])


def issue(vault, text, recipients, out, clock):
    planned = planning.make_plan(parse(text.encode(), name="memo.txt"))
    release = issuing.issue(vault, planned, recipients, out, clock=clock)
    return {copy.recipient: copy for copy in release.copies}


@pytest.fixture
def memo(vault, language, recipients, tmp_path, clock):
    return issue(vault, MEMO, recipients, tmp_path / "memo", clock)


def paragraphs(copy):
    return copy.path.read_text("utf-8").split("\n\n")[2:]


@pytest.fixture
def minutes(vault, language, recipients, tmp_path, clock):
    others = (*recipients[:4], Recipient("x-1"), Recipient("R-05"))
    return issue(vault, OTHER, others, tmp_path / "minutes", clock)


def test_two_excerpts_that_name_nobody_name_the_copy_together(vault, memo, clock):
    first, _, last = paragraphs(memo["r-03"])
    one = decode(vault, leak(first), CASE, now=clock())
    two = decode(vault, leak(last), CASE, now=clock())
    alone = decode(vault, leak(last), Question(alpha=1e-6), now=clock())
    assert (one["verdict"], one["together"]) == ("shortlist", [])
    assert alone["verdict"] == "shortlist"
    assert two["verdict"] == "attributed"
    best = two["candidates"][0]
    assert (best["copy"], best["recipient"]) == (memo["r-03"].copy, "r-03")
    total = two["together"][0]
    assert (total["copies"], total["recipient"]) == ([best["copy"]], "r-03")
    assert total["p_adjusted"] == best["p_adjusted"] <= 1e-6
    assert total["log10_e"] > max(row["log10_lr"] for row in (best, one["candidates"][0]))


def test_the_same_words_twice_add_up_to_nothing(vault, memo, clock):
    first, *_ = paragraphs(memo["r-03"])
    decode(vault, leak(first), CASE, now=clock())
    again = decode(vault, leak("Somebody wrote to us.\n\n" + first), CASE, now=clock())
    assert (again["run"], again["together"]) == (2, [])
    assert again["verdict"] == "shortlist"


def test_documents_issued_to_the_same_people_add_up(vault, memo, minutes, clock):
    first, *_ = paragraphs(memo["r-02"])
    one = decode(vault, leak(first), CASE, now=clock())
    two = decode(vault, leak(minutes["r-02"].path.read_text("utf-8")), CASE, now=clock())
    assert (one["verdict"], two["issue"] != one["issue"]) == ("shortlist", True)
    total = two["together"][0]
    assert total["copies"] == [memo["r-02"].copy, minutes["r-02"].copy]
    assert (total["attributed"], total["recipient"]) == (True, "r-02")
    for index in (two["entry"], vault.registry.size() - 1):
        assert set(vault.entry(index).payload["copies"]) == set(total["copies"])


def test_what_neither_document_says_alone_both_say_together(vault, memo, minutes, clock):
    for holder in ("r-00", "r-01", "r-02", "r-03"):
        case = Question(case=holder, alpha=1e-6)
        pieces = [leak(paragraphs(issued[holder])[0]) for issued in (memo, minutes)]
        for piece in pieces:
            alone = decode(vault, piece, Question(alpha=1e-6), now=clock())
            assert alone["verdict"] == "shortlist"
            assert not any(row["attributed"] for row in alone["candidates"])
        first, both = (decode(vault, piece, case, now=clock()) for piece in pieces)
        assert (first["verdict"], both["verdict"]) == ("shortlist", "attributed")
        total, *others = both["together"]
        assert (total["recipient"], total["attributed"]) == (holder, True)
        assert total["copies"] == [memo[holder].copy, minutes[holder].copy]
        assert total["log10_e"] >= 6 + log10(10)  # ten holders in all, one in a million
        assert not any(row["attributed"] for row in others)


def test_two_documents_in_one_leak_add_up(vault, memo, minutes, clock):
    pieces = leak(paragraphs(memo["r-05"])[0], minutes["R-05"].path.read_text("utf-8"))
    found = decode(vault, pieces, Question(alpha=1e-6), now=clock())
    assert found["copies"] == 14
    total = found["together"][0]
    assert set(total["copies"]) == {memo["r-05"].copy, minutes["R-05"].copy}
    assert total["attributed"]


def test_every_run_is_listed(vault, memo, clock):
    first, middle, last = paragraphs(memo["r-03"])
    for piece in (first, middle):
        decode(vault, leak(piece), CASE, now=clock())
    decode(vault, leak(last), Question(), now=clock())
    found = decode(vault, leak(last), CASE, now=clock())
    assert [row["run"] for row in found["run_list"]] == [1, 2, 3]
    assert found["run_list"][-1]["entry"] == found["entry"]
    assert found["run_list"][-1]["share"] == found["share"] == 1 / 16
    assert found["decodes_elsewhere"] == 1


def test_what_was_erased_says_nothing(vault, memo, minutes, clock):
    one = decode(vault, leak(minutes["r-02"].path.read_text("utf-8")), CASE, now=clock())
    with vault.writing() as transaction:
        transaction.erase(one["issue"], [])
    vault._document_keys.clear()
    found = decode(vault, leak(paragraphs(memo["r-02"])[0]), CASE, now=clock())
    assert (found["run"], found["together"]) == (2, [])


def test_a_leak_of_nothing_says_nothing_of_its_case(vault, memo, clock):
    first, _, last = paragraphs(memo["r-03"])
    for piece in (first, last):
        said = decode(vault, leak(piece), CASE, now=clock())
    assert said["together"][0]["attributed"]
    found = decode(vault, leak("Nobody wrote a word of this."), CASE, now=clock())
    assert (found["verdict"], found["candidates"], found["together"]) == ("no-match", [], [])
    assert [row["verdict"] for row in found["run_list"]][1:] == ["attributed", "no-match"]


def test_what_earlier_leaks_said_of_others_is_not_repeated(vault, memo, minutes, clock):
    first, _, last = paragraphs(memo["r-06"])  # who was not given the minutes
    for piece in (first, last):
        said = decode(vault, leak(piece), CASE, now=clock())
    assert said["verdict"] == "attributed"
    found = decode(vault, leak(paragraphs(minutes["x-1"])[0]), CASE, now=clock())
    attributed = any(row["attributed"] for row in found["together"])
    assert attributed == (found["verdict"] == "attributed")
    assert memo["r-06"].copy not in [name for row in found["together"] for name in row["copies"]]


def test_another_holders_words_attribute_no_copy_the_leak_does_not_speak_for(
    vault, memo, minutes, clock
):
    pieces = leak(memo["r-02"].path.read_text("utf-8"), minutes["x-1"].path.read_text("utf-8"))
    found = decode(vault, pieces, Question(alpha=1e-6), now=clock())
    named = {row["copy"] for row in found["candidates"] if row["attributed"]}
    assert memo["r-02"].copy in named
    assert minutes["r-02"].copy not in named
    totals = {copy: row for row in found["together"] for copy in row["copies"]}
    assert totals[memo["r-02"].copy]["attributed"]
    assert minutes["r-02"].copy not in totals
