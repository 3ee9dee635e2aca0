"""Making a vault: whole, or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from canary.crypto import sha256
from canary.errors import UsageError
from canary.keys import OfficerKey, print_key, print_officer, wrap_secret, write_private
from canary.keys.recovery import RECOVERY, print_recovery
from canary.log.commitment import EpochKeys
from canary.log.note import is_key_name
from canary.log.payloads import Payload, payload_fault
from canary.log.roster import Roster
from canary.store import SCHEMA, Registry
from canary.workflows.vault import KEY_FILE, OFFICER_FILE, PIN_FILE, REGISTRY


@dataclass(frozen=True, slots=True)
class NewVault:
    """What `init_vault` made.

    Attributes:
        home: The vault's folder.
        origin: The registry's name.
        officer: The officer's vkey.
        checkpoint: The first checkpoint.
        recovery: The recovery key, to be shown once and kept nowhere; None without one.
    """

    home: Path
    origin: str
    officer: str
    checkpoint: bytes
    recovery: str | None = None


def init_vault(
    home: Path,
    *,
    officer: str,
    passphrase: bytes | None,
    notice: str,
    because: str,
    recovery: bool = False,
    now: int,
) -> NewVault:
    """Make a vault: officer key, registry, genesis entry, pin.

    Args:
        home: Its folder; made if missing.
        officer: Name in signatures: 1…64 printable characters, no space, no plus.
        passphrase: UTF-8, protects the key file; None for the explicit format without one.
        notice: "given" or "not-given": whether staff were told that copies are marked.
        because: Why, in words; stored in the clear, so it names nobody.
        recovery: Whether to make a recovery key: an officer whose seed is returned and not kept.
        now: Seconds since 1970.

    Raises:
        UsageError: There is a vault already, or a name or text that can't be recorded.
    """
    refuse_vault(home)
    _refuse(officer, notice, because)
    people = [OfficerKey(officer, secrets.token_bytes(32))]
    if recovery:
        people.append(OfficerKey(RECOVERY, secrets.token_bytes(32)))
    with build_in(home) as workshop:
        return _build(workshop, home, people, passphrase, (notice, because, now))


@contextmanager
def build_in(home: Path) -> Iterator[Path]:
    """Yield a folder to build a vault in; at the end it moves to `home`, whole or not at all.

    Raises:
        UsageError: It can't be moved in.
    """
    made = _missing_folders(home)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    workshop = home / f".canary-init-{secrets.token_hex(8)}"
    try:
        workshop.mkdir(mode=0o700)
        (workshop / "keys").mkdir(mode=0o700)
        yield workshop
        _move_in(workshop, home)
    except BaseException:
        shutil.rmtree(workshop, ignore_errors=True)
        for folder in made:
            _remove_if_empty(folder)
        raise
    shutil.rmtree(workshop)


def refuse_vault(home: Path) -> None:
    """Raise a UsageError where a vault is already, or something that is no folder."""
    for existing in (REGISTRY, KEY_FILE):
        if (home / existing).exists() or (home / existing).is_symlink():
            raise UsageError(
                f"'{home}' holds a vault already: '{existing}' exists",
                hint="use it as it is, or give another folder with --home",
            )
    if home.exists() and not home.is_dir():
        raise UsageError(f"'{home}' is not a folder")


def _refuse(officer: str, notice: str, because: str) -> None:
    if officer == RECOVERY:
        raise UsageError(f"officer {officer!r}: the name is kept for the recovery key")
    if not is_key_name(officer):
        raise UsageError(
            f"officer {officer!r} can't sign: 1 to 64 printable characters without space or plus",
            hint="write it as in 'jane.doe'",
        )
    if notice not in {"given", "not-given"}:
        raise UsageError(f"notice {notice!r}, 'given' or 'not-given' expected")
    if payload_fault("export", {"what": because, "time": 0}):
        raise UsageError(f"the reason can't be recorded: {because[:80]!r}")


def _build(
    workshop: Path,
    home: Path,
    people: Sequence[OfficerKey],
    passphrase: bytes | None,
    said: tuple[str, str, int],
) -> NewVault:
    key, public = people[0], people[0].public
    write_private(workshop / KEY_FILE, print_key(key, passphrase, secrets.token_bytes(16)))
    write_private(workshop / OFFICER_FILE, print_officer(key), mode=0o644)
    digest = sha256(b"canary/v1/origin\0" + public.verifier.public)
    origin = f"canary.registry/{digest.hex()[:32]}"
    master = EpochKeys(secrets.token_bytes(32))
    registry = Registry.create(workshop / REGISTRY, origin)
    try:
        with registry.transaction(key.signer, [public.verifier]) as transaction:
            roster, wraps = Roster(tuple(each.public for each in people)), {}
            for officer in roster.officers:
                vkey = str(officer.verifier)
                wrapped = wrap_secret(master.secret, officer, origin=origin, epoch=1)
                wraps[f"1 {vkey}"] = transaction.put_wrap("rms", "1", vkey, wrapped)
            transaction.append("genesis", _genesis(roster, master, wraps, said))
    finally:
        registry.close()
    write_private(workshop / PIN_FILE, transaction.head_note)
    spare = print_recovery(people[1]) if len(people) > 1 else None
    return NewVault(home, origin, str(public.verifier), transaction.head_note, spare)


def _genesis(
    roster: Roster, master: EpochKeys, wraps: dict[str, str], said: tuple[str, str, int]
) -> Payload:
    notice, because, now = said
    return {
        "because": because,
        "c_rms": master.commitment.hex(),
        "epoch": 1,
        "notice": notice,
        "officers": roster.as_json,
        "schema": SCHEMA,
        "time": now,
        "wraps": {**wraps},
    }


def _move_in(workshop: Path, home: Path) -> None:
    """Link the files into place, the registry last: without it there is no vault."""
    (home / "keys").mkdir(mode=0o700, exist_ok=True)
    done: list[Path] = []
    try:
        for name in (KEY_FILE, OFFICER_FILE, PIN_FILE, Path(REGISTRY)):
            os.link(workshop / name, home / name, follow_symlinks=False)
            done.append(home / name)
    except OSError as error:
        for path in reversed(done):
            path.unlink()
        _remove_if_empty(home / "keys")
        raise UsageError(f"the vault can't be put into '{home}': {error.strerror}") from error


def _missing_folders(path: Path) -> list[Path]:
    """Return the folders that would have to be made for `path`, the innermost first."""
    return [folder for folder in (path, *path.parents) if not folder.exists()]


def _remove_if_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
