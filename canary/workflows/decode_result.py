"""What a decode says, as the JSON object of the contract."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from canary.codes import NullTrials
from canary.files.documents import count_words
from canary.log.commitment import copy_id
from canary.model import Outcome, Verdict
from canary.report.statements import CAVEAT, EXCLUDED_IF, FRAMING
from canary.workflows.editions import Edition
from canary.workflows.evidence import evidence_json, together_json, trials_json
from canary.workflows.question import Leak, Question, Run
from canary.workflows.scoring import Ranked, Scored, issued_at_all
from canary.workflows.together import Total

Result = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a leak.

    Attributes:
        scored: The editions that were scored.
        listed: The copies to list, best first.
        verdict: Over all editions.
        totals: What the leaks and documents of the case say together.
        trials: Decoys scored against the same readings, if any were asked for.
    """

    scored: Sequence[Scored]
    listed: Sequence[Ranked]
    verdict: Verdict
    totals: Sequence[Total] = ()
    trials: NullTrials | None = None


def decode_result(leak: Leak, question: Question, run: Run, found: Findings) -> Result:
    """Return the JSON object of `canary decode`, recipients not filled in.

    Args:
        leak: The leak.
        question: What was asked.
        run: Where the decode stands in its case.
        found: What was found.
    """
    scored, listed, trials = found.scored, found.listed, found.trials
    main = None if found.verdict is Verdict.NO_MATCH else _main(scored, listed)
    result: Result = {
        "verdict": found.verdict.value,
        "alpha": question.alpha,
        "issue": main.edition.first.issue if main else None,
        "document": {"title": main.edition.first.about.get("title") if main else None},
        "sites": _sites_json(main),
        "channels": _channels_json(main),
        "candidates": [_candidate_json(each) for each in listed],
        "source_agreement": main.attribution.source_agreement if main else None,
        "excluded": main.attribution.excluded if main else 0,
        "excluded_if": EXCLUDED_IF,
        "coalitions": [row for each in scored for row in _coalitions_json(each)],
        "identical": [copies for each in scored for copies in _identical_json(each)],
        "evidence": evidence_json(scored, listed),
        "together": together_json(found.totals, alpha=question.alpha),
        "decoys": trials_json(trials) if trials else None,
        "notes": [FRAMING, CAVEAT] if listed else [],
        "case": question.case,
        "runs": run.decodes,
        "run": run.number,
        "share": float(run.share),
        "copies": sum(each.edition.copies for each in scored),
        "issues": issue_ids(each.edition for each in scored),
        "leak": _leak_json(leak),
        "obtained_from": question.obtained_from,
    }
    if main:
        result["leak"] = {**result["leak"], "placed_words": main.observation.placed_words}
        result["log10_lr_issued"] = _finite(issued_at_all(scored))
    return result


def _leak_json(leak: Leak) -> Result:
    """Return how much was given; and, where pictures were read, by whom, and what is doubtful."""
    said = leak.said
    read: Result = {"engine": said.engine, "doubtful": len(said.doubts)} if said.engine else {}
    return {"words": count_words(said.content), "pieces": len(leak.texts), **read}


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
    return [
        {
            "kind": found.kind,
            "copies": _names(scored.edition, found.copies),
            "p_adjusted": found.p_adjusted,
        }
        for found in scored.attribution.coalitions
    ]


def _identical_json(scored: Scored) -> list[list[str]]:
    """Return the sets of listed copies that the leak can't tell apart."""
    return [_names(scored.edition, copies) for copies in scored.attribution.identical]


def _names(edition: Edition, numbers: Iterable[int]) -> list[str]:
    places = (edition.locate(number) for number in numbers)
    return [copy_id(issued.issue, leaf) for issued, leaf in places]


def issue_ids(scored: Iterable[Edition]) -> list[str]:
    """Return the ids of all issues of some editions."""
    return [issued.issue for edition in scored for issued in edition.issues]


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
