"""Key files, private files, wraps and the pin: what opens, and what is refused."""

import os
from itertools import product

import pytest

from canary.crypto import SigningKey
from canary.errors import KeyRefusedError, VerificationError
from canary.keys import (
    OfficerKey,
    advance_pin,
    check_pin,
    is_protected,
    keyfile,
    parse_officer,
    print_key,
    print_officer,
    read_pin,
    read_private,
    unlock_key,
    wrap_secret,
    write_private,
)
from canary.log.checkpoint import Checkpoint
from canary.log.note import Signer, sign_note

KEY = OfficerKey("officer.jane", b"\x11" * 32)
OTHER = OfficerKey("officer.john", b"\x12" * 32)
LOCKED = print_key(KEY, b"correct horse", bytes(16))
PLAIN = print_key(KEY, None, b"")
ORIGIN = "canary.registry/test"


def flips(raw):
    for place, bit in product(range(len(raw)), range(8)):
        altered = bytearray(raw)
        altered[place] ^= 1 << bit
        yield bytes(altered)


@pytest.fixture
def cheap_kdf(monkeypatch):
    """Argon2id stands in its test in tests/crypto; here thousands of files are tried."""
    monkeypatch.setattr(
        keyfile, "derive_from_passphrase", lambda p, s, c: (p + s + str(c).encode())[:32].ljust(32)
    )


def test_the_right_passphrase_opens_and_the_wrong_one_is_refused():
    assert is_protected(LOCKED)
    assert unlock_key(LOCKED, lambda: b"correct horse") == KEY
    with pytest.raises(KeyRefusedError, match="wrong passphrase"):
        unlock_key(LOCKED, lambda: b"correct horsf")


def test_a_key_file_without_passphrase_never_asks():
    assert not is_protected(PLAIN)
    assert unlock_key(PLAIN, lambda: pytest.fail("asked")) == KEY


def test_every_bit_flip_of_a_protected_key_file_is_refused(cheap_kdf):
    sealed = print_key(KEY, b"horse", bytes(range(16)))
    assert unlock_key(sealed, lambda: b"horse") == KEY
    for altered in flips(sealed):
        with pytest.raises(KeyRefusedError):
            unlock_key(altered, lambda: b"horse")


def test_every_bit_flip_of_a_plain_key_file_is_refused():
    for altered in flips(PLAIN):
        with pytest.raises(KeyRefusedError):
            unlock_key(altered, lambda: b"")


def test_every_truncation_of_a_key_file_is_refused(cheap_kdf):
    for raw in (LOCKED, PLAIN):
        for length in range(len(raw)):
            with pytest.raises(KeyRefusedError):
                unlock_key(raw[:length], lambda: b"correct horse")


def test_a_seed_under_anothers_public_key_is_refused(cheap_kdf):
    head = LOCKED.split(b"\n")[1]
    other = str(OTHER.signer.verifier).encode()
    with pytest.raises(KeyRefusedError, match="not that of the secret"):
        unlock_key(PLAIN.replace(head, other), lambda: b"")


def test_secrets_are_not_printed():
    assert "1111" not in repr(KEY)
    assert "\\x11" not in repr(KEY)


def test_an_officer_file_comes_back_and_is_refused_when_altered():
    raw = print_officer(KEY)
    assert parse_officer(raw) == KEY.public
    for altered in (raw.replace(b"x25519 ", b"x25519  "), raw.replace(b"jane", b"joan"), raw[:-1]):
        with pytest.raises(VerificationError):
            parse_officer(altered)


@pytest.mark.parametrize(
    "body",
    [
        f"canary.officer/v2\n{KEY.signer.verifier}\nx25519 {'A' * 43}=\n",
        f"canary.officer/v1\n{KEY.signer.verifier}\nx25519 AAAA\n",
        f"canary.officer/v1\n{KEY.signer.verifier}\nx25519 !\n",
        f"canary.officer/v1\n{KEY.signer.verifier}\n",
    ],
    ids=["another version", "a short key", "no base64", "no key"],
)
def test_an_officer_file_signed_around_something_else_is_refused(body):
    with pytest.raises(VerificationError):
        parse_officer(sign_note(body, KEY.signer))


def test_an_officer_file_with_a_second_signer_is_refused():
    body = print_officer(KEY).decode().partition("\n\n")[0] + "\n"
    with pytest.raises(VerificationError, match="one signer"):
        parse_officer(sign_note(body, KEY.signer, OTHER.signer))


def test_a_master_secret_opens_for_its_officer_registry_and_epoch_only():
    secret = b"s" * 32
    wrapped = wrap_secret(secret, KEY.public, origin=ORIGIN, epoch=1)
    assert KEY.unwrap_secret(wrapped, origin=ORIGIN, epoch=1) == secret
    for key, origin, epoch in ((OTHER, ORIGIN, 1), (KEY, "another", 1), (KEY, ORIGIN, 2)):
        with pytest.raises(KeyRefusedError):
            key.unwrap_secret(wrapped, origin=origin, epoch=epoch)


def test_a_private_file_is_0600_and_not_overwritten_unasked(tmp_path):
    path = tmp_path / "key"
    write_private(path, b"one")
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        write_private(path, b"two")
    assert read_private(path, limit=10) == b"one"
    write_private(path, b"three", replace=True)
    assert read_private(path, limit=10) == b"three"
    assert [p.name for p in tmp_path.iterdir()] == ["key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_private_file_that_others_can_touch_is_refused(tmp_path, mode):
    path = tmp_path / "key"
    write_private(path, b"x")
    path.chmod(mode)
    with pytest.raises(KeyRefusedError, match="0600 expected") as refusal:
        read_private(path, limit=10)
    assert refusal.value.hint == f"chmod 600 '{path}'"


def test_a_symbolic_link_a_pipe_a_folder_and_nothing_are_refused(tmp_path):
    write_private(tmp_path / "key", b"x")
    (tmp_path / "link").symlink_to(tmp_path / "key")
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name, reason in {
        "link": "a symbolic link",
        "pipe": "not a regular file",
        "nothing": "no such file",
    }.items():
        with pytest.raises(KeyRefusedError, match=reason):
            read_private(tmp_path / name, limit=10)
    with pytest.raises(KeyRefusedError, match="not a regular file"):
        read_private(tmp_path, limit=10)


def test_a_private_file_of_another_owner_is_refused(tmp_path, monkeypatch):
    write_private(tmp_path / "key", b"x")
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    with pytest.raises(KeyRefusedError, match="not to you"):
        read_private(tmp_path / "key", limit=10)


def test_a_private_file_that_is_too_long_is_refused(tmp_path):
    write_private(tmp_path / "key", b"x" * 11)
    with pytest.raises(KeyRefusedError, match="longer than 10 bytes"):
        read_private(tmp_path / "key", limit=10)


def checkpoint(size, root=b"r" * 32, origin=ORIGIN):
    return Checkpoint(origin, size, root)


KNOWN = [KEY.signer.verifier]


def test_the_pin_moves_forward_and_never_back(tmp_path):
    pin = tmp_path / "pin"
    for size in (2, 5, 3):
        advance_pin(pin, checkpoint(size).sign(KEY.signer), KNOWN)
    assert read_pin(pin, KNOWN) == checkpoint(5)


def test_the_pin_takes_no_checkpoint_of_a_stranger(tmp_path):
    stranger = Signer("officer.jane", SigningKey(bytes(32)))
    with pytest.raises(VerificationError, match="no signature by a known key"):
        advance_pin(tmp_path / "pin", checkpoint(2).sign(stranger), KNOWN)
    assert not (tmp_path / "pin").exists()


def test_a_missing_or_altered_pin_is_refused(tmp_path):
    pin = tmp_path / "pin"
    with pytest.raises(VerificationError, match="would not be noticed"):
        read_pin(pin, KNOWN)
    advance_pin(pin, checkpoint(2).sign(KEY.signer), KNOWN)
    pin.write_bytes(pin.read_bytes().replace(b"\n2\n", b"\n1\n"))
    with pytest.raises(VerificationError, match="does not hold"):
        read_pin(pin, KNOWN)


def test_a_pin_that_others_can_write_is_not_moved(tmp_path):
    pin = tmp_path / "pin"
    advance_pin(pin, checkpoint(2).sign(KEY.signer), KNOWN)
    pin.chmod(0o666)
    with pytest.raises(VerificationError, match="0600 expected"):
        advance_pin(pin, checkpoint(3).sign(KEY.signer), KNOWN)


@pytest.mark.parametrize(
    ("head", "fault"),
    [
        (checkpoint(4), "rolled back: 4 entries, this officer saw 5"),
        (checkpoint(9, origin="another"), "the pin says"),
        (checkpoint(9), "forks from what this officer saw at 5"),
    ],
    ids=["rollback", "another registry", "fork"],
)
def test_a_registry_that_does_not_extend_the_pin_is_refused(head, fault):
    with pytest.raises(VerificationError, match=fault):
        check_pin(checkpoint(5), head, lambda size: b"x" * 32)


def test_a_registry_that_extends_the_pin_is_accepted():
    assert check_pin(checkpoint(5), checkpoint(9), lambda size: b"r" * 32) is None
