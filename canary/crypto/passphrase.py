"""From a passphrase to a key: Argon2id (RFC 9106)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id


@dataclass(frozen=True, slots=True)
class Argon2Cost:
    """Cost of one guess.

    Attributes:
        memory_kib: m, KiB of memory.
        passes: t, passes over it.
        lanes: p, lanes computed side by side.
    """

    memory_kib: int
    passes: int
    lanes: int


STANDARD_COST: Final = Argon2Cost(memory_kib=65536, passes=3, lanes=4)
"""The second recommended option of RFC 9106, section 4: 64 MiB, 3 passes, 4 lanes."""


def derive_from_passphrase(passphrase: bytes, salt: bytes, cost: Argon2Cost) -> bytes:
    """Return 32 bytes of Argon2id.

    Args:
        passphrase: As typed, UTF-8; may be empty.
        salt: 16 random bytes.
        cost: What every guess shall cost.
    """
    kdf = Argon2id(
        salt=salt,
        length=32,
        iterations=cost.passes,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    return kdf.derive(passphrase)
