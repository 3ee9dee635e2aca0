"""What a decode's numbers are worth in words: propositions, ratio, priors, error rates."""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from canary import codes
from canary.codes import NullTrials
from canary.crypto import hmac_sha256
from canary.model import Observation
from canary.report.statements import PROPOSITIONS
from canary.workflows.editions import Edition
from canary.workflows.scoring import Ranked, Scored, issued_at_all
from canary.workflows.together import Total

Result = dict[str, Any]


def evidence_json(scored: Sequence[Scored], listed: Sequence[Ranked]) -> list[Result]:
    """Return the weight of the evidence for each attributed copy, else for the best one.

    The ratio compares "this copy was a source, alone or with others" with the third proposition;
    the table over priors compares all three, if the text comes from one copy only.
    """
    attributed = [each for each in listed if each.candidate.attributed]
    return [_weight(scored, each) for each in attributed or listed[:1]]


def _weight(scored: Sequence[Scored], each: Ranked) -> Result:
    stated = codes.stated_log10_lr(each.candidate.log10_lr)
    most = codes.supported_log10_lr(codes.NULL_TRIALS)
    issued = codes.stated_log10_lr(issued_at_all(scored))  # doubted and capped like the ratio
    table = codes.propositions(issued, each.candidate.posterior)
    return {
        "copy": each.copy,
        "propositions": list(PROPOSITIONS),
        "log10_lr": stated,
        "capped": stated == most,
        "support": codes.verbal(stated),
        "validation": {
            "null_trials": codes.NULL_TRIALS,
            "highest_log10_lr": codes.HIGHEST_LOG10_LR,
            "supported_log10_lr": most,
        },
        "priors": [asdict(row) for row in table],
    }


def together_json(totals: Iterable[Total], *, alpha: float) -> list[Result]:
    """Return what the leaks and documents of a case say together, recipients not filled in."""
    return [
        {
            "copies": [held.copy for held in total.held],
            "recipient": None,
            "log10_e": total.log10_e,
            "p_adjusted": total.p_adjusted,
            "attributed": total.p_adjusted <= alpha,
        }
        for total in totals
    ]


def null_trials(
    to_score: Sequence[Edition],
    observations: Sequence[Observation],
    decoys: int,
    *,
    alpha: float,
    copies: int,
) -> NullTrials:
    """Score decoys under fresh keys against the very readings that the copies are scored by.

    Args:
        to_score: The editions.
        observations: What the leak shows of each.
        decoys: How many an edition.
        alpha: As of the decode.
        copies: N of the decode, with its share of alpha.
    """
    trials = NullTrials()
    for edition, observation in zip(to_score, observations, strict=True):
        plan, fresh = edition.first.plan, secrets.token_bytes(32)
        law = codes.biases(plan, edition.first.keys.bias_key)
        keys = (hmac_sha256(fresh, number.to_bytes(8, "big")) for number in range(decoys))
        trials += codes.null_attribution(plan, law, observation, keys, alpha=alpha, family=copies)
    return trials


def trials_json(trials: NullTrials) -> Result:
    """Return null trials as JSON; `error_bound` is the 95 % upper bound of the share named."""
    highest = trials.highest_log10_lr
    return {
        "decoys": trials.decoys,
        "named": trials.named,
        "error_bound": codes.error_bound(trials.named, trials.decoys),
        "decodes": trials.families,
        "wrong_decodes": trials.wrong_families,
        "highest_log10_lr": highest if math.isfinite(highest) else None,
        "at_least": list(trials.at_least),
    }
