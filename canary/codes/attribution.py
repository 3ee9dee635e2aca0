"""Attribution: from what a leak shows to a verdict about the issued copies.

The p-value of a copy bounds the chance that an innocent copy fits the leak as well, whoever
edited, erased or pooled what. It assumes that the copy's codeword had no part in the leak.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import replace

import numpy as np

from canary.codes.bias import Biases, Floats, Integers
from canary.codes.cache import Packed, pack
from canary.codes.given import name_further
from canary.codes.hypotheses import Examination, examine
from canary.codes.inherited import Inherited, set_apart
from canary.codes.joint import coalitions
from canary.codes.likelihood import closed_world, issued_at_all
from canary.codes.packing import packed_batches
from canary.codes.scores import Scores, score_all
from canary.model import Attribution, Candidate, Channel, Coalition, Observation, Plan, Verdict

EXCLUDING_RATIO = 1000.0
SHORTLIST_LENGTH = 5
SHORTLIST_POSTERIOR = 0.9
LN10 = math.log(10)


def attribute(  # noqa: PLR0913  the question asked has so many parts
    plan: Plan,
    biases: Biases,
    observation: Observation,
    words: Iterable[bytes] | Packed,
    *,
    alpha: float,
    family: int | None = None,
    keep: int | None = 20,
    coalition: int = 1,
    elsewhere: Mapping[int, float] | None = None,
    inherited: Sequence[Inherited] = (),
) -> Attribution:
    """Compare a leak with every issued copy and conclude.

    1. Gather the readings: a slot scores once, however often it was read.
    2. Choose the hypotheses from plan, readings and N; no codeword is in sight.
    3. Compute the exact tail of each.
    4. Score every copy, in the order given.
    5. p = min_h tail_h(S_h) / w_h.
    6. p_adjusted = min(1, N·p), or what the copy reaches given those attributed, or the smallest
       over the stages of a deep search; attributed where that is ≤ alpha.
    7. Beside it: likelihood ratios and the closed-world posterior.
    8. Rank by p, then likelihood ratio, then position; conclude.

    Args:
        plan: The issue's sites.
        biases: Their laws.
        observation: What the leak shows at each site, read without sight of any codeword.
        words: One codeword a copy, in copy order; may be a stream of a million, or a cache.
        alpha: Bound on the chance of attributing an innocent copy, 0 < alpha < 1.
        family: N, all copies of every issue that is scored; the number of words if omitted.
        keep: How many candidates to return, beside those attributed; None for all.
        coalition: Largest coalition to search for; 1 for the plain search.
        elsewhere: Adjusted p-values that copies reached in other tests, which share alpha with
            these; a copy's is the smallest of all.
        inherited: Copies that some slots never count for.

    Raises:
        ValueError: alpha or coalition out of range, more words than `family`, a stream of words
            without `family`, or readings and words that don't belong to the plan.
    """
    _check(alpha, coalition)
    examination = examine(plan, biases, observation, _family(words, family))  # 1, 2 and 3
    if coalition > 1 and not isinstance(words, Packed):
        words = pack(words, plan, biases)
    cached = words if isinstance(words, Packed) else None
    batches = words.batches() if isinstance(words, Packed) else packed_batches(words, plan, biases)
    scores = score_all(examination, batches)
    if len(scores) > examination.family:
        raise ValueError(f"{len(scores)} words scored in a family of {examination.family}")
    counted = set_apart(scores, plan, biases, observation, inherited, family=examination.family)
    joint = None
    if coalition > 1 and cached and len(cached):
        joint = coalitions(examination, scores.p_value, cached.matrix, alpha=alpha, size=coalition)
    p_adjusted = joint.p_adjusted if joint else np.minimum(examination.family * scores.p_value, 1.0)
    together: Sequence[Coalition] = joint.found if joint else ()
    if not joint:
        together = name_further(examination, scores, p_adjusted, alpha=alpha, barred=counted)
    for copy in counted:  # no test that all readings went into
        p_adjusted[copy] = min(
            1.0, max(p_adjusted[copy], examination.family * scores.p_value[copy])
        )
    for copy, p in (elsewhere or {}).items():
        p_adjusted[copy] = min(p_adjusted[copy], p)
    found = tuple(each for each in together if not counted.keys() & each.copies)
    concluded = conclude(examination, scores, p_adjusted, alpha=alpha, keep=keep, found=found)
    return _with_counts(concluded, counted)


def conclude(
    examination: Examination,
    scores: Scores,
    p_adjusted: Floats,
    *,
    alpha: float,
    keep: int | None,
    found: tuple[Coalition, ...] = (),
) -> Attribution:
    """Rank the copies and conclude: steps 6 and 8.

    Args:
        examination: The tests.
        scores: All copies' standing.
        p_adjusted: (copies,) smallest over all tests, at most 1.
        alpha: Bound on the chance of attributing an innocent copy.
        keep: How many candidates to return; None for all.
        found: Coalitions that a deep search found.
    """
    named = np.flatnonzero(p_adjusted <= alpha)  # 6
    order = np.lexsort((-scores.source, scores.p_value, p_adjusted))  # 8; stable
    order = order[: None if keep is None else max(keep, len(named))]
    posterior = closed_world(scores.alone)
    shortlist = _shortlist(scores, posterior)
    unlikely = posterior * EXCLUDING_RATIO <= posterior.max(initial=0)
    return Attribution(
        verdict=_verdict(attributed=bool(len(named)), shortlisted=bool(shortlist)),
        alpha=alpha,
        candidates=tuple(
            _candidate(examination, scores, int(j), p_adjusted, posterior, alpha) for j in order
        ),
        used=_used(examination),
        excluded=int(unlikely.sum()),
        source_agreement=source_agreement(examination),
        hypotheses=tuple(
            (s.name, w) for s, w in zip(examination.statistics, examination.weights, strict=True)
        ),
        family=examination.family,
        shortlist=shortlist,
        coalitions=(*_pool(scores, named, p_adjusted), *found),
        identical=_identical(scores, order),
        surprisal=examination.observed.surprisal,
        log10_lr_issued=issued_at_all(scores.alone) / LN10 if len(scores) else 0.0,
    )


def _with_counts(attribution: Attribution, counted: Mapping[int, int]) -> Attribution:
    """Say of copies that not every observed site counts for how many do."""
    candidates = tuple(
        replace(each, observed=counted.get(each.copy, each.observed))
        for each in attribution.candidates
    )
    return replace(attribution, candidates=candidates)


def source_agreement(examination: Examination) -> float | None:
    """Return the share of observed sites that show the source's own variant; None without any."""
    observed = examination.observed
    if not len(observed):
        return None
    source = np.array([site.source for site in observed.sites])
    return float((observed.symbols == source).mean())


def _candidate(
    examination: Examination,
    scores: Scores,
    j: int,
    p_adjusted: Floats,
    posterior: Floats,
    alpha: float,
) -> Candidate:
    return Candidate(
        copy=j,
        agree=int(scores.agree[j]),
        observed=len(examination.observed),
        score=int(scores.score[j]),
        p_value=float(scores.p_value[j]),
        p_adjusted=float(p_adjusted[j]),
        log10_lr=float(scores.source[j]) / LN10,
        posterior=float(posterior[j]),
        attributed=bool(p_adjusted[j] <= alpha),
    )


def _shortlist(scores: Scores, posterior: Floats) -> tuple[int, ...]:
    """Return the fewest copies that hold 0.9 of the closed-world posterior, or none.

    None if they are more than five, or all there are (then nothing was learnt), or if the text
    fits "no issued copy" better than "one of them".
    """
    if len(scores) < 2 or issued_at_all(scores.alone) <= 0:
        return ()
    order = np.lexsort((np.arange(len(posterior)), -posterior))
    held = np.cumsum(posterior[order])
    length = 1 + int(np.searchsorted(held, SHORTLIST_POSTERIOR - 1e-12))
    if length > min(SHORTLIST_LENGTH, len(scores) - 1):
        return ()
    return tuple(order[:length].tolist())


def _verdict(*, attributed: bool, shortlisted: bool) -> Verdict:
    if attributed:
        return Verdict.ATTRIBUTED
    return Verdict.SHORTLIST if shortlisted else Verdict.INCONCLUSIVE


def _pool(scores: Scores, named: Integers, p_adjusted: Floats) -> tuple[Coalition, ...]:
    """Return the attributed copies as a coalition, if they are several and can be told apart."""
    if len(set(scores.mark[named].tolist())) < 2:
        return ()
    return (Coalition("pool", tuple(named.tolist()), float(p_adjusted[named].max())),)


def _identical(scores: Scores, ranked: Integers) -> tuple[tuple[int, ...], ...]:
    """Return the sets of ranked copies that the observed sites can't tell apart."""
    alike: defaultdict[int, list[int]] = defaultdict(list)
    for j in ranked.tolist():
        alike[int(scores.mark[j])].append(j)
    return tuple(tuple(sorted(copies)) for copies in alike.values() if len(copies) > 1)


def _used(examination: Examination) -> tuple[tuple[Channel, int], ...]:
    counted = Counter(site.channel for site in examination.observed.sites)
    return tuple(sorted(counted.items()))


def _family(words: Iterable[bytes] | Packed, family: int | None) -> int:
    if family is not None:
        return family
    if not isinstance(words, Sized):
        raise ValueError("family is needed where the words are a stream")  # noqa: TRY004
    return max(1, len(words))


def _check(alpha: float, coalition: int) -> None:
    if coalition < 1:
        raise ValueError(f"coalition is {coalition}, at least 1 wanted")
    if not 0 < alpha < 1:
        raise ValueError(f"alpha lies outside 0…1: {alpha}")
