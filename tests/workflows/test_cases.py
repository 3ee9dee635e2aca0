"""canary.workflows.cases: alpha is spent once."""

from fractions import Fraction

import pytest

from canary.workflows.cases import Analysis, family, run_number, share, together

FIRST = Analysis("aa", ("01",), "0.1.0")
SECOND = Analysis("bb", ("01",), "0.1.0")


@pytest.mark.parametrize("named", [True, False])
def test_the_shares_of_a_case_never_exceed_alpha(named):
    spent = together(named=named) + sum(share(run, named=named) for run in range(1, 200))
    assert Fraction(9, 10) < spent < 1


def test_the_same_analysis_again_keeps_its_number():
    assert run_number(FIRST, []) == 1
    assert run_number(SECOND, [(FIRST, 1)]) == 2
    assert run_number(FIRST, [(FIRST, 1), (SECOND, 2)]) == 1
    assert run_number(Analysis("bb", ("01",), "0.1.0 coalition 2"), [(FIRST, 1), (SECOND, 2)]) == 3


def test_a_share_is_paid_in_copies_rounded_up():
    assert family(100, Fraction(1, 6)) == 600
    assert family(100, share(1, named=False)) == 107


def test_runs_count_from_one():
    with pytest.raises(ValueError, match="from 1"):
        share(0, named=True)
