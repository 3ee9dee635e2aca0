"""A vault: an officer's keys and the registry they keep, made and opened.

Only here do keys and registry meet: what is stored is sealed on the way in and opened on the
way out, and the pin follows every entry.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from canary.crypto import NONCE_BYTES, open_sealed, seal
from canary.errors import KeyRefusedError, UsageError, VerificationError
from canary.keys import (
    OfficerKey,
    advance_pin,
    check_pin,
    read_pin,
    read_private,
    unlock_key,
)
from canary.keys.keyfile import MAX_BYTES
from canary.log.checkpoint import open_checkpoint
from canary.log.commitment import EpochKeys, blob_context, dek_context
from canary.log.entry import Entry, open_entry
from canary.log.payloads import SCHEMAS, Payload, int_of, list_of, map_of, text_of
from canary.store import Registry, Transaction
from canary.workflows.trust import Epochs, Trust, follow_trust, open_epochs, read_trust

REGISTRY: Final = "registry.db"
KEY_FILE: Final = Path("keys", "officer.key")
OFFICER_FILE: Final = Path("keys", "officer.pub")
PIN_FILE: Final = Path("keys", "pin")


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry that is in the registry: its index, and the checkpoint note that covers it."""

    index: int
    checkpoint: bytes


@dataclass
class Vault:
    """An open vault; close it, or use it in a `with` block.

    Attributes:
        home: Its folder.
        registry: The open registry.
        officer: The officer whose key was unlocked.
        trust: The registry's officers.
        epochs: Keys of every epoch.
    """

    home: Path
    registry: Registry
    officer: OfficerKey
    trust: Trust
    epochs: Epochs
    _document_keys: dict[str, bytes] = field(default_factory=dict, repr=False)

    def __enter__(self) -> Vault:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the registry."""
        self.registry.close()

    @property
    def origin(self) -> str:
        """The registry's name."""
        return self.registry.origin

    @property
    def epoch(self) -> int:
        """The newest epoch."""
        return self.epochs.newest

    @property
    def keys(self) -> EpochKeys:
        """Keys of the newest epoch."""
        return self.epochs.keys[self.epoch]

    @property
    def mark_key(self) -> bytes:
        """K_mark of the newest epoch."""
        return self.keys.mark

    @property
    def id_key(self) -> bytes:
        """K_id of the newest epoch."""
        return self.keys.identity

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """Write in one transaction; after it the pin is moved to the new head.

        A crash between the two leaves a pin that the registry extends: the next opening moves it.
        """
        self.trust = follow_trust(self.registry, self.trust)
        with self.registry.transaction(
            self.officer.signer, self.trust.roster.verifiers
        ) as transaction:
            yield transaction
        self.trust = follow_trust(self.registry, self.trust)
        advance_pin(self.home / PIN_FILE, transaction.head_note, self.trust.known)

    def append(
        self,
        kind: str,
        payload: Payload,
        *,
        now: int,
        blobs: Mapping[str, bytes] | None = None,
    ) -> Recorded:
        """Sign and add one entry, with what it seals.

        Args:
            kind: Type of the entry.
            payload: Its keys but `time` and `blobs` (docs/formats.md, "Payloads").
            now: Seconds since 1970.
            blobs: Plain contents by kind; stored sealed.

        Returns:
            Its index and the checkpoint.

        Raises:
            VerificationError: The registry is not one this vault may extend.
        """
        with self.writing() as transaction:
            index = self.add(transaction, kind, payload, now=now, blobs=blobs)
        return Recorded(index, transaction.head_note)

    def add(
        self,
        transaction: Transaction,
        kind: str,
        payload: Payload,
        *,
        now: int,
        blobs: Mapping[str, bytes] | None = None,
    ) -> int:
        """Do what `append` does within an open transaction; returns the entry's index."""
        body: Payload = {**payload, "time": now}
        if blobs is not None or "blobs" in SCHEMAS[kind]:
            scope = self.blob_scope(kind, payload)
            body["blobs"] = {
                name: transaction.put_blob(name, self.seal_blob(name, scope, plain))
                for name, plain in sorted((blobs or {}).items())
            }
        return transaction.append(kind, body)

    def entry(self, index: int) -> Entry:
        """Return an entry whose signature holds.

        Raises:
            UsageError: There is none.
            VerificationError: Its signature does not hold.
        """
        note = self.registry.entry(index)
        if note is None:
            raise UsageError(f"the registry has no entry {index}")
        return open_entry(note, self.trust.known, what=f"entry {index}")

    def entries(self, kind: str, containing: str = "") -> Iterator[Entry]:
        """Yield the entries of a type whose signatures hold, oldest first."""
        for index, note in self.registry.entries(kind, containing):
            yield open_entry(note, self.trust.known, what=f"entry {index}")

    def issue_entry(self, issue: str) -> Entry:
        """Return the entry that recorded an issue.

        Raises:
            UsageError: There is none.
        """
        for entry in self.entries("issue", f'"issue":"{issue}"'):
            return entry
        raise UsageError(f"no issue '{issue}' is recorded", hint="list them with: canary log")

    def first_issue(self, issue: str) -> str:
        """Return the issue that `issue` extends, or itself: the one whose keys it uses.

        Raises:
            UsageError: It is not recorded.
        """
        return str(self.issue_entry(issue).payload.get("extends", issue))

    def blob_scope(self, kind: str, payload: Payload) -> str:
        """Return the issue whose key seals an entry's blobs, "" for the vault's own key."""
        if kind == "issue":
            return text_of(payload, "extends" if "extends" in payload else "issue")
        scored = list_of(payload, "issues")
        return self.first_issue(str(scored[0])) if kind == "decode" and len(scored) == 1 else ""

    def seal_blob(self, kind: str, issue: str, plain: bytes) -> bytes:
        """Return a blob's sealed bytes.

        Args:
            kind: What it is.
            issue: The issue whose key seals it; "" for the vault's own.
            plain: The contents.
        """
        key = self.document_key(issue) if issue else self.keys.blob
        return seal(key, self.nonce(), plain, blob_context(kind, issue))

    def open_blob(self, entry: Entry, kind: str) -> bytes:
        """Return what an entry sealed under `kind`.

        Raises:
            UsageError: It has no such blob, or the blob was erased.
            VerificationError: It was altered.
        """
        blob_id = map_of(entry.payload, "blobs").get(kind)
        sealed = self.registry.blob(blob_id) if blob_id else None
        if sealed is None:
            raise UsageError(f"the {kind} of entry {entry.index} is not there, or was erased")
        scope = self.blob_scope(entry.kind, entry.payload)
        key = self.document_key(scope) if scope else self.epochs.at(entry.index).blob
        what = f"the {kind} of entry {entry.index}"
        return open_sealed(key, sealed, blob_context(kind, scope), what=what)

    def document_key(self, issue: str) -> bytes:
        """Return the DEK of a first issue.

        Raises:
            UsageError: It is not recorded, or was erased.
            VerificationError: It was altered.
        """
        if issue not in self._document_keys:
            epoch = int_of(self.issue_entry(issue).payload, "epoch")
            wrapped = self.registry.wrap("dek", issue)
            if wrapped is None:
                raise UsageError(f"issue '{issue}' was erased: its key is destroyed")
            key, what = self.epochs.keys[epoch].wrapping, f"the key of issue '{issue}'"
            dek = open_sealed(key, wrapped, dek_context(issue), what=what)
            self._document_keys[issue] = dek
        return self._document_keys[issue]

    def forget(self, issue: str) -> None:
        """Drop the DEK of a first issue from memory, once it is destroyed."""
        self._document_keys.pop(issue, None)

    def new_document_key(self, issue: str) -> bytes:
        """Draw a DEK for a new issue; returns it wrapped, to be stored."""
        key = secrets.token_bytes(32)
        self._document_keys[issue] = key
        return seal(self.keys.wrapping, self.nonce(), key, dek_context(issue))

    def nonce(self) -> bytes:
        """Return 12 fresh random bytes."""
        return secrets.token_bytes(NONCE_BYTES)

    def salt_checkpoint(self) -> int:
        """Return the size of the newest anchored checkpoint, 1 where none is anchored."""
        return max((size for size, _, _ in self.registry.anchors()), default=1)

    def case_id(self, name: str) -> str:
        """Return the pseudonym of a case, 32 hex digits; the same in every epoch."""
        return self.epochs.keys[1].case_id(name)

    def leak_id(self, *digests: bytes) -> str:
        """Return the pseudonym of a leak, 64 hex digits, from the SHA-256 of each piece."""
        return self.epochs.keys[1].leak_id(*digests)


def open_vault(home: Path, passphrase: Callable[[], bytes]) -> Vault:
    """Open a vault, checking in this order:

    1. the key file is private and opens with the passphrase
    2. genesis and rosters are signed, and this officer is in the roster
    3. the head is signed by an officer
    4. the registry extends the pin, which moves on
    5. the master secret opens, and is the one that genesis committed to

    Args:
        home: The vault's folder.
        passphrase: Asked only if the key file needs one; returns UTF-8.

    Raises:
        UsageError: There is no vault.
        KeyRefusedError: The key file or the passphrase is refused.
        VerificationError: The registry does not hold.
    """
    refuse_missing_vault(home)
    officer = unlock_key(read_private(home / KEY_FILE, limit=MAX_BYTES), passphrase)  # 1
    registry = Registry.open(home / REGISTRY)
    try:
        trust = read_trust(registry)  # 2
        _refuse_stranger(officer, trust)
        _follow_pin(home, registry, trust)  # 3, 4
        epochs = open_epochs(registry, officer, trust)  # 5
    except BaseException:
        registry.close()
        raise
    return Vault(home, registry, officer, trust, epochs)


def refuse_missing_vault(home: Path) -> None:
    """Raise a UsageError where there is no vault, a KeyRefusedError where its key is missing."""
    if not (home / REGISTRY).is_file():
        raise UsageError(f"no vault at '{home}'", hint="make one with: canary init")
    if not (home / KEY_FILE).exists() and not (home / KEY_FILE).is_symlink():
        raise KeyRefusedError(
            f"'{home / KEY_FILE}' is missing", hint="restore it from a backup of the keys folder"
        )


def _refuse_stranger(officer: OfficerKey, trust: Trust) -> None:
    if officer.signer.verifier not in trust.roster.verifiers:
        raise KeyRefusedError(f"officer {officer.name!r} is not in the registry's roster")


def _follow_pin(home: Path, registry: Registry, trust: Trust) -> None:
    note = registry.head()
    if note is None:
        raise VerificationError("the registry has no checkpoint")
    head = open_checkpoint(note, trust.known, what="head")
    if head.size != registry.size() or head.root != registry.root_at(head.size):
        raise VerificationError(f"the head of {head.size} entries is not that of the stored tree")
    pin = read_pin(home / PIN_FILE, trust.known)
    check_pin(pin, head, registry.root_at)
    registry.seen = head
    if pin.size < head.size:
        advance_pin(home / PIN_FILE, note, trust.known)
