"""Verifying a registry: everything is computed again, and every problem is listed.

Steps, the numbers repeated at the code (here, in `audit_log` and in `audit_contents`):

1. the database: SQLite's own check, schema number, tables and nothing else
2. meta: the origin alone, and it is the founding officer's
3. entries: none missing, each signed by an officer of its time, each true to its type and to
   the entries it refers to
4. the main log: one checkpoint an entry, its root computed again, and the stored tiles
5. every issue's tree: copies in order, their number, root and tiles
6. what is sealed: every blob, key, print and anchor is one that an entry committed to
7. the pin: the registry extends what this officer saw
8. with the keys, the openings: master secrets, documents, recipients, codewords, files
9. the anchor: without one that covers the newest issue, the officer's word is all there is
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from canary.crypto import sha256
from canary.errors import VerificationError
from canary.keys import OfficerKey, check_pin, read_pin, read_private, unlock_key
from canary.keys.keyfile import MAX_BYTES
from canary.log import merkle
from canary.log.checkpoint import peek_checkpoint
from canary.log.commitment import copy_id, copy_leaf
from canary.log.entry import Entry
from canary.log.payloads import int_of, text_of
from canary.store import Registry
from canary.workflows.audit_contents import check_contents, covering_anchor
from canary.workflows.audit_log import LogView, check_database, check_log
from canary.workflows.audit_openings import check_openings
from canary.workflows.audit_problems import Problems
from canary.workflows.issued import issue_keys, list_issues
from canary.workflows.trust import open_epochs, read_trust
from canary.workflows.vault import (
    KEY_FILE,
    PIN_FILE,
    REGISTRY,
    Vault,
    refuse_missing_vault,
)


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What `verify` found.

    Attributes:
        ok: Nothing is wrong.
        anchored: A checkpoint that covers every issue is kept outside this vault.
        openings: The openings were checked too, which takes the keys.
        problems: Everything that is wrong, a sentence each.
        checked: Number of entries, copies and checkpoints.
    """

    ok: bool
    anchored: bool
    openings: bool
    problems: tuple[str, ...]
    checked: dict[str, int]


@dataclass(frozen=True, slots=True)
class CopyMatch:
    """A file that is a registered copy, byte for byte."""

    copy: str
    issue: str


def verify(home: Path, *, passphrase: Callable[[], bytes] | None = None) -> VerifyReport:
    """Compute everything in a vault's registry again; see the module's list of steps.

    Args:
        home: The vault's folder.
        passphrase: Where given, the keys are opened (and asked for if the key file needs it), and
            the openings are checked too.

    Raises:
        UsageError: There is no vault.
        KeyRefusedError: The key file or the passphrase is refused.
    """
    refuse_missing_vault(home)
    officer = _officer(home, passphrase) if passphrase else None
    problems, view, copies, anchored = Problems(), LogView(), 0, False
    with problems.collected("registry"), _opened(home) as registry:
        check_database(registry.database, problems)  # 1
        check_log(registry, view, problems)  # 2, 3, 4
        copies = check_contents(registry, view, problems)  # 5, 6
        with problems.collected("pin"):
            _check_pin(home, registry, view)  # 7
        if officer:
            with problems.collected("openings"):
                check_openings(_vault(home, registry, officer), view, problems)  # 8
        anchored = covering_anchor(registry, view) is not None  # 9
    found = tuple(problems)
    checked = {"entries": view.size, "copies": copies, "checkpoints": view.checkpoints}
    return VerifyReport(not found, anchored and not found, officer is not None, found, checked)


def identify_copy(vault: Vault, raw: bytes) -> CopyMatch | None:
    """Return which registered copy a file is, byte for byte, or None.

    Raises:
        VerificationError: The matching copy is not under its issue's signed root.
    """
    digest = sha256(raw)
    for entry in list_issues(vault):
        keys, issue = issue_keys(vault, entry), text_of(entry.payload, "issue")
        for copy in vault.registry.copies(issue):
            if keys.copy(copy.c_rcpt).c_file(digest) == copy.c_file:
                fields = (copy.c_rcpt, copy.c_word, copy.c_file, copy.c_enc)
                leaf = merkle.leaf_hash(copy_leaf(issue, *fields))
                _check_inclusion(vault, entry, copy.index, leaf)
                return CopyMatch(copy_id(issue, copy.index), issue)
    return None


def log_entries(vault: Vault, *, issue: str | None = None, limit: int | None = None) -> list[Entry]:
    """Return the registry's entries, newest last.

    Args:
        vault: The open vault.
        issue: Only entries that speak of this issue (its whole id) or of its copies.
        limit: Only so many of the newest ones.
    """
    last = None if issue else limit
    entries = [vault.entry(index) for index, _ in vault.registry.entries(last=last)]
    if issue:
        entries = [entry for entry in entries if _speaks_of(entry, issue)]
    return entries[-limit:] if limit else entries if limit is None else []


def _speaks_of(entry: Entry, issue: str) -> bool:
    text = str(entry)
    return f'"{issue}"' in text or f'"{issue[:8]}-' in text


def _officer(home: Path, passphrase: Callable[[], bytes]) -> OfficerKey:
    return unlock_key(read_private(home / KEY_FILE, limit=MAX_BYTES), passphrase)


def _vault(home: Path, registry: Registry, officer: OfficerKey) -> Vault:
    """Return a vault without the refusals of `open_vault`: the audit lists them instead."""
    trust = read_trust(registry)
    return Vault(home, registry, officer, trust, open_epochs(registry, officer, trust))


@contextmanager
def _opened(home: Path) -> Iterator[Registry]:
    registry = Registry.open(home / REGISTRY, read_only=True)
    try:
        yield registry
    finally:
        registry.close()


def _check_pin(home: Path, registry: Registry, view: LogView) -> None:
    note = registry.head()
    if note is None:
        raise VerificationError("the registry has no checkpoint")
    head = peek_checkpoint(note, what="head")
    check_pin(read_pin(home / PIN_FILE, view.known), head, registry.root_at)


def _check_inclusion(vault: Vault, entry: Entry, index: int, leaf: bytes) -> None:
    issue, n = text_of(entry.payload, "issue"), int_of(entry.payload, "n")
    proof = merkle.inclusion_proof(vault.registry.tree(issue), index, n)
    root = bytes.fromhex(text_of(entry.payload, "root"))
    if not merkle.verify_inclusion(leaf, index, n, proof, root):
        raise VerificationError(f"copy '{copy_id(issue, index)}' is not under its issue's root")
