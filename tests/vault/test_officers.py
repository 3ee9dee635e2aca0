"""Formats that later work relies on: a second officer, a revocation, a second epoch."""

import shutil

import pytest

from canary.errors import KeyRefusedError
from canary.keys import OfficerKey, print_key, wrap_secret, write_private
from canary.log.commitment import EpochKeys
from canary.log.roster import Roster
from canary.workflows.audit import verify
from canary.workflows.issued import load_issue, match_issues
from canary.workflows.officers import list_keys
from canary.workflows.vault import KEY_FILE, REGISTRY, open_vault
from tests.vault import world

JOHN = OfficerKey("john", b"j" * 32)


def wrap(vault, transaction, officer, epochs):
    """Store master secrets wrapped for an officer; returns what the entry says of them."""
    wraps = {}
    for epoch, secret in epochs.items():
        wrapped = wrap_secret(secret, officer, origin=vault.origin, epoch=epoch)
        vkey = str(officer.verifier)
        wraps[f"{epoch} {vkey}"] = transaction.put_wrap("rms", str(epoch), vkey, wrapped)
    return wraps


def join(vault, officer):
    """Enter an officer into the roster, with the master secret of every epoch wrapped."""
    roster = Roster((*vault.trust.roster.officers, officer.public))
    secrets = {epoch: keys.secret for epoch, keys in vault.epochs.keys.items()}
    with vault.writing() as transaction:
        wraps = wrap(vault, transaction, officer.public, secrets)
        vault.add(transaction, "roster", {"officers": roster.as_json, "wraps": wraps}, now=2)


def rotate(vault):
    """Begin epoch 2."""
    keys, wraps = EpochKeys(b"2" * 32), {}
    with vault.writing() as transaction:
        for officer in vault.trust.roster.officers:
            wraps |= wrap(vault, transaction, officer, {2: keys.secret})
        payload = {"c_rms": keys.commitment.hex(), "epoch": 2, "wraps": wraps}
        vault.add(transaction, "keyepoch", payload, now=3)


def home_of(officer, home, target):
    """Return another officer's copy of a vault, with their own key."""
    shutil.copytree(home, target, ignore=shutil.ignore_patterns("*-shm", "*-wal"))
    (target / KEY_FILE).unlink()
    write_private(target / KEY_FILE, print_key(officer, None, b""))
    return target


def test_an_officer_who_joined_opens_signs_and_reads_what_was_recorded_before(vault, tmp_path):
    issue = world.issue(vault).issue
    join(vault, JOHN)
    vault.close()
    with open_vault(home_of(JOHN, vault.home, tmp_path / "john"), bytes) as johns:
        assert load_issue(johns, issue).source == world.SOURCE.encode()
        johns.append("export", {"what": "x"}, now=4)
        assert johns.entry(3).kind == "export"
    assert verify(johns.home, passphrase=bytes).problems == ()
    assert [(key.name, key.active) for key in list_keys(vault.home)] == [
        ("jane", True),
        ("john", True),
    ]


def test_an_officer_who_was_revoked_neither_opens_nor_signs(vault, tmp_path):
    join(vault, JOHN)
    theirs = home_of(JOHN, vault.home, tmp_path / "john")
    vault.append("revoke", {"vkey": str(JOHN.public.verifier)}, now=3)
    vault.officer = JOHN
    with pytest.raises(KeyRefusedError, match="not in the registry's roster"):
        vault.append("export", {"what": "after the revocation"}, now=4)
    assert [key.active for key in list_keys(vault.home)] == [True, False]
    vault.close()
    shutil.copy(vault.home / REGISTRY, theirs / REGISTRY)
    with pytest.raises(KeyRefusedError, match="not in the registry's roster"):
        open_vault(theirs, bytes)


def test_what_an_officer_signed_outside_the_roster_is_found(vault):
    with vault.registry.transaction(JOHN.signer, [JOHN.public.verifier, *vault.trust.known]) as t:
        t.append("export", {"what": "x", "time": 4})
    assert verify(vault.home).problems == (
        "entry 1: no signature by a known key",
        "checkpoint 2: no signature by a known key",
    )


def test_an_officer_does_not_enter_himself(vault):
    vault.officer = JOHN
    with pytest.raises(KeyRefusedError, match="not in the registry's roster"):
        join(vault, JOHN)
    assert vault.registry.size() == 1


def test_a_vault_that_is_open_follows_the_roster(vault, tmp_path):
    with open_vault(vault.home, bytes) as other:
        join(other, JOHN)
        other.officer = JOHN
        other.append("export", {"what": "x"}, now=4)
    assert vault.append("export", {"what": "y"}, now=5).index == 3
    assert verify(vault.home, passphrase=bytes).problems == ()


def test_a_new_epoch_keeps_what_the_old_one_recorded(vault):
    old = world.issue(vault).issue
    vault.append("reveal", {"copies": []}, now=2, blobs={"reason": b"one"})
    case = vault.case_id("memo")
    rotate(vault)
    vault.close()
    with open_vault(vault.home, bytes) as later:
        new = world.issue(later).issue
        later.append("reveal", {"copies": []}, now=4, blobs={"reason": b"two"})
        assert later.epoch == 2
        assert [later.entry(index).payload.get("epoch") for index in (1, 4)] == [1, 2]
        assert load_issue(later, old).keys != load_issue(later, new).keys
        assert load_issue(later, old).source == load_issue(later, new).source
        assert [later.open_blob(later.entry(i), "reason") for i in (2, 5)] == [b"one", b"two"]
        assert sorted(match_issues(later, [b"\x01" * 5], 1)) == sorted([old, new])
        assert later.case_id("memo") == case
        join(later, JOHN)
    assert verify(vault.home, passphrase=bytes).problems == ()
