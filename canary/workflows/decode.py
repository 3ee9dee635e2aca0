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
from collections.abc import Iterable, Iterator, Sequence

from canary.encoding import Json
from canary.files.documents import count_words
from canary.log.entry import Entry
from canary.log.payloads import Payload
from canary.reading import leak_shingles, needed_hits
from canary.workflows import cases
from canary.workflows.decode_result import Result, decode_result, issue_ids
from canary.workflows.issued import find_issue, match_issues, recipient_of
from canary.workflows.question import Leak, Question, Run
from canary.workflows.runs import count_run, program, runs
from canary.workflows.scoring import Edition, Ranked, conclude, editions, rank, score
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
        result, listed = _account(vault, leak, question, run, to_score)  # 4
        entry = _record_decode(vault, leak, question, run, result, now=now)  # 5
        if entry is not None:
            break
    _record_opening(vault, question, run, listed, entry, now=now)
    recipients = _recipients(vault, question, listed)
    for row in result["candidates"]:
        row["recipient"] = recipients.get(row["copy"])
    return result  # 6


def analyses(vault: Vault, case: str) -> Iterator[tuple[Entry, Result]]:
    """Yield the decodes recorded for a case with what each said, oldest first.

    Args:
        vault: The open vault.
        case: The case's pseudonym, 32 hex digits.
    """
    for entry in runs(vault, case):
        yield entry, json.loads(vault.open_blob(entry, "result"))


def _firsts(vault: Vault, text: str, question: Question) -> list[str]:
    """Return the first issues to score, best match first."""
    if question.issue is not None:
        return [vault.first_issue(find_issue(vault, question.issue))]
    needed = needed_hits(count_words(text))
    return [first for first, hits in match_issues(vault, leak_shingles(text)) if hits >= needed]


def _account(
    vault: Vault, leak: Leak, question: Question, run: Run, to_score: Sequence[Edition]
) -> tuple[Result, list[Ranked]]:
    """Score every copy; return what the decode says, recipients not filled in, and the listed."""
    copies = sum(edition.copies for edition in to_score)
    scored = score(
        vault,
        to_score,
        leak.text,
        alpha=question.alpha,
        copies=cases.family(copies, run.share),
        coalition=question.coalition,
        keep=question.keep,
    )
    ranked = rank(scored)
    verdict = conclude(scored, ranked)
    listed = ranked if question.keep is None else _listed(ranked, question.keep)
    return decode_result(leak, question, run, scored, listed, verdict), listed


def _listed(ranked: list[Ranked], keep: int) -> list[Ranked]:
    attributed = sum(each.candidate.attributed for each in ranked)
    return ranked[: max(keep, attributed)]


def _record_decode(
    vault: Vault, leak: Leak, question: Question, run: Run, result: Result, *, now: int
) -> int | None:
    """Append the decode entry and return its index, or None if `run` is no longer its number.

    A repeated analysis keeps its leak once.
    """
    with vault.writing() as transaction:
        if count_run(vault, leak, question, result["issues"]) != run:
            return None
        result["entry"] = transaction.size
        blobs = {"result": json.dumps(result).encode()}
        if not run.repeated:
            blobs["leak"] = leak.text.encode()
        payload = _payload(vault, leak, question, run, result)
        return vault.add(transaction, "decode", payload, now=now, blobs=blobs)


def _payload(vault: Vault, leak: Leak, question: Question, run: Run, result: Result) -> Payload:
    return {
        "alpha": repr(question.alpha),
        "case": run.case,
        "copies": [row["copy"] for row in result["candidates"] if row["attributed"]],
        "family": result["copies"],
        "issues": result["issues"],
        "leak": vault.leak_id(*leak.digests),
        "observed": result["sites"]["observed"],
        "program": program(question),
        "run": run.number,
        "share": repr(float(run.share)),
        "verdict": result["verdict"],
    }


def _record_opening(
    vault: Vault, question: Question, run: Run, listed: Sequence[Ranked], entry: int, *, now: int
) -> None:
    """Record that recipients will be shown: of attributed copies, or of all for a reason."""
    attributed = _copies(each for each in listed if each.candidate.attributed)
    if attributed:
        vault.append(
            "attribute", {"case": run.case, "copies": attributed, "decode": entry}, now=now
        )
    if question.reveal is not None and listed:
        blobs = {"reason": question.reveal.encode()}
        payload: Payload = {"case": run.case, "copies": _copies(listed)}
        vault.append("reveal", payload, now=now, blobs=blobs)


def _recipients(vault: Vault, question: Question, listed: Sequence[Ranked]) -> dict[str, str]:
    """Return the recipients that may be shown, by copy."""
    return {
        each.copy: recipient_of(vault, each.issued, each.leaf).recipient.id
        for each in listed
        if each.candidate.attributed or question.reveal is not None
    }


def _copies(ranked: Iterable[Ranked]) -> list[Json]:
    return [each.copy for each in ranked]
