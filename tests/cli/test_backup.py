"""`backup` and `restore`: off site and back, verified, and nothing overwritten."""

import stat
from pathlib import Path

import pytest

from canary.keys import envelope


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "backup.key"
    path.write_bytes(b"sixteen bytes and more")
    return path


@pytest.fixture
def elsewhere(run):
    """Return a function that runs a command on the vault in another folder."""
    return lambda *args, **options: run("--home", "elsewhere", *args, **options)


def test_a_vault_comes_back_elsewhere_and_goes_on(run, ask, elsewhere, issued, key):
    made = ask("backup", "vault.backup", "--key", key)
    assert made["entries"] == 3
    assert stat.S_IMODE(Path("vault.backup").stat().st_mode) == 0o600
    shown = elsewhere("restore", "vault.backup", "--key", key).stdout
    assert "verified: 3 entries, 8 copies" in shown
    assert "intact" in elsewhere("verify").stdout
    copy = issued["copies"][4]
    assert copy["copy"] in elsewhere("decode", copy["path"]).stdout
    assert "restore" in elsewhere("log").stdout
    assert [path.name for path in Path().glob(".canary-*")] == []


def test_a_backup_holds_nothing_readable(run, issued, key):
    run("backup", "vault.backup", "--key", key)
    raw = Path("vault.backup").read_bytes()
    for word in (b"SQLite", b"canary.event", b"BOARD", b"r-1", b"canary.key"):
        assert word not in raw


def test_nothing_is_overwritten(run, elsewhere, vault, key):
    run("backup", "vault.backup", "--key", key)
    before = Path("vault.backup").read_bytes()
    assert "exists already" in run("backup", "vault.backup", "--key", key, code=2).stderr
    assert Path("vault.backup").read_bytes() == before
    assert "vault already" in run("restore", "vault.backup", "--key", key, code=2).stderr


def test_a_vault_without_passphrase_asks_for_something_to_seal_with(run, vault, tmp_path):
    refused = run("backup", "vault.backup", code=2)
    assert "--key FILE" in refused.stderr
    (tmp_path / "short").write_bytes(b"short")
    assert "16 or more" in run("backup", "vault.backup", "--key", "short", code=2).stderr
    assert not Path("vault.backup").exists()


def test_a_damaged_backup_restores_nothing(run, elsewhere, issued, key):
    run("backup", "vault.backup", "--key", key)
    raw = bytearray(Path("vault.backup").read_bytes())
    raw[-1000] ^= 1
    Path("vault.backup").write_bytes(raw)
    assert "altered" in elsewhere("restore", "vault.backup", "--key", key, code=5).stderr
    assert not Path("elsewhere").exists()
    Path("vault.backup").write_bytes(b"something else")
    assert "not a backup" in elsewhere("restore", "vault.backup", "--key", key, code=3).stderr
    assert "can't be read" in elsewhere("restore", "none", "--key", key, code=3).stderr


def test_a_forged_registry_is_not_restored(run, elsewhere, issued, key, monkeypatch):
    from canary.workflows import backup  # noqa: PLC0415

    def bare(vault, folder):
        size = collect(vault, folder)
        import sqlite3  # noqa: PLC0415

        with sqlite3.connect(folder / "registry.db") as connection:
            connection.execute("CREATE TRIGGER t AFTER INSERT ON entries BEGIN SELECT 1; END")
        return size

    collect = backup._collect
    monkeypatch.setattr(backup, "_collect", bare)
    run("backup", "vault.backup", "--key", key)
    refused = elsewhere("restore", "vault.backup", "--key", key, code=5).stderr
    assert "trigger 't'" in refused
    assert not Path("elsewhere").exists()


def test_the_passphrase_opens_it_and_so_does_the_recovery_key(run, ask, elsewhere, tmp_path):
    (tmp_path / "pass").write_text("correct horse\n", encoding="utf-8")
    (tmp_path / "new").write_text("battery staple\n", encoding="utf-8")
    lock = ("--passphrase-file", "pass")
    made = ask(*lock, "init", "--officer", "jane", "--recovery")
    (tmp_path / "paper").write_text(made["recovery"], encoding="utf-8")
    assert made["recovery"] not in "".join(
        path.read_text("latin-1") for path in Path("vault").rglob("*") if path.is_file()
    )
    run(*lock, "backup", "vault.backup")
    assert (
        "wrong passphrase"
        in elsewhere("--passphrase-file", "new", "restore", "vault.backup", code=6).stderr
    )
    elsewhere(*lock, "restore", "vault.backup")
    third = ("--home", "third", "--passphrase-file", "new")
    run(*third, "restore", "vault.backup", "--recovery", "paper")
    assert "intact" in run(*third, "verify").stdout
    assert "openings     checked" in run(*third, "verify").stdout
    assert "recovery" in run(*third, "keys", "list").stdout


def test_the_options_of_restore_do_not_contradict(run, vault, key):
    for words in (("--key", key, "--recovery", key), ("--no-passphrase",)):
        run("restore", "vault.backup", *words, code=2)
    named = run("--home", "other", "init", "--no-passphrase", "--officer", "recovery", code=2)
    assert "kept for the recovery key" in named.stderr


def test_large_registries_pass_through_in_chunks(run, elsewhere, issued, key, monkeypatch):
    monkeypatch.setattr(envelope, "CHUNK", 1000)
    run("backup", "vault.backup", "--key", key)
    assert "verified" in elsewhere("restore", "vault.backup", "--key", key).stdout
