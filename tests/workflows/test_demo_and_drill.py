"""canary.workflows.demo and .drill: the story told, and told in advance."""

import tempfile
from pathlib import Path

import pytest

from canary.errors import UsageError
from canary.workflows import demo
from canary.workflows.drill import drill, drill_json


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
