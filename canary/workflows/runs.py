"""Runs of a case: which analysis a decode is, and what it may spend of alpha.

The number of a run is believed only inside the transaction that records it: two decodes of one
case that both count before either is recorded would spend the same share twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from canary import __version__
from canary.log.entry import Entry
from canary.log.payloads import Payload, int_of, list_of, text_of
from canary.workflows import cases
from canary.workflows.cases import Analysis
from canary.workflows.kept import said_digests
from canary.workflows.question import Leak, Question, Run
from canary.workflows.vault import Vault

PROGRAM = f"canary {__version__}"


def count_run(vault: Vault, leak: Leak, question: Question, issues: Iterable[str]) -> Run:
    """Number a decode in its case, as the registry stands, and look up its share of alpha.

    Args:
        vault: The open vault; inside its transaction nobody else can record a decode.
        leak: The leak.
        question: What is asked of it.
        issues: Ids of the issues that are scored.
    """
    case = vault.case_id(_case_name(vault, leak, question.case))
    earlier = [(_analysis(entry), int_of(entry.payload, "run")) for entry in runs(vault, case)]
    analysis = Analysis(
        leak=vault.leak_id(*leak.digests),
        issues=tuple(sorted(issues)),
        program=program(question, leak),
        said=said_id(vault, leak),
    )
    number = cases.run_number(analysis, earlier)
    return Run(
        case=case,
        number=number,
        share=cases.share(number, named=question.case is not None),
        decodes=len(earlier) + 1,
        repeated=any(other == analysis for other, _ in earlier),
    )


def runs(vault: Vault, case: str) -> list[Entry]:
    """Return the decodes recorded for a case, oldest first.

    Args:
        vault: The open vault.
        case: The case's pseudonym, 32 hex digits.
    """
    return list(vault.entries("decode", f'"case":"{case}"'))


def elsewhere(vault: Vault, case: str, leak: Leak) -> int:
    """Return how often the same leak was decoded in other cases, which share no alpha with this."""
    decodes = vault.entries("decode", f'"leak":"{vault.leak_id(*leak.digests)}"')
    return sum(entry.payload["case"] != case for entry in decodes)


def run_json(index: int, payload: Payload) -> dict[str, Any]:
    """Return what a list of runs says of one decode."""
    named = ("time", "run", "verdict", "copies", "issues", "observed", "leak", "program")
    numbers = {key: float(text_of(payload, key)) for key in ("alpha", "share")}
    return {"entry": index, **{key: payload[key] for key in named}, **numbers}


def program(question: Question, leak: Leak) -> str:
    """Name the program, the engine that read pictures, and the options that change the outcome.

    In a search for coalitions alpha is one of them: it decides whom the later steps are given.
    """
    words = [PROGRAM, leak.said.engine]
    if question.coalition > 1:
        words.append(f"coalition {question.coalition} alpha {question.alpha!r}")
    return " ".join(filter(None, words))


def said_id(vault: Vault, leak: Leak) -> str:
    """Return the pseudonym of what an engine read in a leak, "" where none had to.

    Engines differ, and so do their versions: another reading of the same bytes is another chance
    to name a wrong copy, and is counted.
    """
    said = leak.said
    return vault.leak_id(*said_digests(said)) if said.engine else ""


def _case_name(vault: Vault, leak: Leak, case: str | None) -> str:
    """Return the name of the leak's case: the one given, or one of its own."""
    return case if case is not None else f"leak {vault.leak_id(*leak.digests)}"


def _analysis(entry: Entry) -> Analysis:
    """Return the analysis that a recorded decode was."""
    payload = entry.payload
    issues = tuple(sorted(map(str, list_of(payload, "issues"))))
    return Analysis(
        leak=text_of(payload, "leak"),
        issues=issues,
        program=text_of(payload, "program"),
        said=str(payload.get("said", "")),
    )
