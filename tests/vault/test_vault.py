"""Making and opening vaults; the pin; what is sealed."""

import os
import shutil
import sqlite3
import threading

import pytest

from canary.errors import CanaryError, KeyRefusedError, UsageError, VerificationError
from canary.keys import read_pin
from canary.workflows import vault_init
from canary.workflows.officers import list_keys, public_key
from canary.workflows.vault import KEY_FILE, OFFICER_FILE, PIN_FILE, REGISTRY, open_vault
from canary.workflows.vault_init import init_vault
from tests.vault import world


def init(home, **changes):
    wanted = {"officer": "jane", "passphrase": None, "notice": "given", "because": "", "now": 1}
    return init_vault(home, **(wanted | changes))


def edit(home, sql, *values):
    connection = sqlite3.connect(home / REGISTRY)
    with connection:
        connection.execute(sql, values)
    connection.close()


def copy_registry(home, target):
    connection = sqlite3.connect(home / REGISTRY)
    connection.execute("VACUUM INTO ?", (str(target),))
    connection.close()


def restore_registry(home, backup):
    for leftover in home.glob("registry.db*"):
        leftover.unlink()
    shutil.copy(backup, home / REGISTRY)


def test_a_new_vault_holds_a_genesis_entry_its_key_and_its_pin(tmp_path):
    made = init(tmp_path / "a" / "v", because="policy 7", now=17)
    home = made.home
    assert sorted(p.name for p in home.rglob("*")) == [
        "keys", "officer.key", "officer.pub", "pin", "registry.db",
    ]  # fmt: skip
    assert home.stat().st_mode & 0o777 == (home / "keys").stat().st_mode & 0o777 == 0o700
    for path in (KEY_FILE, PIN_FILE, REGISTRY):
        assert (home / path).stat().st_mode & 0o777 == 0o600
    with open_vault(home, world.no_passphrase) as vault:
        genesis = vault.entry(0)
        assert (genesis.kind, genesis.time) == ("genesis", 17)
        assert genesis.payload["notice"] == "given"
        assert genesis.payload["because"] == "policy 7"
        assert vault.registry.head() == made.checkpoint == (home / PIN_FILE).read_bytes()
        assert vault.origin == made.origin


def test_keys_of_two_vaults_differ(tmp_path):
    for name in ("a", "b"):
        init(tmp_path / name)
    with open_vault(tmp_path / "a", bytes) as a, open_vault(tmp_path / "b", bytes) as b:
        assert a.origin != b.origin
        assert a.mark_key != b.mark_key
        assert len({a.mark_key, a.id_key, a.keys.blob, a.keys.wrapping, a.keys.printing}) == 5


def test_a_vault_with_a_passphrase_opens_with_it_alone(tmp_path):
    init(tmp_path / "v", passphrase=b"correct horse")
    open_vault(tmp_path / "v", lambda: b"correct horse").close()
    with pytest.raises(KeyRefusedError, match="wrong passphrase") as refusal:
        open_vault(tmp_path / "v", lambda: b"horse")
    assert refusal.value.exit_code == 6


def test_an_existing_vault_is_refused_and_untouched(tmp_path):
    init(tmp_path)
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    with pytest.raises(UsageError, match="holds a vault already"):
        init(tmp_path)
    (tmp_path / REGISTRY).rename(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match=r"officer.key' exists"):
        init(tmp_path)
    (tmp_path / "elsewhere").rename(tmp_path / REGISTRY)
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_other_files_in_the_folder_stay(tmp_path):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "README.md").write_text("public keys")
    init(tmp_path)
    assert (tmp_path / "keys" / "README.md").read_text() == "public keys"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"officer": "Jane Doe"}, "can't sign"),
        ({"officer": ""}, "can't sign"),
        ({"notice": "maybe"}, "'given' or 'not-given' expected"),
        ({"because": "two\nlines"}, "can't be recorded"),
    ],
)
def test_what_cannot_be_recorded_is_refused_and_leaves_nothing(tmp_path, changes, fault):
    with pytest.raises(UsageError, match=fault):
        init(tmp_path / "v", **changes)
    assert not list(tmp_path.iterdir())


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "v").write_text("x")
    with pytest.raises(UsageError, match="is not a folder"):
        init(tmp_path / "v")


@pytest.mark.parametrize("step", ["print_key", "wrap_secret", "_move_in"])
def test_a_failure_while_making_a_vault_leaves_nothing(tmp_path, monkeypatch, step):
    def fail(*_, **__):
        raise OSError("disk full")

    monkeypatch.setattr(vault_init, step, fail)
    with pytest.raises(OSError, match="disk full"):
        init(tmp_path / "a" / "v")
    assert not list(tmp_path.iterdir())


def test_a_failure_while_moving_in_leaves_nothing_but_what_was_there(tmp_path, monkeypatch):
    link = os.link

    def fail_last(source, target, **options):
        if target.name == REGISTRY:
            raise OSError(28, "No space left on device")
        link(source, target, **options)

    monkeypatch.setattr(os, "link", fail_last)
    (tmp_path / "memo.txt").write_text("x")
    with pytest.raises(UsageError, match="No space left"):
        init(tmp_path)
    assert [p.name for p in tmp_path.rglob("*")] == ["memo.txt"]


def test_a_missing_vault_and_a_missing_key_are_told_apart(tmp_path):
    with pytest.raises(UsageError, match="no vault") as missing:
        open_vault(tmp_path, bytes)
    assert "canary init" in missing.value.hint
    init(tmp_path)
    (tmp_path / KEY_FILE).unlink()
    with pytest.raises(KeyRefusedError, match="is missing"):
        open_vault(tmp_path, bytes)


def test_a_key_of_another_vault_is_refused(tmp_path):
    init(tmp_path / "a")
    init(tmp_path / "b")
    shutil.copy(tmp_path / "a" / KEY_FILE, tmp_path / "b" / KEY_FILE)
    with pytest.raises(KeyRefusedError, match="not in the registry's roster"):
        open_vault(tmp_path / "b", bytes)


def test_every_entry_moves_the_pin(vault):
    for size in (2, 3):
        recorded = vault.append("export", {"what": "x"}, now=5)
        assert recorded.index == size - 1
        assert (vault.home / PIN_FILE).read_bytes() == recorded.checkpoint
        assert vault.entry(recorded.index).time == 5


def test_a_crash_between_entry_and_pin_is_repaired_when_the_vault_is_opened(vault, monkeypatch):
    monkeypatch.setattr("canary.workflows.vault.advance_pin", lambda *_: None)
    vault.append("export", {"what": "x"}, now=5)
    vault.close()
    monkeypatch.undo()
    assert read_pin(vault.home / PIN_FILE, vault.trust.known).size == 1
    with open_vault(vault.home, bytes) as again:
        assert read_pin(again.home / PIN_FILE, again.trust.known).size == 2
        again.append("export", {"what": "y"}, now=6)


def test_a_rolled_back_registry_is_refused(vault, tmp_path):
    copy_registry(vault.home, tmp_path / "backup.db")
    vault.append("export", {"what": "x"}, now=5)
    vault.close()
    restore_registry(vault.home, tmp_path / "backup.db")
    with pytest.raises(VerificationError, match="rolled back: 1 entries, this officer saw 2"):
        open_vault(vault.home, bytes)


def test_a_forked_registry_is_refused_though_its_officer_signed_it(vault, tmp_path):
    copy_registry(vault.home, tmp_path / "backup.db")
    pin = (vault.home / PIN_FILE).read_bytes()
    vault.append("export", {"what": "x"}, now=5)
    seen = (vault.home / PIN_FILE).read_bytes()
    vault.close()
    restore_registry(vault.home, tmp_path / "backup.db")
    (vault.home / PIN_FILE).write_bytes(pin)
    with open_vault(vault.home, bytes) as fork:
        for what in ("other", "history"):
            fork.append("export", {"what": what}, now=5)
    (vault.home / PIN_FILE).write_bytes(seen)
    with pytest.raises(VerificationError, match="forks from what this officer saw at 2"):
        open_vault(vault.home, bytes)


def test_a_vault_without_its_pin_is_refused(vault):
    vault.close()
    (vault.home / PIN_FILE).unlink()
    with pytest.raises(VerificationError, match="pin' is missing"):
        open_vault(vault.home, bytes)


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("DELETE FROM checkpoints", "no checkpoint"),
        ("DELETE FROM entries", "no genesis"),
        ("UPDATE tiles SET h = zeroblob(64)", "not that of the stored tree"),
        ("DELETE FROM entries WHERE idx > 0", "not that of the stored tree"),
    ],
)
def test_a_registry_whose_head_does_not_hold_is_refused(vault, sql, fault):
    vault.append("export", {"what": "x"}, now=5)
    vault.close()
    edit(vault.home, sql)
    with pytest.raises(VerificationError, match=fault):
        open_vault(vault.home, bytes)


def test_a_master_secret_that_was_replaced_or_taken_is_refused(vault, tmp_path):
    vault.close()
    init(tmp_path / "other")
    edit(vault.home, "UPDATE wraps SET ct = zeroblob(80)")
    with pytest.raises(KeyRefusedError, match="does not open"):
        open_vault(vault.home, bytes)
    edit(vault.home, "DELETE FROM wraps")
    with pytest.raises(KeyRefusedError, match="no master secret"):
        open_vault(vault.home, bytes)


def test_a_master_secret_of_somebody_else_wrapped_for_this_officer_is_refused(vault):
    from canary.keys import wrap_secret  # noqa: PLC0415

    public = vault.officer.public
    forged = wrap_secret(b"f" * 32, public, origin=vault.origin, epoch=1)
    vault.close()
    edit(vault.home, "UPDATE wraps SET ct = ?", forged)
    with pytest.raises(VerificationError, match="not the one recorded"):
        open_vault(vault.home, bytes)


def test_two_officers_processes_append_at_once(vault):
    errors = []

    def write():
        try:
            with open_vault(vault.home, bytes) as mine:
                for _ in range(10):
                    mine.append("export", {"what": "x"}, now=5)
        except CanaryError as error:
            errors.append(error)

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert vault.registry.size() == 21
    assert read_pin(vault.home / PIN_FILE, vault.trust.known).size == 21


def test_what_an_entry_seals_comes_back_and_is_not_stored_in_the_clear(vault):
    index = vault.append(
        "reveal", {"copies": []}, now=5, blobs={"reason": b"because Ada asked"}
    ).index
    assert vault.open_blob(vault.entry(index), "reason") == b"because Ada asked"
    assert b"Ada" not in (vault.home / "registry.db-wal").read_bytes()
    with pytest.raises(UsageError, match="not there, or was erased"):
        vault.open_blob(vault.entry(index), "leak")
    with pytest.raises(UsageError, match="no entry 99"):
        vault.entry(99)


def test_a_blob_moved_to_another_kind_does_not_open(vault):
    for reason in (b"one", b"two"):
        vault.append("reveal", {"copies": []}, now=5, blobs={"reason": reason})
    entry = vault.entry(1)
    entry.payload["blobs"] = {"leak": entry.payload["blobs"]["reason"]}
    with pytest.raises(VerificationError, match="does not decrypt"):
        vault.open_blob(entry, "leak")


def test_keys_are_listed_and_handed_out_without_a_passphrase(tmp_path):
    made = init(tmp_path, passphrase=b"secret")
    (key,) = list_keys(tmp_path)
    assert (key.name, key.vkey, key.active, key.own) == ("jane", made.officer, True, True)
    assert key.key_id == made.officer.split("+")[1]
    assert made.officer.encode() in public_key(tmp_path)
    (tmp_path / OFFICER_FILE).unlink()
    with pytest.raises(VerificationError, match="is missing"):
        public_key(tmp_path)
