"""Envelopes open for whom they were sealed, whole, or not at all."""

import io

import pytest

from canary.errors import InputError, KeyRefusedError, VerificationError
from canary.keys import OfficerKey, envelope
from canary.keys.recovery import parse_recovery, print_recovery

FILE_KEY, SALT = b"\x07" * 32, b"\x08" * 16
JANE, JOE = OfficerKey("jane", b"\x01" * 32), OfficerKey("recovery", b"\x02" * 32)


def head(passphrase=None, officers=(JANE, JOE)):
    return envelope.print_head(
        "canary.registry/00",
        FILE_KEY,
        passphrase=passphrase,
        salt=SALT,
        officers=[key.public for key in officers],
    )


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(envelope, "CHUNK", 8)


def sealed(content, made=None):
    made = made or head()
    return made.raw + b"".join(envelope.seal_chunks(FILE_KEY, made, content))


def opened(raw, key=FILE_KEY):
    file = io.BytesIO(raw)
    return b"".join(envelope.open_chunks(key, envelope.read_head(file), file))


@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, 16, 17, 100])
def test_what_was_sealed_in_any_pieces_comes_back(length):
    content = bytes(range(length))
    for size in (1, 5, 8, 200):
        pieces = [content[at : at + size] for at in range(0, length, size)]
        assert opened(sealed(pieces)) == content


def test_the_passphrase_and_every_officer_open_it_and_nobody_else():
    made = head(b"correct horse")
    read = envelope.read_head(io.BytesIO(made.raw))
    assert read == made
    assert read.file_key(lambda: b"correct horse") == FILE_KEY
    assert read.file_key_of(JANE) == read.file_key_of(JOE) == FILE_KEY
    with pytest.raises(KeyRefusedError, match="wrong passphrase"):
        read.file_key(lambda: b"battery staple")
    with pytest.raises(KeyRefusedError, match="not sealed for officer 'eve'"):
        read.file_key_of(OfficerKey("eve", b"\x03" * 32))
    with pytest.raises(KeyRefusedError, match="for no passphrase"):
        head().file_key(bytes)


def test_every_altered_byte_and_every_cut_is_found():
    raw = sealed([b"twenty bytes of text"])
    start = len(head().raw)  # wraps are drawn anew, their length is not
    for at in range(start, len(raw)):
        with pytest.raises(VerificationError, match="altered, or is cut off"):
            opened(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
        with pytest.raises(VerificationError, match="altered, or is cut off"):
            opened(raw[:at])
    with pytest.raises(VerificationError, match="altered, or is cut off"):
        opened(raw + b"x")


def test_every_altered_byte_of_the_head_is_found():
    raw = sealed([b"text"])
    for at in range(raw.index(b"\n\n") + 2):
        with pytest.raises((InputError, VerificationError)):
            opened(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"x" * 300_000, b"canary.backup/v1\nx\nofficer y\n\n", b"\xff\n\n"]
)
def test_anything_else_is_no_backup(raw):
    with pytest.raises(InputError, match="not a backup"):
        opened(raw)


def test_a_recovery_key_survives_being_written_down():
    shown = print_recovery(JOE)
    assert len(shown) == 56 + 13
    assert parse_recovery(shown) == JOE
    assert parse_recovery(shown.lower().replace("-", " ") + "\n") == JOE


def test_every_slip_in_a_recovery_key_is_found():
    shown = print_recovery(JOE)
    for at, letter in enumerate(shown):
        if letter != "-":
            other = "A" if letter != "A" else "B"
            with pytest.raises(KeyRefusedError, match="not a recovery key"):
                parse_recovery(shown[:at] + other + shown[at + 1 :])
    with pytest.raises(KeyRefusedError, match="not a recovery key"):
        parse_recovery("not one")
