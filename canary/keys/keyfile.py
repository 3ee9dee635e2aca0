"""Key files: an officer's seed under a passphrase, or explicitly without one.

Argon2id (RFC 9106) and ChaCha20-Poly1305 (RFC 8439); PKCS#8 of `cryptography` would use PBKDF2
with 2,048 rounds. Costs are bounded before any memory is used, and lengths checked before
anything is decrypted, as age does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from canary.crypto import (
    STANDARD_COST,
    Argon2Cost,
    derive_from_passphrase,
    open_locked,
    seal_locked,
)
from canary.encoding import decode_base64, encode_base64
from canary.errors import CanaryError, KeyRefusedError
from canary.keys.officer import OfficerKey
from canary.log.note import Verifier

MAX_BYTES: Final = 4096
_LOCKED: Final = "canary.key/v1"
_PLAIN: Final = "canary.key-plain/v1"
_KDF = re.compile(
    r"argon2id m=([1-9][0-9]{0,7}) t=([1-9][0-9]?) p=([1-9][0-9]?) salt=([A-Za-z0-9+/=]{24})"
)
_WHAT: Final = "key file"


def print_key(key: OfficerKey, passphrase: bytes | None, salt: bytes) -> bytes:
    """Return the key file.

    Args:
        key: What it holds.
        passphrase: UTF-8; None writes the explicit format without a passphrase.
        salt: 16 fresh random bytes (unused without a passphrase).
    """
    vkey = key.signer.verifier
    if passphrase is None:
        return f"{_PLAIN}\n{vkey}\n{encode_base64(key.seed)}\n".encode()
    m, t, p = STANDARD_COST.memory_kib, STANDARD_COST.passes, STANDARD_COST.lanes
    head = f"{_LOCKED}\n{vkey}\nargon2id m={m} t={t} p={p} salt={encode_base64(salt)}\n"
    wrapping = derive_from_passphrase(passphrase, salt, STANDARD_COST)
    sealed = seal_locked(wrapping, key.seed, head.encode())
    return f"{head}{encode_base64(sealed)}\n".encode()


def is_protected(raw: bytes) -> bool:
    """Whether a passphrase is needed to read the key file."""
    return not raw.startswith(f"{_PLAIN}\n".encode())


def unlock_key(raw: bytes, passphrase: Callable[[], bytes]) -> OfficerKey:
    """Return the officer's key.

    Args:
        raw: The key file.
        passphrase: Asked once the file is known to be well formed, and only if it needs one.

    Raises:
        KeyRefusedError: Malformed, altered, out of bounds, or the wrong passphrase.
    """
    try:
        lines = raw.decode().split("\n")
        verifier = Verifier.parse(lines[1]) if len(lines) > 1 else None
        seed = _seed(lines, passphrase)
    except KeyRefusedError:
        raise
    except (CanaryError, UnicodeDecodeError):
        raise _malformed() from None
    if verifier is None:
        raise _malformed()
    key = OfficerKey(verifier.name, seed)
    if key.signer.verifier != verifier:
        raise KeyRefusedError("key file: the public key is not that of the secret")
    return key


def _seed(lines: list[str], passphrase: Callable[[], bytes]) -> bytes:
    match lines:
        case ["canary.key-plain/v1", _, seed, ""]:
            return _decode(seed, 32)
        case ["canary.key/v1", _, kdf, sealed, ""]:
            cost, salt = _parse_kdf(kdf)
            ciphertext = _decode(sealed, 48)
            wrapping = derive_from_passphrase(passphrase(), salt, cost)
            head = "".join(f"{line}\n" for line in lines[:3])
            return open_locked(wrapping, ciphertext, head.encode(), what=_WHAT)
    raise _malformed()


def _parse_kdf(line: str) -> tuple[Argon2Cost, bytes]:
    match = _KDF.fullmatch(line)
    if not match:
        raise _malformed()
    cost = Argon2Cost(int(match[1]), int(match[2]), int(match[3]))
    if not (65536 <= cost.memory_kib <= 1 << 20 and cost.passes <= 16 and cost.lanes <= 8):
        raise KeyRefusedError(
            f"key file: argon2id m={cost.memory_kib} t={cost.passes} p={cost.lanes} is out of "
            "bounds, m 65536…1048576, t 1…16, p 1…8 expected"
        )
    return cost, _decode(match[4], 16)


def _decode(text: str, length: int) -> bytes:
    raw = decode_base64(text, what=_WHAT)
    if len(raw) != length:
        raise _malformed()
    return raw


def _malformed() -> KeyRefusedError:
    return KeyRefusedError("not a key file, or an altered one", hint="restore it from a backup")
