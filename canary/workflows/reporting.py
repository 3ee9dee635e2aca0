"""Accounts of a registry, an issue or a case; what shows recipients is recorded first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from canary import codes
from canary.files.documents import count_words
from canary.log.entry import Entry
from canary.log.payloads import int_of, list_of, text_of
from canary.report.accounts import Account, Table
from canary.report.audits import moment
from canary.report.decodes import decoys_text
from canary.report.statements import CAVEAT, FRAMING
from canary.workflows.audit import VerifyReport
from canary.workflows.decode import analyses
from canary.workflows.decode_result import Result
from canary.workflows.holders import list_holders
from canary.workflows.issued import list_issues, load_issue, source_of
from canary.workflows.recording import draft_of
from canary.workflows.vault import Vault

_HEX_ID = 32


def audit_account(vault: Vault, report: VerifyReport) -> Account:
    """Return the account of a whole registry.

    Args:
        vault: The open vault.
        report: What verifying it found.
    """
    kinds = Counter(entry.kind for entry in _entries(vault))
    genesis = vault.trust.genesis.payload
    facts = (
        ("registry", vault.origin),
        ("intact", report.ok),
        ("anchored", report.anchored),
        ("staff notice", genesis["notice"]),
        ("made (claimed)", moment(int_of(genesis, "time"))),
        *((f"checked {name}", count) for name, count in report.checked.items()),
        *((f"entries of type {kind}", count) for kind, count in sorted(kinds.items())),
    )
    return Account(
        "Registry audit",
        facts,
        (
            Table(
                "issues",
                ("issue", "time (claimed)", "copies", "program"),
                tuple(_issue_row(entry) for entry in list_issues(vault)),
            ),
            Table(
                "decodes",
                ("entry", "time (claimed)", "case", "run", "verdict", "copies"),
                tuple(_decode_row(entry) for entry in vault.entries("decode")),
            ),
        ),
        report.problems,
    )


def issue_account(vault: Vault, issue: str, *, now: int) -> Account:
    """Return the account of an issue, recipients included, after recording an export.

    Args:
        vault: The open vault.
        issue: The issue's whole id.
        now: Seconds since 1970.
    """
    issued = load_issue(vault, issue)
    vault.append("export", {"issue": issue, "what": "report issue"}, now=now)
    document = source_of(issued)
    released = sum(int_of(e.payload, "n") for e in vault.entries("release", f'"issue":"{issue}"'))
    facts = (
        ("issue", issue),
        ("title", issued.about.get("title")),
        ("file", document.name),
        ("source sha256", document.sha256),
        ("words", count_words(document.text.content)),
        ("sites", len(issued.plan.sites)),
        ("bits", round(codes.bits(issued.plan), 2)),
        ("recorded (claimed)", moment(int_of(issued.entry.payload, "time"))),
        ("entry", issued.entry.index),
        ("copies written so far", released),
    )
    copies = draft_of(vault, issued).copies
    names = tuple(name for name, _ in copies[0].recipient.fields) if copies else ()
    rows = tuple(
        (copy.id, copy.recipient.id, *(value for _, value in copy.recipient.fields))
        for copy in copies
    )
    return Account("Issue", facts, (Table("copies", ("copy", "id", *names), rows),))


def cases_account(vault: Vault) -> Account:
    """Return the list of cases, by pseudonym: names are not kept."""
    runs: dict[str, list[Entry]] = {}
    for entry in vault.entries("decode"):
        runs.setdefault(text_of(entry.payload, "case"), []).append(entry)
    rows = tuple(
        (case, len(entries), entries[-1].payload["verdict"], moment(_time(entries[-1])))
        for case, entries in runs.items()
    )
    headers = ("case", "decodes", "latest verdict", "latest (claimed)")
    return Account("Cases", (("cases", len(rows)),), (Table("cases", headers, rows),))


def case_account(vault: Vault, case: str, *, now: int) -> Account:
    """Return the account of a case: every run of it, listed.

    Args:
        vault: The open vault.
        case: Its name, or its pseudonym of 32 hex digits as `canary log --json` shows it.
        now: Seconds since 1970.
    """
    known = {text_of(entry.payload, "case") for entry in vault.entries("decode")}
    pseudonym = case if len(case) == _HEX_ID and case in known else vault.case_id(case)
    found = list(analyses(vault, pseudonym))
    rows = []
    for entry, result in found:
        best: dict[str, object] = next(iter(result["candidates"]), {})
        rows.append(
            (
                entry.index,
                moment(_time(entry)),
                result["run"],
                result["alpha"],
                result["share"],
                result["verdict"],
                result["document"]["title"],
                result["sites"]["observed"],
                best.get("copy"),
                best.get("p_adjusted"),
                best.get("log10_lr"),
            )
        )
    headers = (
        *("entry", "time (claimed)", "run", "alpha", "share", "verdict", "document"),
        *("sites read", "best copy", "p adjusted", "log10 LR"),
    )
    facts = (("case", pseudonym), ("decodes", len(found)), ("runs", len({r[2] for r in rows})))
    tables = (
        Table("runs", headers, tuple(rows)),
        *_case_tables(found),
        *_holder_tables(vault, found, now=now),
    )
    trials = [
        f"entry {entry.index}: {text}"
        for entry, result in found
        if (text := decoys_text(result["decoys"], "its readings"))
    ]
    return Account("Case", facts, tables, (FRAMING, CAVEAT, *trials))


def _case_tables(found: list[tuple[Entry, Result]]) -> tuple[Table, ...]:
    """Return what a case's leaks say together, as its last decode that added them up put it."""
    added_up = [result["together"] for _, result in found if result["together"]]
    rows = tuple(
        (", ".join(row["copies"]), row["log10_e"], row["p_adjusted"], row["attributed"])
        for row in (added_up[-1] if added_up else [])
    )
    headers = ("copies of one holder", "log10 e", "p adjusted", "attributed")
    return (Table("leaks and documents together", headers, rows),) if rows else ()


def _holder_tables(
    vault: Vault, found: list[tuple[Entry, Result]], *, now: int
) -> tuple[Table, ...]:
    """Return who else has the copies that the case attributes; recorded if there is anybody."""
    copies = {str(copy) for entry, _ in found for copy in list_of(entry.payload, "copies")}
    rows = tuple(
        (each.copy, moment(each.time), each.text) for each in list_holders(vault, copies, now=now)
    )
    headers = ("copy", "recorded (claimed)", "who else has it")
    return (Table("holders besides the recipient", headers, rows),) if rows else ()


def _entries(vault: Vault) -> Iterable[Entry]:
    return (vault.entry(index) for index in range(vault.registry.size()))


def _time(entry: Entry) -> int:
    return int_of(entry.payload, "time")


def _issue_row(entry: Entry) -> tuple[object, ...]:
    payload = entry.payload
    return (payload["issue"], moment(_time(entry)), payload["n"], payload["program"])


def _decode_row(entry: Entry) -> tuple[object, ...]:
    payload = entry.payload
    copies = ", ".join(map(str, list_of(payload, "copies")))
    return (
        *(entry.index, moment(_time(entry)), payload["case"], payload["run"]),
        *(payload["verdict"], copies or None),
    )
