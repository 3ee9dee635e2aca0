"""A drill as a table."""

from canary.report.drills import drill_text

CHANNEL = {"channel": "retype", "trials": 9, "attributed": 7, "shortlisted": 1, "wrong": 0}


def told(**changed):
    row = {"sentence": "It rained.", "sites": 2, "shown": 1.5, "left": 40.0, "attributed": 0.0}
    result = {"channels": [CHANNEL], "recipients": 80, "sentences": [row | changed], "gaps": []}
    return drill_text(result)


def test_each_channel_is_a_row():
    assert "retype     9         7             1              0" in told()


def test_a_sentence_says_how_many_copies_it_would_leave():
    assert "40 of 80 copies" in told()
    assert "1.5 of 80 copies, attributed in 25%" in " ".join(
        told(left=1.5, attributed=0.25).split()
    )
    assert "one copy, attributed" in told(left=1.0, attributed=1.0)
    assert "all copies" in told(left=80.0)


def test_stretches_without_a_site_are_listed_where_there_are_any():
    assert "stretches" not in told()
    gap = {"text": "It rained.  It poured.", "sentences": 2, "words": 4}
    result = {"channels": [CHANNEL], "recipients": 80, "sentences": [], "gaps": [gap]}
    shown = drill_text(result)
    assert "longest stretches that show nothing" in shown
    assert "It rained. It poured." in shown
