"""An officer: one seed, a signing key and a wrapping key (docs/formats.md)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from canary.crypto import SigningKey, WrappingKey, hkdf_sha256, wrap_key
from canary.encoding import decode_base64, encode_base64
from canary.errors import InputError, VerificationError
from canary.log.note import Signer, Verifier, note_text, open_note, sign_note
from canary.log.roster import Officer

_FORMAT: Final = "canary.officer/v1"


@dataclass(frozen=True, slots=True)
class OfficerKey:
    """An officer's secret.

    Attributes:
        name: As in `canary.log.note.is_key_name`.
        seed: 32 secret bytes; never printed.
    """

    name: str
    seed: bytes = field(repr=False)

    @property
    def signer(self) -> Signer:
        """What signs entries and checkpoints."""
        return Signer(self.name, SigningKey(hkdf_sha256(self.seed, b"canary/v1/officer/ed25519")))

    @property
    def wrapping(self) -> WrappingKey:
        """What opens wrapped master secrets."""
        return WrappingKey(hkdf_sha256(self.seed, b"canary/v1/officer/x25519"))

    @property
    def public(self) -> Officer:
        """The public half."""
        return Officer(self.signer.verifier, self.wrapping.public)

    def unwrap_secret(self, wrapped: bytes, *, origin: str, epoch: int) -> bytes:
        """Return the registry master secret that was wrapped for this officer.

        Raises:
            KeyRefusedError: Wrapped for another officer, registry or epoch, or altered.
        """
        return self.wrapping.unwrap(wrapped, _context(origin, epoch, self.public))


def wrap_secret(secret: bytes, officer: Officer, *, origin: str, epoch: int) -> bytes:
    """Return a registry master secret wrapped for an officer, 80 bytes."""
    return wrap_key(secret, officer.wrapping, _context(origin, epoch, officer))


def print_officer(key: OfficerKey) -> bytes:
    """Return the officer file, signed by its owner."""
    officer = key.public
    body = f"{_FORMAT}\n{officer.verifier}\nx25519 {encode_base64(officer.wrapping)}\n"
    return sign_note(body, key.signer)


def parse_officer(raw: bytes) -> Officer:
    """Read an officer file and check that its owner signed it.

    Raises:
        VerificationError: Malformed, or the signature does not hold.
    """
    lines = note_text(raw, what="officer file").split("\n")
    if len(lines) != 4 or lines[0] != _FORMAT or not lines[2].startswith("x25519 "):
        raise VerificationError(f"not a {_FORMAT}")
    verifier = Verifier.parse(lines[1])
    try:
        wrapping = decode_base64(lines[2].removeprefix("x25519 "), what="x25519 key")
    except InputError as error:
        raise VerificationError(f"officer file: {error}") from None
    if len(wrapping) != 32 or open_note(raw, [verifier], what="officer file").strangers:
        raise VerificationError("officer file: a wrapping key of 32 bytes, and one signer expected")
    return Officer(verifier, wrapping)


def _context(origin: str, epoch: int, officer: Officer) -> bytes:
    return f"canary/v1/wrap\0{origin}\0{epoch}\0{officer.verifier}".encode()
