"""canary.workflows.decode: named only where the bound holds, recorded before it is shown."""

import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from canary.errors import UsageError, VerificationError
from canary.files.documents import parse
from canary.model import Doubt, LeakText, Recipient, Span
from canary.report.decodes import decode_text
from canary.report.statements import FRAMING
from canary.workflows import decode as decoding
from canary.workflows import issue as issuing
from canary.workflows import kept
from canary.workflows import plan as planning
from canary.workflows.decode import analyses, decode
from canary.workflows.question import Leak, Question
from canary.workflows.vault import open_vault
from tests.codes.worlds import at_most
from tests.workflows.fake_language import MEMO

UNRELATED = "The committee of the village fete has met to discuss the price of the marquee. " * 9


def leak(*texts):
    return Leak.of([(text, text.encode()) for text in texts])


@pytest.fixture
def text(copy):
    return copy.path.read_text(encoding="utf-8")


def kinds(vault):
    return [entry.kind for entry in map(vault.entry, range(vault.registry.size()))]


def test_a_copy_is_attributed_and_its_recipient_named(vault, copy, text, clock):
    result = decode(vault, leak(text), Question(), now=clock())
    best = result["candidates"][0]
    assert result["verdict"] == "attributed"
    assert (best["copy"], best["recipient"]) == (copy.copy, copy.recipient)
    assert best["p_adjusted"] <= result["alpha"]
    assert all(row["recipient"] is None for row in result["candidates"][1:])
    assert kinds(vault)[-2:] == ["decode", "attribute"]
    assert vault.entry(result["entry"]).payload["copies"] == [copy.copy]


def test_the_sites_add_up(vault, text, clock):
    half = text[: len(text) // 2]
    result = decode(vault, leak(half), Question(), now=clock())
    sites = result["sites"]
    assert sites["total"] == sites["observed"] + sites["erased"] + sites["substituted"]
    assert 0 < sites["observed"] < sites["total"]
    assert sum(row["observed"] for row in result["channels"]) == sites["observed"]


def test_pieces_are_one_leak(vault, copy, text, clock):
    first, *others = text.split("\n\n")[2:]
    result = decode(vault, leak(*others, first), Question(), now=clock())
    assert result["leak"]["pieces"] == 3
    assert result["candidates"][0]["copy"] == copy.copy


def test_the_source_and_unrelated_text_name_nobody(vault, release, clock):
    source = decode(vault, leak(MEMO), Question(), now=clock())
    assert source["verdict"] in {"inconclusive", "shortlist"}
    assert source["source_agreement"] == 1
    nothing = decode(vault, leak(UNRELATED), Question(), now=clock())
    assert (nothing["verdict"], nothing["issue"]) == ("no-match", None)
    assert nothing["candidates"] == []
    assert kinds(vault)[-1] == "decode"


def test_a_text_that_shows_nothing_of_the_issue_asked_for_is_no_match(vault, release, clock):
    found = decode(vault, leak(UNRELATED), Question(issue=release.issued.issue), now=clock())
    assert (found["verdict"], found["issue"], found["candidates"]) == ("no-match", None, [])
    assert (found["issues"], found["copies"]) == ([release.issued.issue], len(release.copies))
    again = decode(vault, leak(UNRELATED), Question(issue=release.issued.issue), now=clock())
    assert again["run"] == found["run"]


def test_recipients_are_shown_only_for_a_recorded_reason(vault, release, clock):
    plain = decode(vault, leak(MEMO), Question(), now=clock())
    assert {row["recipient"] for row in plain["candidates"]} == {None}
    result = decode(vault, leak(MEMO), Question(reveal="the board asked"), now=clock())
    assert {row["recipient"] for row in result["candidates"]} == {
        copy.recipient for copy in release.copies
    }
    last = vault.entry(vault.registry.size() - 1)
    assert last.kind == "reveal"
    assert vault.open_blob(last, "reason") == b"the board asked"


def test_alpha_is_spent_once_per_analysis(vault, text, clock):
    def runs(question, *pieces):
        result = decode(vault, leak(*pieces), question, now=clock())
        return result["run"], result["runs"], result["candidates"][0]["p_adjusted"]

    named = Question(case="summer")
    first = runs(named, text)
    second = runs(named, text[20:])
    again = runs(named, text)
    assert [run for run, _, _ in (first, second, again)] == [1, 2, 1]
    assert [decodes for _, decodes, _ in (first, second, again)] == [1, 2, 3]
    assert first[2] == again[2]
    alone = runs(Question(), text)
    assert alone[:2] == (1, 1)
    assert first[2] == pytest.approx(alone[2] * 16 / 9)  # 8 copies count as 16, or as 9


def test_the_record_of_a_case_can_be_read_back(vault, text, clock):
    question = Question(case="summer", obtained_from="press")
    shown = decode(vault, leak(text), question, now=clock())
    ((entry, result),) = analyses(vault, vault.keys.case_id("summer"))
    assert entry.index == shown["entry"]
    assert result["obtained_from"] == "press"
    assert {row["recipient"] for row in result["candidates"]} == {None}
    assert vault.open_blob(entry, "leak").decode() == text


def test_equal_editions_are_scored_as_one_family(vault, planned, copy, text, tmp_path, clock):
    others = tuple(Recipient(f"s-{number}") for number in range(8))
    again = issuing.issue(vault, planned, others, tmp_path / "again", clock=clock)
    result = decode(vault, leak(text), Question(keep=None), now=clock())
    assert result["copies"] == len(result["candidates"]) == 16
    assert result["candidates"][0]["copy"] == copy.copy
    assert set(result["issues"]) >= {again.issued.issue}
    assert sum(row["posterior"] for row in result["candidates"]) == pytest.approx(1)
    only = decode(vault, leak(text), Question(issue=again.issued.issue[:8]), now=clock())
    assert only["copies"] == 8
    assert only["verdict"] != "attributed"


def test_added_recipients_belong_to_the_family(vault, release, tmp_path, clock):
    more = (Recipient("late"), Recipient("later"))
    added = issuing.add(vault, release.issued.issue, more, tmp_path / "more", clock=clock)
    late = added.copies[1]
    result = decode(vault, leak(late.path.read_text("utf-8")), Question(), now=clock())
    assert result["copies"] == 10
    assert result["candidates"][0]["copy"] == late.copy


def test_copies_recorded_after_the_leak_was_seen_are_outside(vault, release, copy, text, clock):
    seen = release.issued.entry.payload["time"]
    late = issuing.add(
        vault, release.issued.issue, (Recipient("late"),), copy.path.parent, clock=clock
    )
    result = decode(vault, leak(text), Question(seen=seen), now=clock())
    assert result["copies"] == 8
    nothing = decode(vault, leak(text), Question(seen=seen - 1), now=clock())
    assert nothing["verdict"] == "no-match"
    assert late.issued.issue not in result["issues"]


def test_two_spliced_copies_are_named_together(vault, release, clock):
    one, two = (c.path.read_text("utf-8").split("\n\n") for c in release.copies[:2])
    spliced = "\n\n".join(one[:4] + two[4:])
    result = decode(vault, leak(spliced), Question(coalition=2, alpha=0.05), now=clock())
    pair = [copy.copy for copy in release.copies[:2]]
    assert {row["copy"] for row in result["candidates"][:2]} == set(pair)
    assert pair in [row["copies"] for row in result["coalitions"]]
    again = decode(vault, leak(spliced), Question(alpha=0.05), now=clock())
    assert (result["run"], again["run"]) == (1, 2)


def test_an_unknown_issue_is_a_usage_error(vault, release, clock):
    with pytest.raises(UsageError, match="issues begin with"):
        decode(vault, leak(MEMO), Question(issue="ffffffff"), now=clock())


def test_another_document_is_not_confused(vault, release, text, tmp_path, clock):
    other = MEMO.replace("board", "council").replace("summer", "winter")
    document = parse(other.encode(), name="other.txt")
    issuing.issue(
        vault,
        planning.make_plan(document),
        (Recipient("x"), Recipient("y")),
        tmp_path / "other",
        clock=clock,
    )
    result = decode(vault, leak(text), Question(), now=clock())
    assert result["issue"] == release.issued.issue


def test_two_decodes_of_a_case_at_once_never_spend_the_same_share(
    home, release, text, clock, monkeypatch
):
    both_counted = threading.Barrier(2, timeout=60)
    first_look = threading.local()
    score = decoding.score

    def score_once_both_have_counted(*args, **options):
        if not hasattr(first_look, "over"):
            first_look.over = True
            both_counted.wait()
        return score(*args, **options)

    def trace(piece):
        with open_vault(home, lambda: b"") as vault:
            return decode(vault, leak(piece), Question(case="summer"), now=1_800_000_000)

    monkeypatch.setattr(decoding, "score", score_once_both_have_counted)
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(trace, (text, text[20:])))
    assert sorted(result["run"] for result in results) == [1, 2]
    assert sorted(result["runs"] for result in results) == [1, 2]
    assert sum(result["share"] for result in results) < 1
    assert both_counted.n_waiting == 0


def test_alpha_belongs_to_the_identity_of_a_deep_search_only(vault, text, clock):
    def run(**asked):
        return decode(vault, leak(text), Question(case="summer", **asked), now=clock())["run"]

    assert [run(), run(alpha=0.05)] == [1, 1]
    assert [run(coalition=2), run(coalition=2, alpha=0.05), run(coalition=2)] == [2, 3, 2]


def test_decoys_are_scored_against_the_very_readings(vault, text, clock):
    found = decode(vault, leak(text), Question(decoys=500, alpha=0.1), now=clock())
    decoys = found["decoys"]
    assert decoys["decoys"] == 500
    assert decoys["decodes"] == 500 // 9  # 8 copies, and the share of a first run
    assert decoys["named"] <= at_most(500, 0.1 / 9)
    assert decode(vault, leak(text[:99]), Question(), now=clock())["decoys"] is None


def test_the_weight_of_the_evidence_is_stated_within_its_cap(vault, copy, text, clock):
    found = decode(vault, leak(text), Question(), now=clock())
    (weight,) = found["evidence"]
    assert weight["copy"] == copy.copy
    assert weight["capped"]
    assert weight["log10_lr"] == weight["validation"]["supported_log10_lr"]
    assert weight["log10_lr"] < found["candidates"][0]["log10_lr"]
    assert weight["support"] == "extremely strong"
    assert len(weight["propositions"]) == 3
    for row in weight["priors"]:
        assert row["this_copy"] + row["another_copy"] + row["no_copy"] == pytest.approx(1)
    assert FRAMING in found["notes"]
    assert FRAMING in decode_text(found)


def test_copies_that_a_leak_cant_tell_apart_are_said_to_be_alike(vault, release, clock):
    clause = MEMO[: MEMO.index(", and we think")].replace("They said that", "")
    question = Question(issue=release.issued.issue)
    found = decode(vault, leak(clause), question, now=clock())
    assert found["sites"]["observed"] == 2
    assert found["identical"]  # eight copies can't all differ at two sites of two variants
    scores = {row["copy"]: row["score"] for row in found["candidates"]}
    for copies in found["identical"]:
        assert len({scores[copy] for copy in copies}) == 1


def doubted(text, error, engine="reader 1"):
    """A leak whose every word an engine doubts."""
    doubts = (Doubt(Span(*match.span()), error) for match in re.finditer(r"\S+", text))
    return Leak.of([(LeakText(text, tuple(doubts), engine), text.encode())])


def test_words_that_are_doubted_count_for_less(vault, copy, text, clock):
    found = [
        decode(vault, leak_, Question(), now=clock())
        for leak_ in (leak(text), doubted(text, 0.3), doubted(text, 0.7), doubted(text, 1.0))
    ]
    best = [result["candidates"][0] for result in found]
    ratios = [each["log10_lr"] for each in best]
    assert ratios == sorted(ratios, reverse=True)
    assert [each["copy"] for each in best[:3]] == [copy.copy] * 3
    assert found[0]["verdict"] == found[1]["verdict"] == "attributed"
    assert best[3]["p_value"] == 1.0
    assert found[3]["verdict"] == "inconclusive"


def test_the_account_says_who_read_a_picture_and_how_much_is_doubtful(vault, copy, text, clock):
    result = decode(vault, doubted(text, 0.3, "reader 2.0"), Question(), now=clock())
    words = len(text.split())
    assert (result["leak"]["engine"], result["leak"]["doubtful"]) == ("reader 2.0", words)
    assert f"reader 2.0, {words} words doubtful" in decode_text(result)
    assert "engine" not in decode(vault, leak(text), Question(), now=clock())["leak"]


def test_what_was_read_is_hashed_and_kept_with_the_case(vault, copy, text, clock):
    result = decode(vault, doubted(text, 0.25), Question(), now=clock())
    entry = vault.entry(result["entry"])
    assert set(entry.payload["blobs"]) == {"doubts", "leak", "readings", "result"}
    assert len(entry.payload["said"]) == 64
    assert entry.payload["program"].endswith(" reader 1")
    first = re.search(r"\S+", text)
    doubts = json.loads(vault.open_blob(entry, "doubts"))
    assert doubts[0] == [*first.span(), 250_000]
    (readings,) = json.loads(vault.open_blob(entry, "readings")).values()
    assert len(readings) == result["sites"]["total"]
    kinds = [kind for _, kind, _ in readings]
    assert kinds.count("observed") == result["sites"]["observed"]
    assert all(bool(values) == (kind == "observed") for _, kind, values in readings)
    plain = vault.entry(decode(vault, leak(text), Question(), now=clock())["entry"])
    assert set(plain.payload["blobs"]) == {"leak", "readings", "result"}
    assert "said" not in plain.payload


def test_another_reading_of_the_same_picture_is_another_run(vault, copy, text, clock):
    def run(leak_):
        return decode(vault, leak_, Question(), now=clock())["run"]

    assert run(doubted(text, 0.3)) == run(doubted(text, 0.3)) == 1
    assert run(doubted(text, 0.4)) == 2
    assert run(doubted(text, 0.3, "reader 2")) == 3
    other = Leak.of([(LeakText(text[:-9], (), "reader 1"), text.encode())])
    assert run(other) == 4
    assert run(doubted(text, 0.4)) == 2


@pytest.mark.parametrize("raw", [b"{}", b"[1]", b"[[0,1]]", b'[[0,1,"x"]]'])
def test_doubts_that_are_not_as_they_were_written_do_not_hold(raw):
    with pytest.raises(VerificationError, match="not as they were written"):
        kept._parse_doubts(raw)


def test_an_earlier_leak_is_as_doubtful_as_when_it_was_read(vault, copy, text, clock):
    half = text.index("\n\n", len(text) // 2)
    case = {}
    for error in (0.02, 1.0):
        question = Question(case=f"doubt {error}", alpha=0.01)
        decode(vault, doubted(text[:half], error), question, now=clock())
        result = decode(vault, leak(text[half:]), question, now=clock())
        case[error] = next(
            (t["log10_e"] for t in result["together"] if t["copies"] == [copy.copy]), 0.0
        )
    assert case[1.0] < case[0.02] - 1
