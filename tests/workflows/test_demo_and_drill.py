"""canary.workflows.demo and .drill: the story told, and told in advance."""

import tempfile
from pathlib import Path

import pytest

from canary.errors import UsageError
from canary.report.drills import drill_text
from canary.workflows import demo
from canary.workflows.drill import drill, drill_json
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


def test_a_drill_counts_right_and_wrong(planned):
    tallies = list(
        drill(planned, recipients=8, trials=4, alpha=1e-3, channels=["verbatim", "null"])
    )
    verbatim, null = drill_json(planned, tallies)["channels"]
    assert (verbatim["trials"], verbatim["attributed"], verbatim["wrong"]) == (4, 4, 0)
    assert (null["attributed"], null["shortlisted"], null["wrong"]) == (0, 0, 0)


def test_an_unknown_leak_channel_is_a_usage_error(planned):
    with pytest.raises(UsageError, match="no such leak channel"):
        list(drill(planned, recipients=2, trials=1, alpha=0.1, channels=["telepathy"]))


def test_decoys_measure_the_error_rate_of_an_installation(planned):
    tallies = list(
        drill(planned, recipients=10, trials=3, alpha=0.2, channels=["retype", "null"], decoys=200)
    )
    result = drill_json(planned, tallies)
    retype, null = (row["decoys"] for row in result["channels"])
    assert retype["decoys"] == null["decoys"] == 600
    assert (retype["decodes"], result["decoys"]["decodes"]) == (60, 120)
    assert result["decoys"]["named"] == retype["named"] + null["named"] <= at_most(1200, 0.02)
    assert result["decoys"]["wrong_decodes"] <= at_most(120, 0.2)
    assert result["decoys"]["error_bound"] > result["decoys"]["named"] / 1200
    assert "of 1,200 decoys scored against the same readings" in drill_text(result)


def test_a_drill_without_decoys_states_no_error_rate(planned):
    tallies = list(drill(planned, recipients=5, trials=1, alpha=0.1, channels=["null"]))
    result = drill_json(planned, tallies)
    assert result["decoys"]["decoys"] == 0
    assert "error rate" not in drill_text(result)
