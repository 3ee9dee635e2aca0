"""Decode: trace a leak back to the copy it came from, and record that it was done.

1. read the pieces of the leak as one text
2. find the issues that it may come from: by `--issue`, else by the keyed index of word fives
3. count the run in its case; that fixes its share of alpha, before anything is scored
4. read the leak at every site, blind, and score every copy (canary.workflows.scoring)
5. record the decode, and then whatever shows a recipient
6. only then return what is to be shown
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from canary import __version__
from canary.encoding import Json
from canary.files.documents import count_words
from canary.log.entry import Entry
from canary.log.payloads import Payload, int_of, list_of, text_of
from canary.model import Verdict
from canary.reading import leak_shingles, needed_hits
from canary.workflows import cases
from canary.workflows.cases import Analysis
from canary.workflows.decode_result import Result, decode_result, issue_ids
from canary.workflows.issued import find_issue, match_issues, recipient_of
from canary.workflows.question import Leak, Question, Run
from canary.workflows.scoring import Edition, Ranked, conclude, editions, is_seen, rank, score
from canary.workflows.vault import Vault

PROGRAM = f"canary {__version__}"


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
    text = leak.text  # 1
    firsts = _firsts(vault, text, question)  # 2
    to_score = editions(vault, firsts, seen=question.seen)
    run = _count_run(vault, leak, question, to_score)  # 3
    copies = sum(edition.copies for edition in to_score)
    scored = score(  # 4
        vault,
        to_score,
        text,
        alpha=question.alpha,
        copies=cases.family(copies, run.share),
        coalition=question.coalition,
        keep=question.keep,
    )
    ranked = rank(scored) if is_seen(scored) else []
    verdict = conclude(scored, ranked) if ranked else Verdict.NO_MATCH
    listed = ranked if question.keep is None else _listed(ranked, question.keep)
    result = decode_result(leak, question, run, scored, listed, verdict)
    entry = _record_decode(vault, leak, question, run, result, now=now)  # 5
    _record_opening(vault, question, run, listed, entry, now=now)
    recipients = _recipients(vault, question, listed)
    for row in result["candidates"]:
        row["recipient"] = recipients.get(row["copy"])
    result["entry"] = entry
    return result  # 6


def analyses(vault: Vault, case: str) -> Iterator[tuple[Entry, Result]]:
    """Yield the decodes recorded for a case with what each said, oldest first.

    Args:
        vault: The open vault.
        case: The case's pseudonym, 32 hex digits.
    """
    for entry in vault.entries("decode", f'"case":"{case}"'):
        yield entry, json.loads(vault.open_blob(entry, "result"))


def case_name(vault: Vault, leak: Leak, case: str | None) -> str:
    """Return the name of the leak's case: the one given, or one of its own."""
    return case if case is not None else f"leak {vault.leak_id(*leak.digests)}"


def _firsts(vault: Vault, text: str, question: Question) -> list[str]:
    """Return the first issues to score, best match first."""
    if question.issue is not None:
        return [vault.first_issue(find_issue(vault, question.issue))]
    return match_issues(vault, leak_shingles(text), needed_hits(count_words(text)))


def _count_run(vault: Vault, leak: Leak, question: Question, to_score: Sequence[Edition]) -> Run:
    """Number this run of its case and look up its share of alpha."""
    case = vault.case_id(case_name(vault, leak, question.case))
    earlier = [
        (_recorded(entry), int_of(entry.payload, "run"))
        for entry in vault.entries("decode", f'"case":"{case}"')
    ]
    analysis = Analysis(
        leak=vault.leak_id(*leak.digests),
        issues=tuple(sorted(issue_ids(to_score))),
        program=_program(question),
    )
    number = cases.run_number(analysis, earlier)
    return Run(
        case=case,
        number=number,
        share=cases.share(number, named=question.case is not None),
        decodes=len(earlier) + 1,
        repeated=any(other == analysis for other, _ in earlier),
    )


def _program(question: Question) -> str:
    """Name the program and the options that change what it computes."""
    return PROGRAM + (f" coalition {question.coalition}" if question.coalition > 1 else "")


def _recorded(entry: Entry) -> Analysis:
    """Return the analysis that a recorded decode was."""
    payload = entry.payload
    issues = tuple(sorted(map(str, list_of(payload, "issues"))))
    return Analysis(text_of(payload, "leak"), issues, text_of(payload, "program"))


def _listed(ranked: list[Ranked], keep: int) -> list[Ranked]:
    attributed = sum(each.candidate.attributed for each in ranked)
    return ranked[: max(keep, attributed)]


def _record_decode(
    vault: Vault, leak: Leak, question: Question, run: Run, result: Result, *, now: int
) -> int:
    """Append the decode entry and return its index; a repeated analysis keeps its leak once."""
    blobs = {"result": json.dumps(result).encode()}
    if not run.repeated:
        blobs["leak"] = leak.text.encode()
    payload: Payload = {
        "alpha": repr(question.alpha),
        "case": run.case,
        "copies": [row["copy"] for row in result["candidates"] if row["attributed"]],
        "family": result["copies"],
        "issues": result["issues"],
        "leak": vault.leak_id(*leak.digests),
        "observed": result["sites"]["observed"],
        "program": _program(question),
        "run": run.number,
        "share": repr(float(run.share)),
        "verdict": result["verdict"],
    }
    return vault.append("decode", payload, now=now, blobs=blobs).index


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
