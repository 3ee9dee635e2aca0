"""Accounts of a registry, an issue or a case; what shows recipients is recorded first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress

from canary import codes
from canary.errors import UsageError
from canary.files.documents import count_words
from canary.log.entry import Entry
from canary.log.note import open_note
from canary.log.payloads import int_of, list_of, text_of
from canary.report.accounts import Account, Table
from canary.report.audits import moment
from canary.report.decodes import decoys_text, share
from canary.report.statements import AUTHORITATIVE, CAVEAT, EXCLUDED_IF, FRAMING, VERDICTS
from canary.workflows.audit import VerifyReport
from canary.workflows.decode import analyses
from canary.workflows.decode_result import Result
from canary.workflows.delivery import evidenced
from canary.workflows.holders import list_holders
from canary.workflows.issued import find_copy, list_issues, load_issue, recipient_of, source_of
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
        *_notice(vault),
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
                ("issue", "time (claimed)", "copies", "officer"),
                tuple(_issue_row(vault, entry) for entry in list_issues(vault)),
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
        ("time (claimed)", moment(int_of(issued.entry.payload, "time"))),
        ("officer", _officer(vault, issued.entry)),
        ("program", issued.entry.payload["program"]),
        ("entry", issued.entry.index),
        ("copies written", released),
        *_notice(vault),
    )
    copies = draft_of(vault, issued).copies
    state = evidenced(vault, issue)
    names = tuple(name for name, _ in copies[0].recipient.fields) if copies else ()
    rows = tuple(
        (
            copy.id,
            copy.recipient.id,
            *(value for _, value in copy.recipient.fields),
            state.get(copy.id, "assigned"),
        )
        for copy in copies
    )
    return Account("Issue", facts, (Table("copies", ("copy", "id", *names, "evidenced"), rows),))


def cases_account(vault: Vault) -> Account:
    """Return the list of cases, by pseudonym: names are not kept."""
    runs: dict[str, list[Entry]] = {}
    for entry in vault.entries("decode"):
        runs.setdefault(text_of(entry.payload, "case"), []).append(entry)
    rows = tuple(
        (case, len(entries), entries[-1].payload["verdict"], moment(_time(entries[-1])))
        for case, entries in runs.items()
    )
    headers = ("case", "decodes", "verdict", "latest (claimed)")
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
                _officer(vault, entry),
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
        *("entry", "time (claimed)", "officer", "run", "alpha", "share", "verdict", "document"),
        *("sites read", "best copy", "p adjusted", "log10 LR"),
    )
    form = next((v for v in VERDICTS if any(v == r["verdict"] for _, r in found)), None)
    facts = (
        *(("case", pseudonym), ("decodes", len(found)), ("runs", len({r[3] for r in rows}))),
        *_notice(vault),
    )
    said = (VERDICTS[form],) if form else ()
    tables = (
        Table("runs", headers, tuple(rows)),
        *_weight_tables(found, form),
        *_case_tables(found),
        *_copies_tables(vault, found),
        *_reveal_tables(vault, pseudonym, now=now),
        *_holder_tables(vault, found, now=now),
    )
    trials = [
        f"entry {entry.index}: {text}"
        for entry, result in found
        if (text := decoys_text(result["decoys"], "its readings"))
    ]
    return Account("Case", facts, tables, (*said, FRAMING, CAVEAT, AUTHORITATIVE, *trials))


def _weight_tables(found: list[tuple[Entry, Result]], form: str | None) -> Iterator[Table]:
    """Yield propositions, ratio and priors of the last decode that came out as the case did."""
    decisive = [result for _, result in found if result["verdict"] == form]
    for each in decisive[-1]["evidence"] if decisive else ():
        name, most = f"copy {each['copy']}", each["validation"]
        yield Table(
            f"{name}: propositions",
            ("", "proposition"),
            tuple(enumerate(each["propositions"], 1)),
        )
        ratio = (each["log10_lr"], each["support"], each["capped"], most["supported_log10_lr"])
        headers = ("log10 LR of 1 against 3", "in words", "capped", "most ever stated")
        yield Table(f"{name}: likelihood ratio", headers, (ratio,))
        keys = ("this_copy", "another_copy", "no_copy")
        rows = tuple(
            (row["prior_none"], *(share(row[key]) for key in keys)) for row in each["priors"]
        )
        yield Table(f"{name}: probabilities {EXCLUDED_IF}", ("prior of 3", "1", "2", "3"), rows)


def _case_tables(found: list[tuple[Entry, Result]]) -> tuple[Table, ...]:
    """Return what a case's leaks say together, as its last decode that added them up put it."""
    added_up = [result["together"] for _, result in found if result["together"]]
    rows = tuple(
        (", ".join(row["copies"]), row["log10_e"], row["p_adjusted"], row["attributed"])
        for row in (added_up[-1] if added_up else [])
    )
    headers = ("copies of one holder", "log10 e", "p adjusted", "attributed")
    return (Table("leaks and documents together", headers, rows),) if rows else ()


def _copies_tables(vault: Vault, found: list[tuple[Entry, Result]]) -> tuple[Table, ...]:
    """Return what is evidenced of the attributed copies, those of older issues first."""
    copies = {str(copy) for entry, _ in found for copy in list_of(entry.payload, "copies")}
    order = sorted((vault.issue_entry(find_copy(vault, copy)[0]).index, copy) for copy in copies)
    shown = _recipients(vault, copies)
    rows = tuple(
        (
            copy,
            shown.get(copy),
            evidenced(vault, find_copy(vault, copy)[0]).get(copy, "assigned"),
        )
        for _, copy in order
    )
    headers = ("copy", "recipient", "evidenced")
    return (Table("delivery of attributed copies", headers, rows),) if rows else ()


def _reveal_tables(vault: Vault, case: str, *, now: int) -> Iterator[Table]:
    """Yield whom `--reveal` showed in this case and why; recorded if there was anybody."""
    reveals = list(vault.entries("reveal", f'"case":"{case}"'))
    if not reveals:
        return
    vault.append("export", {"what": f"recipients of {len(reveals)} reveals"}, now=now)
    yield Table(
        "reveals",
        ("entry", "time (claimed)", "copies", "reason"),
        tuple(
            (
                *(entry.index, moment(_time(entry)), len(list_of(entry.payload, "copies"))),
                vault.open_blob(entry, "reason").decode(),
            )
            for entry in reveals
        ),
    )
    copies = {str(copy) for entry in reveals for copy in list_of(entry.payload, "copies")}
    shown = _recipients(vault, copies)
    rows = tuple((copy, shown.get(copy)) for copy in sorted(copies))
    yield Table("recipients revealed", ("copy", "recipient"), rows)


def _notice(vault: Vault) -> tuple[tuple[str, object], ...]:
    """Return whether staff were told that copies are marked, and what was given as the reason."""
    genesis = vault.trust.genesis.payload
    return ("staff notice", genesis["notice"]), ("because", genesis["because"])


def _recipients(vault: Vault, copies: Iterable[str]) -> dict[str, str]:
    """Return the ids of recipients whom decodes showed, by copy; none of erased issues."""
    leaves: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for copy in copies:
        issue, leaf = find_copy(vault, copy)
        leaves[issue].append((copy, leaf))
    found: dict[str, str] = {}
    for issue, held in leaves.items():
        with suppress(UsageError):
            issued = load_issue(vault, issue)
            found |= {c: recipient_of(vault, issued, leaf).recipient.id for c, leaf in held}
    return found


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


def _issue_row(vault: Vault, entry: Entry) -> tuple[object, ...]:
    payload = entry.payload
    return payload["issue"], moment(_time(entry)), payload["n"], _officer(vault, entry)


def _officer(vault: Vault, entry: Entry) -> str:
    """Return the name of whoever signed an entry."""
    note = vault.registry.entry(entry.index) or b""
    known = vault.trust.known
    return ", ".join(key.name for key in open_note(note, known, what="entry").signers)


def _decode_row(entry: Entry) -> tuple[object, ...]:
    payload = entry.payload
    copies = ", ".join(map(str, list_of(payload, "copies")))
    return (
        *(entry.index, moment(_time(entry)), payload["case"], payload["run"]),
        *(payload["verdict"], copies or None),
    )
