r"""The recovery key: an officer's seed on paper, for the day when passphrase or machine are lost.

Written in base32 (RFC 4648 section 6) with a check, in groups of four:
`seed (32 bytes) ‖ first 3 bytes of H("canary/v1/recovery\0" ‖ seed)`, 56 characters.
"""

from __future__ import annotations

import base64
import binascii
from typing import Final

from canary.crypto import sha256
from canary.errors import KeyRefusedError
from canary.keys.officer import OfficerKey

RECOVERY: Final = "recovery"
_CHECK: Final = 3
_GROUP: Final = 4


def print_recovery(key: OfficerKey) -> str:
    """Return the recovery key as it is written down."""
    text = base64.b32encode(key.seed + _check(key.seed)).decode()
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def parse_recovery(text: str) -> OfficerKey:
    """Read a recovery key; case, spaces and hyphens don't matter.

    Raises:
        KeyRefusedError: A slip in it, or something else altogether.
    """
    letters = "".join(text.split()).replace("-", "").upper()
    try:
        raw = base64.b32decode(letters, casefold=False)
    except (binascii.Error, ValueError):
        raw = b""
    seed, check = raw[:-_CHECK], raw[-_CHECK:]
    if len(seed) != 32 or check != _check(seed):
        raise KeyRefusedError("not a recovery key", hint="compare it with the one written down")
    return OfficerKey(RECOVERY, seed)


def _check(seed: bytes) -> bytes:
    return sha256(b"canary/v1/recovery\0" + seed)[:_CHECK]
