"""Alpha is spent per case: what each analysis of a case may use of it.

A case is a question that an officer asks of one or more leaks. Each *different* analysis in it
(another leak, other issues, other options) is another chance to name a wrong copy, so the shares
of alpha over all of them add up to no more than one:

- a named case expects several: the k-th gets 3/(4k(k+1)), that is 3/8, 1/8, 1/16 …, and what its
  leaks say together (`canary.workflows.together`) 1/4, however often it is looked at;
- an unnamed case is one leak and expects one: the first gets 15/16, the k-th after it
  1/(32·k(k−1)), and what several documents in it say together 1/32.

The same analysis again is no new chance; it keeps its run number and its share. A share is paid by
counting more copies: p_adjusted = (N / share)·p, so that "attributed" means p_adjusted ≤ alpha.
docs/decisions/alpha-per-case.md says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

_TOGETHER = {True: Fraction(1, 4), False: Fraction(1, 32)}  # by whether the case is named
_LATER = 32


@dataclass(frozen=True, slots=True)
class Analysis:
    """What makes two decodes of a case the same: they cannot come out differently.

    Attributes:
        leak: Pseudonym of the leak's bytes.
        issues: Ids of the issues scored, ascending.
        program: Version that read the leak, and the options that change what it computes.
        said: Pseudonym of what an engine read in pictures; "" where none had to.
    """

    leak: str
    issues: tuple[str, ...]
    program: str
    said: str = ""


def run_number(analysis: Analysis, earlier: Iterable[tuple[Analysis, int]]) -> int:
    """Return the number of this analysis in its case, from 1; an earlier one's if it is the same.

    Args:
        analysis: What is about to be run.
        earlier: The analyses recorded for the case, with their numbers.
    """
    last = 0
    for other, number in earlier:
        if other == analysis:
            return number
        last = max(last, number)
    return last + 1


def share(run: int, *, named: bool) -> Fraction:
    """Return what the `run`-th analysis of a case may spend of alpha.

    Example:
        >>> share(1, named=True), share(1, named=False)
        (Fraction(3, 8), Fraction(15, 16))
        >>> sum(share(run, named=False) for run in range(1, 1000)) + together(named=False) < 1
        True
    """
    if run < 1:
        raise ValueError(f"runs count from 1: {run}")
    if named:
        return (1 - together(named=True)) / (run * (run + 1))
    if run == 1:
        return 1 - together(named=False) - Fraction(1, _LATER)
    return Fraction(1, _LATER * run * (run - 1))


def together(*, named: bool) -> Fraction:
    """Return what the leaks and documents of a case, added up, may spend of alpha."""
    return _TOGETHER[named]


def family(copies: int, part: Fraction) -> int:
    """Return N / share, rounded up: the copies that the adjusted p-values must allow for.

    Example:
        >>> family(100, Fraction(1, 2))
        200
    """
    return -(-copies * part.denominator // part.numerator)
