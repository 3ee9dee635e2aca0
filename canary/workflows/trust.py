"""Whom a registry trusts: its officers, and the master secrets they hold."""

from __future__ import annotations

from dataclasses import dataclass

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
    """

    roster: Roster
    known: tuple[Verifier, ...]
    genesis: Entry


def read_trust(registry: Registry) -> Trust:
    """Return who may sign, checking every change of the roster against the one before.

    Raises:
        VerificationError: No genesis, or a signature does not hold.
    """
    note = registry.entry(0)
    if note is None:
        raise VerificationError("the registry has no genesis entry")
    roster = Roster.of_genesis(peek_entry(note, what="entry 0"))
    genesis = open_entry(note, roster.verifiers, what="entry 0")
    known = dict.fromkeys(roster.verifiers)
    changes = [*registry.entries("roster"), *registry.entries("revoke")]
    for index, change in sorted(changes):
        roster = roster.after(open_entry(change, roster.verifiers, what=f"entry {index}"))
        known |= dict.fromkeys(roster.verifiers)
    return Trust(roster, tuple(known), genesis)


def open_epochs(
    registry: Registry, officer: OfficerKey, trust: Trust
) -> tuple[int, dict[int, EpochKeys]]:
    """Return the newest epoch and the keys of every epoch.

    Raises:
        KeyRefusedError: A master secret does not open with this officer's key.
        VerificationError: It is not the one that was committed to.
    """
    epochs = {}
    notes = [open_entry(note, trust.known, what="key") for _, note in registry.entries("keyepoch")]
    for entry in (trust.genesis, *notes):
        epoch = int_of(entry.payload, "epoch")
        wrapped = registry.wrap("rms", str(epoch), str(officer.signer.verifier))
        if wrapped is None:
            raise KeyRefusedError(f"no master secret is wrapped for officer {officer.name!r}")
        secret = officer.unwrap_secret(wrapped, origin=registry.origin, epoch=epoch)
        keys = EpochKeys(secret)
        if keys.commitment.hex() != text_of(entry.payload, "c_rms"):
            raise VerificationError(f"the master secret of epoch {epoch} is not the one recorded")
        epochs[epoch] = keys
    return max(epochs), epochs
