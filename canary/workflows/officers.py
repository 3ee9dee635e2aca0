"""Who may sign in a vault, without any secret: `canary keys list` and `canary keys public`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from canary.errors import VerificationError
from canary.keys import parse_officer
from canary.store import Registry
from canary.workflows.trust import read_trust
from canary.workflows.vault import OFFICER_FILE, REGISTRY, refuse_missing_vault


@dataclass(frozen=True, slots=True)
class ListedKey:
    """An officer's key as the registry has it.

    Attributes:
        name: The officer's name in signatures.
        key_id: 8 hex digits.
        vkey: The whole public key.
        active: Still in the roster.
        own: The key of this vault's key folder.
    """

    name: str
    key_id: str
    vkey: str
    active: bool
    own: bool


def list_keys(home: Path) -> list[ListedKey]:
    """Return every officer's key, in order of joining.

    Raises:
        UsageError: There is no vault.
        VerificationError: A roster is not properly signed, or the officer file is malformed.
    """
    refuse_missing_vault(home)
    registry = Registry.open(home / REGISTRY, read_only=True)
    try:
        trust = read_trust(registry)
    finally:
        registry.close()
    own = str(parse_officer(public_key(home)).verifier)
    active = trust.roster.verifiers
    return [
        ListedKey(key.name, key.key_id.hex(), str(key), key in active, str(key) == own)
        for key in trust.known
    ]


def public_key(home: Path) -> bytes:
    """Return this officer's public file, to be handed to others.

    Raises:
        UsageError: There is no vault.
        VerificationError: The file is missing, or its own signature does not hold.
    """
    refuse_missing_vault(home)
    path = home / OFFICER_FILE
    if not path.is_file():
        raise VerificationError(f"'{path}' is missing")
    raw = path.read_bytes()
    parse_officer(raw)
    return raw
