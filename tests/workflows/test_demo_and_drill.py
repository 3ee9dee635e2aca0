"""canary.workflows.demo and .drill: the story told, and told in advance."""

import tempfile
from pathlib import Path

import pytest

from canary.errors import UsageError
from canary.files.documents import parse
from canary.report.drills import drill_text
from canary.workflows import demo
from canary.workflows.drill import CHANNELS, Rehearsal, channel_json, decoys_json, drill
from canary.workflows.drill_sentences import gaps, prospects, sentences_json
from canary.workflows.plan import make_plan
from tests.codes.worlds import at_most


def test_the_story_ends_well_and_leaves_nothing_behind(clock, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    steps = list(demo.tell(clock=clock))
    story = steps[-1][1]
    assert [step for step, _ in steps] == [
        "init",
        "plan",
        "issue",
        "leak",
        "decode",
        "source",
        "verify",
    ]
    assert story.traced["verdict"] == "attributed"
    assert story.traced["candidates"][0]["recipient"] == story.leaker
    assert story.source["verdict"] != "attributed"
    assert story.report.ok
    assert not list(Path(tmp_path).iterdir())


def outcomes(rehearsal, trials, *channels):
    found = drill(rehearsal, trials=trials, channels=channels)
    return {tally.channel: channel_json(tally) for tally in found}


def test_a_drill_counts_right_and_wrong(planned):
    rehearsal = Rehearsal(planned, recipients=8, alpha=1e-3)
    found = outcomes(rehearsal, 4, "verbatim", "null")
    verbatim, null = found["verbatim"], found["null"]
    assert (verbatim["trials"], verbatim["attributed"], verbatim["wrong"]) == (4, 4, 0)
    assert (null["attributed"], null["shortlisted"], null["wrong"]) == (0, 0, 0)


def test_a_drill_plays_every_channel_and_tells_each_trial(planned):
    rehearsal = Rehearsal(planned, recipients=3, alpha=1e-3)
    tallies = list(drill(rehearsal, trials=2))
    assert [tally.trials for tally in tallies] == [1, 2] * len(CHANNELS)
    assert not any(tally.wrong for tally in tallies)


def test_a_pool_names_one_of_its_members_or_nobody(planned):
    found = outcomes(Rehearsal(planned, recipients=8, alpha=0.05), 8, "collude")["collude"]
    assert (found["attributed"] > 0, found["wrong"]) == (True, 0)
    assert found["parameters"] == {"copies": 2, "strategy": "site"}


def test_one_recipient_alone_can_be_drilled(planned):
    found = outcomes(Rehearsal(planned, recipients=1, alpha=0.1), 1, "collude", "wash")
    assert [row["wrong"] for row in found.values()] == [0, 0]


def test_an_unknown_leak_channel_is_a_usage_error(planned):
    rehearsal = Rehearsal(planned, recipients=2, alpha=0.1)
    with pytest.raises(UsageError, match="no such leak channel"):
        list(drill(rehearsal, trials=1, channels=["telepathy"]))


MARKED = """We met the board in the long hall on Friday and talked until all the lamps went out.

The chair {said|stated} that the {big|large} plan, which the county had {asked|begged} for, was
ready. She {hoped|wished} that the old mill would open in spring.

It rained. Nobody in the village remembered a wetter month of May, and the lane was under deep
water.
"""


def rehearsed(recipients, alpha):
    planned = make_plan(
        parse(MARKED.encode(), name="memo.txt"), channels=["authored"], authored=True
    )
    return Rehearsal(planned, recipients=recipients, alpha=alpha)


def test_each_sentence_says_what_quoting_it_would_prove():
    rehearsal = rehearsed(9, 1e-3)
    silent, three, one, *rest = prospects(rehearsal)
    assert (silent.sites, silent.shown, silent.left, silent.attributed) == (0, 0, 9, 0)
    assert (three.sites, three.shown, three.left) == (3, 3, 1 + 8 / 8)
    assert (one.sites, one.shown, one.left) == (1, 1, 1 + 8 / 2)
    assert [(each.sites, each.left) for each in rest] == [(0, 9)] * 2


def test_a_sentence_that_holds_enough_is_foretold_to_be_attributed():
    assert [each.attributed for each in prospects(rehearsed(2, 0.5))][:3] == [0, 1, 0]


def test_gaps_are_the_longest_stretches_without_a_site_that_shows():
    rehearsal = rehearsed(9, 1e-3)
    found = list(prospects(rehearsal))
    content = rehearsal.document.text.content
    assert [(gap.sentences, gap.words) for gap in gaps(found)] == [(2, 19), (1, 18)]
    assert gaps(found)[0].span.cut(content).startswith("It rained. Nobody")
    told = sentences_json(rehearsal, found)
    assert [row["left"] for row in told["sentences"]] == [9, 2, 5, 9, 9]
    assert told["gaps"][1]["text"].startswith("We met")


def test_decoys_measure_the_error_rate_of_an_installation(planned):
    rehearsal = Rehearsal(planned, recipients=10, alpha=0.2)
    found = {}
    for tally in drill(rehearsal, trials=3, channels=["retype", "null"], decoys=200):
        found[tally.channel] = tally
    retype, null = (channel_json(found[name])["decoys"] for name in ("retype", "null"))
    total = decoys_json(found.values())
    assert retype["decoys"] == null["decoys"] == 600
    assert (retype["decodes"], total["decodes"]) == (60, 120)
    assert total["named"] == retype["named"] + null["named"] <= at_most(1200, 0.02)
    assert total["wrong_decodes"] <= at_most(120, 0.2)
    assert total["error_bound"] > total["named"] / 1200
    page = drill_text({"channels": [], "sentences": [], "gaps": [], "decoys": total})
    shown = " ".join(page.split())
    assert "of 1,200 decoys scored against the same readings" in shown


def test_a_drill_without_decoys_states_no_error_rate(planned):
    rehearsal = Rehearsal(planned, recipients=5, alpha=0.1)
    *_, tally = drill(rehearsal, trials=1, channels=["null"])
    assert decoys_json([tally])["decoys"] == 0
    shown = drill_text(
        {"channels": [], "sentences": [], "gaps": [], "decoys": decoys_json([tally])}
    )
    assert "error rate" not in shown
