"""Keys wrapped for one officer: HPKE base mode (RFC 9180).

Suite: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305. A wrapped key is
`enc (32) ‖ ciphertext`. Base mode does not say who wrapped it: what is inside must be checked
against a commitment.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from canary.errors import KeyRefusedError

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True, slots=True)
class WrappingKey:
    """An X25519 private key that opens what was wrapped for `public`.

    Attributes:
        seed: 32 secret bytes; never printed.
        public: 32 bytes of the public key.
    """

    seed: bytes = field(repr=False)
    public: bytes = field(init=False)

    def __post_init__(self) -> None:
        """Derive the public key; a ValueError unless the seed has 32 bytes."""
        public = X25519PrivateKey.from_private_bytes(self.seed).public_key()
        object.__setattr__(self, "public", public.public_bytes_raw())

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Return the key that `wrap_key` wrapped for this officer in the same context.

        Raises:
            KeyRefusedError: Wrapped for another officer, in another context, or altered.
        """
        private = X25519PrivateKey.from_private_bytes(self.seed)
        try:
            return _SUITE.decrypt(wrapped, private, context)
        except (InvalidTag, ValueError):
            raise KeyRefusedError("the wrapped key does not open with this officer's key") from None


def wrap_key(key: bytes, recipient: bytes, context: bytes) -> bytes:
    """Return `key` wrapped for the X25519 public key `recipient`; different bytes every time."""
    return _SUITE.encrypt(key, X25519PublicKey.from_public_bytes(recipient), context)
