"""Decode: trace a leak back to the copy it came from, and record that it was done.

1. read the pieces of the leak as one text
2. find the issues that it may come from: by `--issue`, else by the keyed index of word fives
3. count the run in its case; that fixes its share of alpha, before anything is scored
4. read the leak at every site, blind, and score every copy (canary.workflows.scoring)
5. record the decode in one transaction with a second count: if another decode of the case was
   recorded meanwhile, nothing was seen yet, so start again at 3; then record whatever shows a
   recipient
6. only then return what is to be shown
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from canary.errors import UsageError
from canary.files.documents import count_words
from canary.log.entry import Entry
from canary.log.payloads import Payload
from canary.model import Verdict
from canary.reading import leak_shingles, needed_hits
from canary.report.statements import one_recipient
from canary.workflows import cases
from canary.workflows.decode_result import Findings, Result, decode_result, issue_ids
from canary.workflows.editions import Edition, editions
from canary.workflows.evidence import null_trials
from canary.workflows.issued import find_issue, match_issues, relatives
from canary.workflows.kept import leak_blobs
from canary.workflows.question import Leak, Question, Run
from canary.workflows.runs import count_run, elsewhere, program, run_json, runs, said_id
from canary.workflows.scoring import Ranked, Scored, conclude, is_seen, rank, read, score
from canary.workflows.showing import Listed, copies_listed, fill_in, record_opening, twins
from canary.workflows.together import add_up, by_copy
from canary.workflows.vault import Vault


def decode(vault: Vault, leak: Leak, question: Question, *, now: int) -> Result:
    """Trace a leak, record the decode, and return the JSON object of `canary decode`.

    Args:
        vault: The open vault.
        leak: The leak.
        question: What is asked of it.
        now: Seconds since 1970.

    Raises:
        UsageError: The issue asked for is not recorded, or erased.
        VerificationError: A record does not hold.
    """
    firsts = _firsts(vault, leak.text, question)  # 1, 2
    to_score = editions(vault, firsts, seen=question.seen)
    while True:
        run = count_run(vault, leak, question, issue_ids(to_score))  # 3
        account = _account(vault, leak, question, run, to_score)  # 4
        entry = _record_decode(vault, leak, question, run, account, now=now)  # 5
        if entry is not None:
            break
    opened = record_opening(vault, question, run, account.listed, entry, now=now)
    fill_in(account.result, opened)
    return account.result  # 6


def analyses(vault: Vault, case: str) -> Iterator[tuple[Entry, Result]]:
    """Yield the decodes recorded for a case with what each said, oldest first; erased ones aside.

    Args:
        vault: The open vault.
        case: The case's pseudonym, 32 hex digits.
    """
    for entry in runs(vault, case):
        try:
            raw = vault.open_blob(entry, "result")
        except UsageError:
            continue
        yield entry, json.loads(raw)


def _firsts(vault: Vault, text: str, question: Question) -> list[str]:
    """Return the first issues to score, all editions of a document together, best match first."""
    if question.issue is not None:
        return [vault.first_issue(find_issue(vault, question.issue))]
    found = match_issues(vault, leak_shingles(text), needed_hits(count_words(text)))
    return list(dict.fromkeys(other for first in found for other in relatives(vault, first)))


@dataclass(frozen=True, slots=True)
class _Account:
    """What a decode found.

    Attributes:
        result: What it says, recipients not filled in.
        listed: The copies that it lists.
        scored: What the leak shows of each edition.
    """

    result: Result
    listed: dict[str, Listed]
    scored: Sequence[Scored]


def _account(
    vault: Vault, leak: Leak, question: Question, run: Run, to_score: Sequence[Edition]
) -> _Account:
    """Score every copy, and say what was found."""
    observations = read(to_score, leak.said)
    copies = cases.family(sum(edition.copies for edition in to_score), run.share)
    seen = is_seen(observations)
    part = cases.together(named=question.case is not None)
    earlier = runs(vault, run.case) if seen else ()  # a leak of nothing says nothing of its case
    totals = add_up(vault, earlier, to_score, observations, share=part)
    scored = score(vault, to_score, observations, question, copies=copies, totals=by_copy(totals))
    ranked = rank(scored) if seen else []
    verdict = conclude(scored, ranked) if ranked else Verdict.NO_MATCH
    listed = ranked if question.keep is None else _listed(ranked, question.keep)
    trials = None
    if question.decoys:
        trials = null_trials(
            to_score, observations, question.decoys, alpha=question.alpha, copies=copies
        )
    found = Findings(scored, listed, verdict, totals, trials)
    shown = copies_listed(listed, totals, alpha=question.alpha)
    result = decode_result(leak, question, run, found)
    result["notes"] += [one_recipient(copies) for copies in twins(vault, listed)]
    return _Account(result, shown, scored)


def _listed(ranked: list[Ranked], keep: int) -> list[Ranked]:
    attributed = sum(each.candidate.attributed for each in ranked)
    return ranked[: max(keep, attributed)]


def _record_decode(
    vault: Vault,
    leak: Leak,
    question: Question,
    run: Run,
    account: _Account,
    *,
    now: int,
) -> int | None:
    """Append the decode entry and return its index, or None if `run` is no longer its number.

    A repeated analysis keeps its leak, and what was read in it, once.
    """
    result = account.result
    payload: Payload = {
        "alpha": repr(question.alpha),
        "case": run.case,
        "copies": [copy for copy, each in account.listed.items() if each.attributed],
        "family": result["copies"],
        "issues": result["issues"],
        "leak": vault.leak_id(*leak.digests),
        "observed": result["sites"]["observed"],
        "program": program(question, leak),
        "run": run.number,
        "share": repr(float(run.share)),
        "verdict": result["verdict"],
    }
    if said := said_id(vault, leak):
        payload["said"] = said
    with vault.writing() as transaction:
        if count_run(vault, leak, question, result["issues"]) != run:
            return None
        result["entry"] = transaction.size
        result["run_list"] = [
            *(run_json(entry.index, entry.payload) for entry in runs(vault, run.case)),
            run_json(transaction.size, {**payload, "time": now}),
        ]
        result["decodes_elsewhere"] = elsewhere(vault, run.case, leak)
        blobs = {"result": json.dumps(result).encode()}
        if not run.repeated:
            blobs |= leak_blobs(leak.said, account.scored)
        return vault.add(transaction, "decode", payload, now=now, blobs=blobs)
