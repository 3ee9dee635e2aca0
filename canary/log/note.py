"""Signed notes: a text, an empty line, and Ed25519 signature lines.

Source: C2SP signed-note (signature type 0x01). Stricter than the specification where it leaves
room: canonical base64, no repeated signer, names of at most 64 printable characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from canary.crypto import SigningKey, is_signed_by, sha256
from canary.encoding import decode_base64, encode_base64
from canary.errors import InputError, VerificationError

_ED25519: Final = b"\x01"
_DASH: Final = "\u2014 "
_MAX_BYTES: Final = 1 << 20
_MAX_SIGNATURES: Final = 16
_MAX_NAME: Final = 64
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_KEY_ID_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key with its holder's name; `str` prints the vkey."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        """Refuse what could not be printed as a vkey."""
        if not is_key_name(self.name) or len(self.public) != 32:
            raise ValueError(f"not a named ed25519 key: {self.name!r}")

    @property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256(name, newline, 0x01, public key)."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public)[:_KEY_ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(_ED25519 + self.public)}"

    @classmethod
    def parse(cls, vkey: str) -> Verifier:
        """Read a vkey.

        Raises:
            VerificationError: Not what `str` would have printed.
        """
        name, _, rest = vkey.partition("+")
        encoded = rest.partition("+")[2]
        try:
            raw = decode_base64(encoded, what="public key")
            key = cls(name, raw[1:])
        except (InputError, ValueError):
            raise VerificationError(f"not a public key: {vkey[:80]!r}") from None
        if str(key) != vkey:
            raise VerificationError(f"not a public key: {vkey[:80]!r}")
        return key


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key with its holder's name."""

    name: str
    key: SigningKey

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, self.key.public)

    def signature_line(self, text: str) -> str:
        """Return the line that signs `text`."""
        signature = self.verifier.key_id + self.key.sign(text.encode())
        return f"{_DASH}{self.name} {encode_base64(signature)}\n"


@dataclass(frozen=True, slots=True)
class OpenNote:
    """A note whose signatures hold.

    Attributes:
        text: The signed text, ending in a newline.
        signers: The known keys that signed it, at least one, in order.
        strangers: Number of signatures by keys that were not given.
    """

    text: str
    signers: tuple[Verifier, ...]
    strangers: int


def is_key_name(name: str) -> bool:
    """Whether `name` can stand in a note: 1…64 printable characters, NFC, no space, no plus.

    Example:
        >>> is_key_name("officer.jane"), is_key_name("Jane Doe")
        (True, False)
    """
    return (
        0 < len(name) <= _MAX_NAME
        and name.isprintable()
        and not any(c.isspace() or c == "+" for c in name)
        and unicodedata.is_normalized("NFC", name)
    )


def sign_note(text: str, *signers: Signer) -> bytes:
    """Return the note of `text` with one signature line for each signer.

    Raises:
        ValueError: The text is not one that a note can hold, or nobody signs.
    """
    if not _is_note_text(text) or not signers:
        raise ValueError(f"not the text of a note, or no signer: {text[:40]!r}")
    return (text + "\n" + "".join(signer.signature_line(text) for signer in signers)).encode()


def open_note(raw: bytes, known: Iterable[Verifier], *, what: str) -> OpenNote:
    """Parse a note and check every signature by a known key.

    Args:
        raw: The note's bytes.
        known: Keys whose signatures count.
        what: What the note is, for messages.

    Raises:
        VerificationError: Malformed, a known key's signature does not hold, or none is there.
    """
    text, lines = _split(raw, what)
    keys = {(key.name, key.key_id): key for key in known}
    signers = []
    for name, key_id, signature in lines:
        key = keys.get((name, key_id))
        if key is None:
            continue
        if not is_signed_by(key.public, text.encode(), signature):
            raise VerificationError(f"{what}: the signature of {name!r} does not hold")
        signers.append(key)
    if not signers:
        raise VerificationError(f"{what}: no signature by a known key")
    return OpenNote(text, tuple(signers), strangers=len(lines) - len(signers))


def note_text(raw: bytes, *, what: str) -> str:
    """Return a note's text without checking who signed it.

    Raises:
        VerificationError: Malformed.
    """
    return _split(raw, what)[0]


def _split(raw: bytes, what: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Return text and (name, key id, signature) of each line."""
    if len(raw) > _MAX_BYTES:
        raise VerificationError(f"{what}: {len(raw)} bytes, at most {_MAX_BYTES} expected")
    try:
        whole = raw.decode()
    except UnicodeDecodeError:
        raise VerificationError(f"{what}: not utf-8") from None
    head, separator, tail = whole.rpartition("\n\n")
    text = head + "\n"
    if not separator or not _is_note_text(text) or not tail.endswith("\n"):
        raise VerificationError(f"{what}: not a signed note")
    lines = tail[:-1].split("\n")
    if len(lines) > _MAX_SIGNATURES:
        raise VerificationError(f"{what}: {len(lines)} signatures, at most {_MAX_SIGNATURES}")
    signatures = [_signature(line, what) for line in lines]
    if len({(name, key_id) for name, key_id, _ in signatures}) != len(signatures):
        raise VerificationError(f"{what}: a signer signed twice")
    return text, signatures


def _signature(line: str, what: str) -> tuple[str, bytes, bytes]:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    try:
        raw = decode_base64(encoded, what="signature")
    except InputError as error:
        raise VerificationError(f"{what}: {error}") from None
    if not line.startswith(_DASH) or not is_key_name(name) or len(raw) <= _KEY_ID_BYTES:
        raise VerificationError(f"{what}: not a signature line: {line[:80]!r}")
    return name, raw[:_KEY_ID_BYTES], raw[_KEY_ID_BYTES:]


def _is_note_text(text: str) -> bool:
    return len(text) > 1 and text.endswith("\n") and not _CONTROL.search(text)
