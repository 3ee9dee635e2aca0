"""Whom a registry trusts: its officers, and the master secrets they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from canary.errors import KeyRefusedError, VerificationError
from canary.keys import OfficerKey
from canary.log.commitment import EpochKeys
from canary.log.entry import Entry, open_entry, peek_entry
from canary.log.note import Verifier
from canary.log.payloads import int_of, text_of
from canary.log.roster import Roster
from canary.store import Registry


@dataclass(frozen=True, slots=True)
class Trust:
    """Who may sign what in a registry.

    Attributes:
        roster: The officers now.
        known: Every officer there ever was.
        genesis: The first entry.
        size: Number of entries that were there when it was read.
    """

    roster: Roster
    known: tuple[Verifier, ...]
    genesis: Entry
    size: int


@dataclass(frozen=True, slots=True)
class Epochs:
    """The master secrets of a registry, one an epoch.

    Attributes:
        keys: What is derived from each.
        since: The entry that began each.
    """

    keys: Mapping[int, EpochKeys]
    since: Mapping[int, int]

    @property
    def newest(self) -> int:
        """The epoch that is in force."""
        return max(self.keys)

    def at(self, index: int) -> EpochKeys:
        """Return the keys that were in force when entry `index` was written."""
        return self.keys[max(epoch for epoch, start in self.since.items() if start <= index)]


def read_trust(registry: Registry) -> Trust:
    """Return who may sign, checking every change of the roster against the one before.

    Raises:
        VerificationError: No genesis, or a signature does not hold.
    """
    size, note = registry.size(), registry.entry(0)
    if note is None:
        raise VerificationError("the registry has no genesis entry")
    roster = Roster.of_genesis(peek_entry(note, what="entry 0"))
    genesis = open_entry(note, roster.verifiers, what="entry 0")
    known = dict.fromkeys(roster.verifiers)
    changes = [*registry.entries("roster"), *registry.entries("revoke")]
    for index, change in sorted(changes):
        roster = roster.after(open_entry(change, roster.verifiers, what=f"entry {index}"))
        known |= dict.fromkeys(roster.verifiers)
    return Trust(roster, tuple(known), genesis, size)


def follow_trust(registry: Registry, trust: Trust) -> Trust:
    """Return who may sign now; the log is read again only if the roster changed meanwhile.

    Raises:
        VerificationError: A change of the roster is not properly signed.
    """
    for kind in ("roster", "revoke"):
        if any(True for _ in registry.entries(kind, first=trust.size)):
            return read_trust(registry)
    return replace(trust, size=registry.size())


def open_epochs(registry: Registry, officer: OfficerKey, trust: Trust) -> Epochs:
    """Return the keys of every epoch.

    Raises:
        KeyRefusedError: A master secret does not open with this officer's key.
        VerificationError: It is not the one that was committed to.
    """
    notes = registry.entries("keyepoch")
    entries = [open_entry(note, trust.known, what=f"entry {index}") for index, note in notes]
    keys, since = {}, {}
    for entry in (trust.genesis, *entries):
        epoch = int_of(entry.payload, "epoch")
        keys[epoch] = _open_epoch(registry, officer, epoch, text_of(entry.payload, "c_rms"))
        since[epoch] = entry.index
    return Epochs(keys, since)


def _open_epoch(registry: Registry, officer: OfficerKey, epoch: int, expected: str) -> EpochKeys:
    wrapped = registry.wrap("rms", str(epoch), str(officer.signer.verifier))
    if wrapped is None:
        raise KeyRefusedError(f"no master secret is wrapped for officer {officer.name!r}")
    keys = EpochKeys(officer.unwrap_secret(wrapped, origin=registry.origin, epoch=epoch))
    if keys.commitment.hex() != expected:
        raise VerificationError(f"the master secret of epoch {epoch} is not the one recorded")
    return keys
