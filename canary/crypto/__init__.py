"""Cryptography as pure functions: the only home of hashes, MACs, signatures and ciphers.

Keys, nonces and salts come in as arguments. The one exception is `wrap_key`: HPKE draws its
ephemeral key inside the library, which offers no other way.
"""

from canary.crypto.hashing import hkdf_sha256, hmac_sha256, sha256, sha256_of, shake256
from canary.crypto.passphrase import STANDARD_COST, Argon2Cost, derive_from_passphrase
from canary.crypto.sealing import (
    NONCE_BYTES,
    SEALED_EXTRA,
    open_locked,
    open_sealed,
    seal,
    seal_locked,
)
from canary.crypto.signing import SigningKey, is_signed_by
from canary.crypto.wrapping import WrappingKey, wrap_key

__all__ = [
    "NONCE_BYTES",
    "SEALED_EXTRA",
    "STANDARD_COST",
    "Argon2Cost",
    "SigningKey",
    "WrappingKey",
    "derive_from_passphrase",
    "hkdf_sha256",
    "hmac_sha256",
    "is_signed_by",
    "open_locked",
    "open_sealed",
    "seal",
    "seal_locked",
    "sha256",
    "sha256_of",
    "shake256",
    "wrap_key",
]
