"""Evidence in words, capacity in bits, null trials, and the cache."""

import math
from pathlib import Path

import numpy as np
import pytest

from canary.codes import (
    attribute,
    bits,
    codewords,
    error_bound,
    minimum_bits,
    needed_bits,
    null_attribution,
    pack,
    packed_size,
    parse_packed,
    print_packed,
    propositions,
    quoted_words,
    side_by_side,
    stated_log10_lr,
    supported_log10_lr,
    validation,
    verbal,
)
from canary.errors import VerificationError
from canary.model import Channel
from tests.codes.worlds import as_words, at_most, chance, draw, plan_of, reading_of, world

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("log10_lr", "word"),
    [
        (-3.0, "does not support"),
        (0.0, "does not support"),
        (0.5, "weak"),
        (1.0, "moderate"),
        (1.5, "moderate"),
        (2.5, "moderately strong"),
        (3.5, "strong"),
        (5.0, "very strong"),
        (6.0, "extremely strong"),
    ],
)
def test_a_ratio_has_the_word_of_the_scale(log10_lr, word):
    assert verbal(log10_lr) == word


def test_no_ratio_is_stated_beyond_what_trials_support():
    assert supported_log10_lr(0) == supported_log10_lr(3) == 0.0
    assert stated_log10_lr(12.0, 3000) == 3.0
    assert stated_log10_lr(2.0, 3000) == 1.0
    assert stated_log10_lr(-2.5, 3000) == -1.5
    assert stated_log10_lr(-0.9) == stated_log10_lr(0.9) == 0.0


def test_the_stored_trials_are_those_of_the_benchs_last_run():
    text = (ROOT / "bench" / "results" / "codes_validation.md").read_text(encoding="utf-8")
    assert f"{validation.NULL_TRIALS} innocents scored" in text
    assert f"highest log10 ratio was {validation.HIGHEST_LOG10_LR:.2f}." in text
    for power, count in validation.REACHED.items():
        assert f"| {power} | {count} | {validation.NULL_TRIALS // 10**power} |" in text
        assert count <= at_most(validation.NULL_TRIALS, 10.0**-power)


def test_the_page_on_statistics_quotes_the_framing_table_as_measured():
    page = (ROOT / "docs" / "statistics.md").read_text(encoding="utf-8")
    measured = (ROOT / "bench" / "results" / "codes_framing.md").read_text(encoding="utf-8")
    rows = [line for line in measured.splitlines() if line.startswith("|")]
    assert len(rows) > 20
    assert "\n".join(rows) in page


def test_a_reading_against_a_copy_excludes_no_member_of_a_large_pool():
    rng = chance("lost")
    plan, law = world([2] * 60, rng)
    one = draw(law, rng, 1)
    found = attribute(plan, law, reading_of(plan, 1 - one[0]), as_words(one), alpha=1e-6)
    assert 0.2 <= 10 ** found.candidates[0].log10_lr < 0.21


def table(sites=12, upto=8):
    rng = chance("table")
    plan, law = world([2] * sites, rng)
    symbols = draw(law, rng, 10)
    shown = symbols[4].copy()
    shown[upto:] = 255
    found = attribute(plan, law, reading_of(plan, shown), as_words(symbols), alpha=1e-6)
    return found, propositions(found.log10_lr_issued, found.candidates[0].posterior)


def test_three_propositions_share_every_prior():
    _, rows = table()
    for row in rows:
        assert math.isclose(row.this_copy + row.another_copy + row.no_copy, 1)
    assert [row.this_copy for row in rows] == sorted((r.this_copy for r in rows), reverse=True)


def test_a_certain_prior_of_an_issued_copy_leaves_the_closed_world_posterior():
    found, _ = table()
    (row,) = propositions(found.log10_lr_issued, found.candidates[0].posterior, [1e-12])
    assert math.isclose(row.this_copy, found.candidates[0].posterior, rel_tol=1e-6)


def test_evidence_beyond_the_range_of_floats_is_no_error():
    rng = chance("beyond")
    plan, law = world([2] * 900, rng)
    one = draw(law, rng, 1)
    found = attribute(plan, law, reading_of(plan, 1 - one[0]), as_words(one), alpha=1e-6)
    (row,) = propositions(found.log10_lr_issued, found.candidates[0].posterior, [0.5])
    assert (row.this_copy, row.no_copy) == (0.0, 1.0)
    found = attribute(plan, law, reading_of(plan, one[0]), as_words(one), alpha=1e-6)
    (row,) = propositions(found.log10_lr_issued, found.candidates[0].posterior, [0.5])
    assert (row.this_copy, row.no_copy) == (1.0, 0.0)


@pytest.mark.parametrize("prior", [0.0, 1.0])
def test_a_prior_that_no_evidence_can_change_is_refused(prior):
    found, _ = table()
    with pytest.raises(ValueError, match="prior lies outside"):
        propositions(found.log10_lr_issued, found.candidates[0].posterior, [prior])


def test_bits_count_every_site_or_some_channels():
    plan = plan_of([2, 4, 3], channels=[Channel.LEXICON, Channel.SPACING, Channel.LEXICON])
    assert math.isclose(bits(plan), 1 + 2 + math.log2(3))
    assert bits(plan, {Channel.SPACING}) == 2
    assert bits(plan, set()) == 0


def test_the_bits_needed_are_those_of_the_physical_limit():
    assert round(needed_bits(100, 1e-3), 1) == 16.6
    assert round(needed_bits(1000, 1e-6), 1) == 29.9
    assert minimum_bits(1) == 7.0


def test_quoted_words_follow_from_bits_a_word():
    assert quoted_words(1.0, 1024, 0.5) == 11
    assert quoted_words(0.0, 10, 1e-6) is None


def test_decoys_are_named_as_rarely_as_stated():
    rng = chance("decoys")
    plan, law = world([2] * 30, rng)
    seen = reading_of(plan, draw(law, rng, 1)[0])
    keys = (b"decoy %d" % i for i in range(20 * 500 + 7))
    trials = null_attribution(plan, law, seen, keys, alpha=0.05, family=20)
    assert (trials.decoys, trials.families) == (10_007, 500)
    assert 0 < trials.wrong_families <= at_most(500, 0.05)
    assert trials.named >= trials.wrong_families
    assert list(trials.at_least) == sorted(trials.at_least, reverse=True)
    for power, count in enumerate(trials.at_least, start=1):
        assert count <= at_most(10_007, 10.0**-power)


def test_trials_of_several_leaks_add_up():
    rng = chance("add")
    plan, law = world([2] * 20, rng)
    parts = [
        null_attribution(
            plan,
            law,
            reading_of(plan, draw(law, rng, 1)[0]),
            (b"%d %d" % (leak, i) for i in range(40)),
            alpha=0.5,
            family=10,
        )
        for leak in range(2)
    ]
    total = parts[0] + parts[1]
    assert (total.decoys, total.families) == (80, 8)
    assert total.wrong_families == sum(part.wrong_families for part in parts)
    assert total.highest_log10_lr == max(part.highest_log10_lr for part in parts)


def cached(variants=(2, 3, 4, 2, 6, 2, 2, 2, 5)):
    plan, law = world(list(variants), chance("cache"))
    words = list(codewords((b"%d" % i for i in range(100)), law))
    return plan, law, print_packed(pack(words, plan, law), plan)


def test_packed_codewords_read_back_as_written():
    plan, _, raw = cached()
    packed = parse_packed(raw, plan)
    assert len(packed) == 100
    assert print_packed(packed, plan) == raw
    assert packed_size(plan, 100) == len(raw)
    assert np.concatenate(list(packed.batches()), axis=1).shape == packed.matrix.shape


@pytest.mark.parametrize("length", [0, 10, 40, 60, -1])
def test_packed_codewords_cut_short_or_with_more_behind_are_refused(length):
    plan, _, raw = cached()
    for wrong in (raw[:length], raw + b"\0"):
        with pytest.raises(VerificationError):
            parse_packed(wrong, plan)


def test_packed_codewords_of_another_plan_are_refused():
    _, _, raw = cached()
    other, _, _ = cached(variants=(2, 3, 4, 2, 6, 2, 2, 2, 6))
    with pytest.raises(VerificationError, match="damaged, or of another plan"):
        parse_packed(raw, other)


def test_no_codewords_read_back_as_none():
    plan, law = world([2], chance("empty"))
    raw = print_packed(pack([], plan, law), plan)
    assert len(parse_packed(raw, plan)) == 0


def test_issues_side_by_side_score_as_one():
    plan, law = world([2, 3] * 20, chance("sides"))
    words = list(codewords((b"%d" % i for i in range(40)), law))
    seen = reading_of(plan, np.frombuffer(words[33], np.uint8))
    parts = [pack(words[:25], plan, law), pack(words[25:], plan, law)]
    joined = attribute(plan, law, seen, side_by_side(parts), alpha=1e-3)
    assert joined == attribute(plan, law, seen, words, alpha=1e-3)
    assert side_by_side(parts[:1]) is parts[0]


@pytest.mark.parametrize(("wrong", "trials"), [(0, 10), (3, 1000), (7, 50)])
def test_the_bound_of_an_error_rate_is_exact(wrong, trials):
    rate = error_bound(wrong, trials)
    at_most = sum(
        math.comb(trials, k) * rate**k * (1 - rate) ** (trials - k) for k in range(wrong + 1)
    )
    assert math.isclose(at_most, 0.05, rel_tol=1e-9)


@pytest.mark.parametrize("trials", [0, 5])
def test_only_errors_or_no_trials_bound_no_rate(trials):
    assert error_bound(trials, trials) == 1.0
