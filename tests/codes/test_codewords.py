"""Codewords and biases: what is frozen for decades, and what makes innocents independent."""

import math
from dataclasses import replace

import numpy as np
import pytest

from canary.codes import biases, codeword, codewords
from canary.errors import CapacityError
from canary.model import Part, Plan, Site
from tests.codes.worlds import chance, mixed_variants, plan_of, world
from tests.reference import codes_definition

GOLDEN_VARIANTS = [2, 3, 4, 5, 6] * 6
GOLDEN_WORD = "010001010200000103040102030202000202040501010201020002000403"


def test_a_codeword_is_the_golden_one():
    plan = plan_of(GOLDEN_VARIANTS)
    assert codeword(bytes(range(32)), biases(plan, b"unused")).hex() == GOLDEN_WORD


def test_a_codeword_follows_its_definition_at_slots_with_gaps():
    plan = plan_of([2, 3, 6, 2])
    spread = tuple(replace(s, slot=n) for s, n in zip(plan.sites, (40, 7, 0, 12), strict=True))
    plan = replace(plan, sites=spread)
    by_slot = {site.slot: site.q for site in plan.sites}
    for key in (b"a" * 32, b"b" * 32):
        got = codeword(key, biases(plan, b""))
        assert got == codes_definition.codeword(key, by_slot)


def test_recipients_added_later_leave_earlier_codewords_as_they_were():
    law = biases(plan_of([2, 3] * 20), b"")
    keys = [bytes([i]) * 32 for i in range(40)]
    everybody = list(codewords(keys, law))
    assert list(codewords(keys[:2], law)) == everybody[:2]
    assert [codeword(key, law) for key in keys] == everybody


def test_codewords_derived_in_batches_are_those_derived_singly():
    law = biases(plan_of([2] * 3000), b"")
    keys = [i.to_bytes(2, "big") for i in range(800)]  # three batches
    word = list(codewords(keys, law))
    assert word[777] == codeword(keys[777], law)
    assert len(word) == 800


def test_a_symbol_depends_on_the_slot_and_not_on_the_position():
    plan = plan_of([2, 3, 4, 2, 6])
    turned = replace(plan, sites=plan.sites[::-1])
    assert codeword(b"key", biases(plan, b"")) == codeword(b"key", biases(turned, b""))


def test_a_word_on_a_threshold_belongs_above_it():
    law = biases(plan_of([2, 2, 3]), b"")
    edge = [2**31, 2**31 - 1, 2 * 2**32 // 3]
    stream = b"".join(u.to_bytes(4, "little") for u in edge)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("canary.codes.drawing.shake256", lambda *_: stream)
        assert codeword(b"", law) == bytes([1, 0, 2])


def test_a_document_without_sites_has_the_empty_codeword():
    assert codeword(b"key", biases(plan_of([]), b"")) == b""


def test_symbols_have_the_stated_law():
    plan, law = world(mixed_variants(40, chance("law")), chance("key"))
    n = 20_000
    symbols = np.array([list(word) for word in codewords((b"%d" % i for i in range(n)), law)])
    squares = 0.0
    for i in range(40):
        expected = n * law.law[i][law.law[i] > 0]
        counted = np.bincount(symbols[:, i], minlength=6)[law.law[i] > 0]
        squares += (((counted - expected) ** 2) / expected).sum()
    freedom = sum(site.q - 1 for site in plan.sites)
    assert abs(squares - freedom) / math.sqrt(2 * freedom) < 4


def test_symbols_of_different_sites_are_uncorrelated():
    law = biases(plan_of([2] * 30), b"")
    n = 20_000
    words = codewords((b"%d" % i for i in range(n)), law)
    symbols = np.array([list(word) for word in words], dtype=float)
    off_diagonal = np.corrcoef(symbols.T)[np.triu_indices(30, 1)]
    assert np.abs(off_diagonal).max() < 5 / math.sqrt(n)


def test_the_law_is_exact_on_the_grid():
    law = biases(plan_of([2, 3, 4, 5, 6]), b"").law
    assert (law.sum(axis=1) == 1.0).all()
    assert (law * 2**32 == np.rint(law * 2**32)).all()
    assert law[1].tolist()[:3] == [1431655765 / 2**32, 1431655765 / 2**32, 1431655766 / 2**32]


def test_profile_s_skews_binary_sites_by_a_keyed_coin():
    plan = plan_of([2] * 260 + [3], profile="S")
    one, other = biases(plan, b"one"), biases(plan, b"other")
    assert set(one.law[:260, 0].tolist()) == {46 / 256, 210 / 256}
    assert one.law[260].tolist() == biases(plan_of([2] * 260 + [3]), b"").law[260].tolist()
    assert (one.law != other.law).any()


def test_profile_s_tosses_the_coin_that_the_format_describes():
    plan = plan_of([2] * 250, profile="S")
    first = biases(plan, bytes(32)).law[:16, 0]
    assert "".join("s" if p < 0.5 else "l" for p in first) == "llslsslsslllslls"


def test_profile_s_is_refused_below_250_binary_sites():
    with pytest.raises(CapacityError, match="profile 'S' has 249 sites of two variants, 250 need"):
        biases(plan_of([2] * 249 + [3] * 9, profile="S"), b"")


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        (Plan("", "", "X", ()), "profile is neither 'U' nor 'S': 'X'"),
        (replace(plan_of([2]), sites=plan_of([2]).sites * 2), "two sites of the plan share a slot"),
        (plan_of([1]), "slot 0 has 1 variants, 2 to 6 possible"),
    ],
    ids=["profile", "slot", "variants"],
)
def test_a_malformed_plan_is_refused(plan, message):
    with pytest.raises(ValueError, match=message):
        biases(plan, b"")


def test_seven_variants_are_refused():
    site = plan_of([2]).sites[0]
    wide = replace(site, parts=(Part(site.span, tuple("abcdefg")),))
    assert isinstance(wide, Site)
    with pytest.raises(ValueError, match="7 variants"):
        biases(Plan("", "", "U", (wide,)), b"")
