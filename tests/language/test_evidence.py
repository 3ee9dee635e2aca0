"""What speaks for the rules: the record of verdicts, and the sites of texts of our own."""

import pytest

from bench import record
from canary.language import packaged
from tests.language import golden


def verdict(state, genre="memo", context="0" * 16):
    return record.Verdict("v.x", "a", "b", context, genre, state)


def test_the_rules_fire_in_our_own_texts_where_they_did():
    """After a deliberate change: python -m tests.language.golden, and read the difference."""
    expected = golden.EXPECTED.read_text(encoding="utf-8").splitlines()
    found = list(golden.lines())
    assert [row for row in found if row not in expected] == []
    assert [row for row in expected if row not in found] == []


def test_our_own_texts_are_long_and_of_every_kind():
    texts = [p.read_text(encoding="utf-8") for p in golden.FOLDER.glob("*.txt")]
    assert len(texts) >= 10
    assert sum(len(text.split()) for text in texts) >= 3000


def test_the_record_is_sorted_and_says_a_site_once():
    for which in record.sets():
        rows = (record.FOLDER / f"{which}.txt").read_text(encoding="utf-8").splitlines()
        verdicts = record.read(which)
        assert rows == sorted(rows) == [v.line for v in verdicts]
        assert len({v.site for v in verdicts}) == len(verdicts)


def test_no_gold_rule_was_refused_too_often():
    tiers = {c.id: c.tier for c in packaged().classes} | {r.id: r.tier for r in packaged().rules}
    verdicts = [v for which in record.sets() for v in record.read(which)]
    assert len(verdicts) > 3000
    assert [row for row in record.too_bad(verdicts) if tiers.get(row[0]) == "gold"] == []


@pytest.mark.parametrize(
    ("states", "found"),
    [
        ("bad good", []),
        ("bad bad", [("v.x", "all", 2, 2), ("v.x", "memo", 2, 2)]),
        ("bad mended", []),
        ("bad bad" + " good" * 37, [("v.x", "all", 2, 39), ("v.x", "memo", 2, 39)]),
        ("bad bad" + " good" * 38, []),
    ],
)
def test_a_rule_is_too_bad_with_two_refused_and_more_than_one_in_twenty(states, found):
    assert list(record.too_bad(map(verdict, states.split()))) == found


def test_a_rule_is_judged_in_each_genre_too():
    judged = [verdict("bad", "cable")] * 2 + [verdict("good")] * 100
    assert list(record.too_bad(judged)) == [("v.x", "cable", 2, 2)]


def test_of_two_verdicts_on_a_site_the_refusal_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(record, "FOLDER", tmp_path)
    record.write("some", [verdict("bad"), verdict("good"), verdict("good", context="1" * 16)])
    assert [v.verdict for v in record.read("some")] == ["bad", "good"]
    record.write("some", [*record.read("some"), verdict("mended")])
    assert [v.verdict for v in record.read("some")] == ["mended", "good"]
    assert record.read("other") == []


def test_a_line_that_is_no_verdict_is_refused():
    with pytest.raises(ValueError, match="not a verdict"):
        record.parse("v.x\ta > b\t0000\tmemo\tgood\t")
