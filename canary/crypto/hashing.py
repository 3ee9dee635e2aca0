"""SHA-256, HMAC-SHA-256, HKDF-SHA-256 and SHAKE256 (FIPS 180-4, RFC 2104, RFC 5869, FIPS 202)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def sha256_of(pieces: Iterable[bytes]) -> bytes:
    """Return the 32 bytes of SHA-256 over pieces put together, one held at a time.

    Example:
        >>> sha256_of([b"a", b"bc"]) == sha256(b"abc")
        True
    """
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.digest()


def sha256(data: bytes) -> bytes:
    """Return the 32 bytes of SHA-256.

    Example:
        >>> sha256(b"abc").hex()[:16]
        'ba7816bf8f01cfea'
    """
    return hashlib.sha256(data).digest()


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """Return the 32 bytes of HMAC-SHA-256 (RFC 2104)."""
    return hmac.digest(key, message, "sha256")


def hkdf_sha256(key: bytes, info: bytes, *, salt: bytes = b"", length: int = 32) -> bytes:
    """Return `length` bytes of HKDF-SHA-256, extract and expand (RFC 5869).

    Args:
        key: Input keying material, of high entropy.
        info: What the derived key is for; a label of docs/formats.md.
        salt: Public and not secret; empty means 32 zero bytes (RFC 5869, section 2.2).
        length: 1…8160 bytes.
    """
    return HKDF(SHA256(), length, salt or None, info).derive(key)


def shake256(data: bytes, length: int) -> bytes:
    """Return the first `length` bytes of SHAKE256; a longer stream begins with a shorter one.

    Example:
        >>> shake256(b"key", 64)[:8] == shake256(b"key", 8)
        True
    """
    return hashlib.shake_256(data).digest(length)
