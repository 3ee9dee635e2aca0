"""Authenticated encryption: what the registry stores, and what a passphrase protects.

`seal` is AES-256-GCM-SIV (RFC 8452): a repeated nonce reveals at most that two messages are
equal. `seal_locked` is ChaCha20-Poly1305 (RFC 8439) under a key that seals a single message, so
that its nonce is zero, as in age. Neither commits to its key: commitments are hashes, never
ciphertexts.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV, ChaCha20Poly1305

from canary.errors import KeyRefusedError, VerificationError

NONCE_BYTES = 12
SEALED_EXTRA = NONCE_BYTES + 16  # bytes that sealing adds
_ONLY_MESSAGE = bytes(NONCE_BYTES)


def seal(key: bytes, nonce: bytes, plaintext: bytes, context: bytes) -> bytes:
    """Return `nonce ‖ AES-256-GCM-SIV(plaintext)`, 28 bytes longer than the plaintext.

    Args:
        key: 32 bytes.
        nonce: 12 bytes, random for each message.
        plaintext: Up to 2^31 bytes.
        context: Associated data; what the message is and where it belongs.
    """
    return nonce + AESGCMSIV(key).encrypt(nonce, plaintext, context)


def open_sealed(key: bytes, sealed: bytes, context: bytes, *, what: str) -> bytes:
    """Return what `seal` sealed under the same key and context.

    Raises:
        VerificationError: Another key, another context, or altered bytes.
    """
    nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return AESGCMSIV(key).decrypt(nonce, ciphertext, context)
    except (InvalidTag, ValueError):
        raise VerificationError(f"{what} does not decrypt: altered, or of another vault") from None


def seal_locked(key: bytes, plaintext: bytes, context: bytes) -> bytes:
    """Return ChaCha20-Poly1305(plaintext), 16 bytes longer; `key` must seal nothing else."""
    return ChaCha20Poly1305(key).encrypt(_ONLY_MESSAGE, plaintext, context)


def open_locked(key: bytes, sealed: bytes, context: bytes, *, what: str) -> bytes:
    """Return what `seal_locked` sealed.

    Raises:
        KeyRefusedError: Another key, another context, or altered bytes.
    """
    try:
        return ChaCha20Poly1305(key).decrypt(_ONLY_MESSAGE, sealed, context)
    except InvalidTag:
        raise KeyRefusedError(f"{what}: wrong passphrase, or the file was altered") from None
