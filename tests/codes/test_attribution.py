"""What a decode concludes, from one observation and all copies."""

import math
from dataclasses import replace

import numpy as np
import pytest

from canary.codes import attribute, codewords, pack
from canary.codes.hypotheses import LONG, LONG_SHARE, examine
from canary.codes.likelihood import log_mean, single_copy
from canary.codes.packing import layout_of
from canary.model import Channel, Observation, Outcome, Reading, Verdict
from tests.codes.worlds import (
    as_words,
    chance,
    draw,
    hard,
    leak,
    packed,
    plan_of,
    reading_of,
    world,
)

LEXICON = Channel.LEXICON


def binary(sites, copies, *key, **options):
    """A plan of binary sites and the codewords of some copies."""
    rng = chance(*key)
    plan, law = world([2] * sites, rng, **options)
    return plan, law, as_words(draw(law, rng, copies))


def shown(word, upto):
    """What a leak of a copy shows if it breaks off after some sites."""
    symbols = np.frombuffer(word, np.uint8).copy()
    symbols[upto:] = 255
    return symbols


@pytest.mark.parametrize(("sites", "verdict"), [(20, "attributed"), (19, "shortlist")])
def test_the_physical_limit_is_reached_and_not_passed(sites, verdict):
    plan, law, words = binary(60, 1000, "limit")
    found = attribute(plan, law, reading_of(plan, shown(words[5], sites)), words, alpha=1e-3)
    best = found.candidates[0]
    assert (found.verdict, best.copy, best.agree, best.observed) == (verdict, 5, sites, sites)
    assert math.isclose(best.p_adjusted, 1000 * 2.0**-sites, rel_tol=2e-9)


def test_nothing_observed_concludes_nothing():
    plan, law, words = binary(30, 3, "nothing")
    found = attribute(plan, law, reading_of(plan, [255] * 30), words, alpha=0.05)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert [c.copy for c in found.candidates] == [0, 1, 2]
    assert {c.p_adjusted for c in found.candidates} == {1.0}
    assert (found.source_agreement, found.excluded, found.surprisal) == (None, 0, 0.0)


def test_a_document_without_sites_concludes_nothing():
    plan, law, words = binary(0, 3, "no sites")
    found = attribute(plan, law, Observation(()), words, alpha=0.05, coalition=3)
    assert (found.verdict, len(found.candidates)) == (Verdict.INCONCLUSIVE, 3)


def test_no_copies_conclude_nothing():
    plan, law, _ = binary(30, 3, "none")
    found = attribute(plan, law, reading_of(plan, [0] * 30), [], alpha=0.05)
    assert (found.verdict, found.candidates, found.family) == (Verdict.INCONCLUSIVE, (), 1)


def test_a_copys_numbers_depend_on_no_other_copy():
    plan, law, words = binary(40, 30, "alone")
    seen = reading_of(plan, shown(words[3], 25))
    everybody = attribute(plan, law, seen, words, alpha=1e-3, family=50, keep=None)
    for j, word in enumerate(words):
        alone = attribute(plan, law, seen, [word], alpha=1e-3, family=50).candidates[0]
        among = next(c for c in everybody.candidates if c.copy == j)
        assert replace(alone, copy=j, posterior=among.posterior) == among


def test_the_adjusted_p_value_counts_the_whole_family():
    plan, law, words = binary(40, 10, "family")
    seen = reading_of(plan, shown(words[3], 12))
    small = attribute(plan, law, seen, words, alpha=1e-3)
    large = attribute(plan, law, seen, words, alpha=1e-3, family=1000)
    assert (small.family, large.family) == (10, 1000)
    assert small.candidates[0].p_value == large.candidates[0].p_value
    assert small.candidates[0].p_adjusted == 10 * small.candidates[0].p_value
    assert large.candidates[0].p_adjusted == 1000 * large.candidates[0].p_value


def test_p_equal_to_alpha_is_attributed():
    plan, law, words = binary(40, 10, "edge")
    seen = reading_of(plan, shown(words[3], 12))
    p_adjusted = attribute(plan, law, seen, words, alpha=0.5).candidates[0].p_adjusted
    assert attribute(plan, law, seen, words, alpha=p_adjusted).verdict is Verdict.ATTRIBUTED
    below = math.nextafter(p_adjusted, 0)
    assert attribute(plan, law, seen, words, alpha=below).verdict is not Verdict.ATTRIBUTED


def test_reaching_the_score_counts_as_reaching_it():
    """P(S >= s), not P(S > s): with one site half of all innocents agree."""
    plan, law, words = binary(1, 8, "one site")
    seen = reading_of(plan, [words[0][0]])
    best = attribute(plan, law, seen, words, alpha=1e-3).candidates[0]
    assert math.isclose(best.p_value, 0.5, rel_tol=2e-9)


def test_a_slot_read_twice_scores_once():
    plan, law, words = binary(30, 20, "twice")
    once = reading_of(plan, shown(words[4], 10))
    twice = Observation(once.readings * 2)
    assert attribute(plan, law, once, words, alpha=1e-3) == attribute(
        plan, law, twice, words, alpha=1e-3
    )


def test_contradicting_readings_of_a_slot_cancel():
    plan, law, words = binary(1, 4, "contradiction")
    both = tuple(Reading(0, Outcome.OBSERVED, hard(2, v)) for v in (0, 1))
    found = attribute(plan, law, Observation(both), words, alpha=0.05)
    assert [c.p_value for c in found.candidates] == [1.0] * 4
    assert found.surprisal == 0.0


def test_the_order_of_readings_makes_no_difference():
    plan, law, words = binary(1, 4, "order")
    votes = [Reading(0, Outcome.OBSERVED, hard(2, v)) for v in (0, 0, 1)]
    forth, back = (
        attribute(plan, law, Observation(tuple(readings)), words, alpha=0.05)
        for readings in (votes, votes[::-1])
    )
    assert forth == back
    assert forth.candidates[0].score > 0


def test_an_uncertain_reading_counts_less_than_a_certain_one():
    plan, law, words = binary(12, 20, "soft")
    clear = reading_of(plan, np.frombuffer(words[2], np.uint8))
    soft = [
        Reading(r.slot, r.outcome, tuple(v or 0.2 for v in r.likelihood)) for r in clear.readings
    ]
    sure, unsure = (
        attribute(plan, law, seen, words, alpha=0.05).candidates[0]
        for seen in (clear, Observation(tuple(soft)))
    )
    assert sure.copy == unsure.copy == 2
    assert 0 < unsure.score < sure.score
    assert 0 < unsure.log10_lr < sure.log10_lr


def test_a_flat_reading_counts_nothing():
    plan, law, words = binary(6, 20, "flat")
    flat = Observation(tuple(Reading(i, Outcome.OBSERVED, (0.7, 0.7)) for i in range(6)))
    found = attribute(plan, law, flat, words, alpha=0.05)
    assert {(c.score, c.p_value) for c in found.candidates} == {(0, 1.0)}


def test_equal_copies_are_kept_and_reported_as_identical():
    plan, law, words = binary(40, 10, "equal")
    words[7] = words[2]
    found = attribute(plan, law, reading_of(plan, shown(words[2], 30)), words, alpha=1e-3)
    assert [c.copy for c in found.candidates if c.attributed] == [2, 7]
    assert found.identical == ((2, 7),)
    assert found.coalitions == ()


def test_ties_are_ranked_by_position():
    plan, law, words = binary(10, 1, "ties")
    seen = reading_of(plan, shown(words[0], 5))
    found = attribute(plan, law, seen, words * 9, alpha=0.05)
    assert [c.copy for c in found.candidates] == list(range(9))


def test_all_attributed_copies_are_returned_whatever_was_asked_for():
    plan, law, words = binary(40, 1, "keep")
    seen = reading_of(plan, shown(words[0], 40))
    found = attribute(plan, law, seen, words * 5, alpha=1e-3, keep=2)
    assert len(found.candidates) == 5


def test_two_copies_attributed_together_are_a_coalition():
    plan, law, words = binary(200, 30, "pool")
    pooled = np.frombuffer(words[3] + words[8], np.uint8).reshape(2, -1)
    seen = leak("interleave", pooled, plan, chance("pool", "leak"))
    found = attribute(plan, law, reading_of(plan, seen), words, alpha=1e-3)
    (pool,) = found.coalitions
    assert (pool.kind, pool.copies) == ("pool", (3, 8))
    assert pool.p_adjusted == max(c.p_adjusted for c in found.candidates[:2])


def test_the_shortlist_is_empty_where_the_text_fits_no_copy():
    plan, law, words = binary(16, 2, "shortlist")
    word = np.frombuffer(words[0], np.uint8)
    against = 1 - word
    against[:5] = word[:5]
    found = attribute(plan, law, reading_of(plan, against), [words[0], words[0]], alpha=1e-6)
    assert found.log10_lr_issued < 0
    assert (found.shortlist, found.verdict) == ((), Verdict.INCONCLUSIVE)


def test_the_shortlist_never_holds_every_copy():
    plan, law, words = binary(30, 1, "everyone")
    seen = reading_of(plan, shown(words[0], 12))
    found = attribute(plan, law, seen, words * 4, alpha=1e-6)
    assert found.shortlist == ()


def test_a_short_excerpt_among_ten_gives_a_shortlist():
    plan, law, words = binary(30, 10, "ten")
    found = attribute(plan, law, reading_of(plan, shown(words[6], 9)), words, alpha=1e-6)
    assert found.verdict is Verdict.SHORTLIST
    assert 6 in found.shortlist
    assert sum(c.posterior for c in found.candidates) == pytest.approx(1)


def test_source_agreement_is_the_share_of_the_sources_variants():
    plan, law, words = binary(8, 3, "source")
    found = attribute(
        plan, law, reading_of(plan, [0, 0, 0, 1, 255, 255, 255, 255]), words, alpha=0.5
    )
    assert found.source_agreement == 0.75
    assert found.used == ((LEXICON, 4),)


def test_a_stream_and_a_cache_conclude_as_a_list_does():
    plan, law, _ = binary(50, 1, "stream")
    keys = [b"%d" % i for i in range(300)]
    words = list(codewords(keys, law))
    seen = reading_of(plan, shown(words[77], 50))
    listed = attribute(plan, law, seen, words, alpha=1e-3)
    streamed = attribute(plan, law, seen, codewords(keys, law), alpha=1e-3, family=300)
    cached = attribute(plan, law, seen, pack(words, plan, law), alpha=1e-3)
    assert listed == streamed == cached
    assert listed.candidates[0].copy == 77


def test_a_normalised_rule_costs_at_most_one_bit_and_names_nobody_wrong():
    channels = [LEXICON] * 30 + [Channel.PUNCTUATION] * 20
    rules = ["words"] * 30 + ["comma"] * 20
    plan, law, words = binary(50, 100, "rule", channels=channels, rules=rules)
    symbols = shown(words[9], 50)
    kept = attribute(
        plan, law, reading_of(plan, np.r_[symbols[:30], [255] * 20]), words, alpha=1e-3
    )
    symbols[30:] = 0  # an editor's house style
    found = attribute(plan, law, reading_of(plan, symbols), words, alpha=1e-3)
    assert found.candidates[0].copy == 9
    assert kept.candidates[0].score - found.candidates[0].score <= math.ceil(64 * math.log(2))


def test_each_grouped_rule_is_a_term_of_its_own():
    spelling, spacing = Channel.SPELLING, Channel.SPACING
    channels = [spelling, spelling, spacing, LEXICON, Channel.HOUSE]
    plan = plan_of([2] * 5, channels=channels, rules=["a", "b", "b", "c", "c"])
    _, law = world([2] * 5, chance("terms"))
    (statistic,) = examine(plan, law, reading_of(plan, [0] * 5), 9).statistics
    assert [(t.sites.tolist(), t.mixed) for t in statistic.terms] == [
        ([3, 4], False),
        ([0], True),
        ([1], True),
        ([2], True),
    ]


def test_splices_are_tested_once_the_leak_is_long_enough():
    plan, law, _ = binary(60, 1, "gate", per_stretch=6)
    needed = math.ceil(1.5 * math.log2(100 / 1e-6))
    short, enough = (
        examine(plan, law, reading_of(plan, [0] * n + [255] * (60 - n)), 100)
        for n in (needed - 1, needed)
    )
    assert [s.name for s in short.statistics] == ["G"]
    assert [s.name for s in enough.statistics] == ["G", "BLK"]


def weights(sites, *, family=100, private=0, show=0):
    """Weights for a leak that shows one variant at some of 300 binary sites."""
    plan, law, _ = binary(300, 1, "weights", private=range(private))
    symbols = [show] * sites + [255] * (300 - sites)
    return examine(plan, law, reading_of(plan, symbols), family).weights


def test_a_leak_too_long_to_hide_a_splice_by_few_leaves_most_weight_to_the_pooled_test():
    long = math.ceil(LONG * math.log2(100 / 1e-6))
    assert weights(long - 1) == (1 / 2, 1 / 2)
    assert weights(long) == weights(long, show=1) == (1 - LONG_SHARE, LONG_SHARE)
    assert weights(long, family=1000) == (1 / 2, 1 / 2)
    assert weights(long, private=20)[1:] == (LONG_SHARE, 1 / 3)


def test_the_weights_of_short_and_long_leaks_are_1_together():
    for sites in (10, 60, 300):
        for private in (0, 20):
            assert sum(weights(sites, private=private)) == pytest.approx(1, abs=1e-15)


def test_splices_are_not_tested_within_two_stretches():
    plan, law, _ = binary(60, 1, "two", per_stretch=30)
    assert [s.name for s in examine(plan, law, reading_of(plan, [0] * 60), 100).statistics] == ["G"]


@pytest.mark.parametrize(
    ("private", "names"),
    [(9, ["G"]), (10, ["G", "PRIV"]), (20, ["G"])],
    ids=["nine", "ten", "all"],
)
def test_private_sites_are_tested_apart_from_ten_on(private, names):
    plan, law, _ = binary(20, 1, "private", private=range(private))
    assert [s.name for s in examine(plan, law, reading_of(plan, [0] * 20), 9).statistics] == names


def test_a_washed_copy_is_named_by_its_private_sites():
    plan, law, words = binary(100, 100, "wash", private=range(60, 100))
    symbols = shown(words[5], 100)
    symbols[:60] = draw(law, chance("wash", "redrawn"), 1)[0][:60]
    found = attribute(plan, law, reading_of(plan, symbols), words, alpha=1e-6)
    assert [c.copy for c in found.candidates if c.attributed] == [5]
    assert [name for name, _ in found.hypotheses] == ["G", "BLK", "PRIV"]
    assert sum(weight for _, weight in found.hypotheses) == pytest.approx(1)


def test_ratios_of_innocents_have_a_mean_of_at_most_one():
    """Exactly, over every codeword of ten sites in three groups: it is an e-value."""
    channels = [LEXICON] * 4 + [Channel.PUNCTUATION] * 6
    rules = ["w"] * 4 + ["comma"] * 3 + ["dash"] * 3
    plan, law, _ = binary(10, 1, "e-value", channels=channels, rules=rules)
    everyone = [bytes(i >> s & 1 for s in range(10)) for i in range(1024)]
    found = attribute(plan, law, reading_of(plan, [0] * 10), everyone, alpha=0.5, keep=None)
    ratios = [10**c.log10_lr for c in found.candidates]
    assert 0.99 < math.fsum(ratios) / 1024 <= 1 + 1e-12
    one = single_copy(examine(plan, law, reading_of(plan, [0] * 10), 9))
    assert abs(log_mean(one)) < 1e-3


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"alpha": 0.0}, "alpha lies outside 0…1: 0.0"),
        ({"alpha": 1.0}, "alpha lies outside 0…1: 1.0"),
        ({"family": 2}, "3 words scored in a family of 2"),
        ({"family": 0}, "family is 0, at least 1 wanted"),
        ({"coalition": 0}, "coalition is 0, at least 1 wanted"),
        ({"words": iter([b"\0\0"])}, "family is needed where the words are a stream"),
        ({"words": [b"\0\0\0"]}, "doesn't have one byte for each of 2 slots"),
        ({"words": [b"\0\2"]}, "a symbol that its site doesn't have"),
    ],
)
def test_misuse_is_refused(change, message):
    plan, law, words = binary(2, 3, "misuse")
    arguments = {"words": words, "alpha": 0.05, **change}
    with pytest.raises(ValueError, match=message):
        attribute(plan, law, reading_of(plan, [0, 0]), **arguments)


@pytest.mark.parametrize(
    ("reading", "message"),
    [
        (Reading(9, Outcome.OBSERVED, (1.0, 0.0)), "the plan has no slot 9"),
        (Reading(0, Outcome.OBSERVED, (1.0,)), "slot 0 has 1 likelihoods, 2 wanted"),
        (Reading(0, Outcome.OBSERVED, (0.0, 0.0)), "slot 0 has a likelihood out of range"),
        (Reading(0, Outcome.OBSERVED, (1.0, -1.0)), "slot 0 has a likelihood out of range"),
        (Reading(0, Outcome.OBSERVED, (1.0, math.nan)), "slot 0 has a likelihood out of range"),
        (Reading(0, Outcome.OBSERVED, (1.0, math.inf)), "slot 0 has a likelihood out of range"),
    ],
    ids=["slot", "length", "zero", "negative", "nan", "infinite"],
)
def test_a_malformed_reading_is_refused(reading, message):
    plan, law, words = binary(2, 3, "malformed")
    with pytest.raises(ValueError, match=message):
        attribute(plan, law, Observation((reading,)), words, alpha=0.05)


def test_packing_loses_nothing():
    rng = chance("packing")
    plan, law = world(rng.integers(2, 7, 70).tolist(), rng)
    symbols = draw(law, rng, 50)
    assert (layout_of(plan).unpack(packed(plan, symbols)) == symbols).all()
