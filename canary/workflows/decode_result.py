"""What a decode says, as the JSON object of the contract."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from canary.files.documents import count_words
from canary.model import Outcome, Verdict
from canary.workflows.question import Leak, Question, Run
from canary.workflows.scoring import Edition, Ranked, Scored

Result = dict[str, Any]


def decode_result(
    leak: Leak,
    question: Question,
    run: Run,
    scored: Sequence[Scored],
    listed: Sequence[Ranked],
    verdict: Verdict,
) -> Result:
    """Return the JSON object of `canary decode`, recipients not filled in.

    Args:
        leak: The leak.
        question: What was asked.
        run: Where the decode stands in its case.
        scored: The editions that were scored.
        listed: The copies to list, best first.
        verdict: Over all editions.
    """
    main = None if verdict is Verdict.NO_MATCH else _main(scored, listed)
    result: Result = {
        "verdict": verdict.value,
        "alpha": question.alpha,
        "issue": main.edition.first.issue if main else None,
        "document": {"title": main.edition.first.about.get("title") if main else None},
        "sites": _sites_json(main),
        "channels": _channels_json(main),
        "candidates": [_candidate_json(each) for each in listed],
        "source_agreement": main.attribution.source_agreement if main else None,
        "excluded": main.attribution.excluded if main else 0,
        "coalitions": [row for each in scored for row in _coalitions_json(each)],
        "case": question.case,
        "runs": run.decodes,
        "run": run.number,
        "share": float(run.share),
        "copies": sum(each.edition.copies for each in scored),
        "issues": issue_ids(each.edition for each in scored),
        "leak": {"words": count_words(leak.text), "pieces": len(leak.texts)},
        "obtained_from": question.obtained_from,
    }
    if main:
        result["leak"] = {**result["leak"], "placed_words": main.observation.placed_words}
        result["log10_lr_issued"] = _finite(main.attribution.log10_lr_issued)
    return result


def _main(scored: Sequence[Scored], listed: Sequence[Ranked]) -> Scored | None:
    """Return the edition that the account is about: that of the best copy."""
    if not listed:
        return scored[0] if scored else None
    best = listed[0].issued.first
    return next(each for each in scored if each.edition.first.first == best)


def _sites_json(main: Scored | None) -> Result:
    if main is None:
        return {"total": 0, "observed": 0, "erased": 0, "substituted": 0}
    counts: Result = {outcome.value: main.observation.count(outcome) for outcome in Outcome}
    return {"total": len(main.observation.readings), **counts}


def _channels_json(main: Scored | None) -> list[Result]:
    if main is None:
        return []
    channel = {site.slot: site.channel for site in main.edition.first.plan.sites}
    seen = [channel[r.slot] for r in main.observation.readings if r.outcome is Outcome.OBSERVED]
    used = dict(main.attribution.used)
    return [
        {"channel": name.value, "observed": seen.count(name), "used": used.get(name, 0)}
        for name in sorted(set(channel.values()))
    ]


def _candidate_json(each: Ranked) -> Result:
    numbers = asdict(each.candidate)
    del numbers["copy"]
    return {
        "issue": each.issued.issue,
        "copy": each.copy,
        "recipient": None,
        **{
            key: _finite(value) if isinstance(value, float) else value
            for key, value in numbers.items()
        },
    }


def _coalitions_json(scored: Scored) -> list[Result]:
    def name(index: int) -> str:
        return Ranked(*scored.edition.locate(index), scored.attribution.candidates[0]).copy

    return [
        {
            "kind": found.kind,
            "copies": [name(index) for index in found.copies],
            "p_adjusted": found.p_adjusted,
        }
        for found in scored.attribution.coalitions
    ]


def issue_ids(scored: Iterable[Edition]) -> list[str]:
    """Return the ids of all issues of some editions."""
    return [issued.issue for edition in scored for issued in edition.issues]


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
