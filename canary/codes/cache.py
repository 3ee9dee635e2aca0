r"""A cache of packed codewords: deriving a million takes seconds, reading them back does not.

    "canary/v1/packed\n" ‖ HMAC-SHA-256 over the rest ‖ LE32 columns ‖ LE64 copies ‖ columns

The key of the HMAC is the issue's own, so a cache of another issue, of another plan or with a
byte changed is refused, and can be rebuilt from the keys at any time. Codewords are secret:
whoever stores the bytes seals them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from canary.codes.bias import Biases, Symbols
from canary.codes.packing import BATCH_COPIES, Layout, layout_of, packed_batches
from canary.crypto import hmac_sha256
from canary.errors import VerificationError
from canary.model import Plan

MAGIC = b"canary/v1/packed\n"
_TAG = 32
_COUNTS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """The packed codewords of an issue, in copy order.

    Attributes:
        matrix: (columns, copies) bytes of the plan's layout.
    """

    matrix: Symbols

    def __len__(self) -> int:
        return int(self.matrix.shape[1])

    def batches(self) -> Iterator[Symbols]:
        """Yield (columns, copies) of some copies at a time."""
        for start in range(0, len(self), BATCH_COPIES):
            yield self.matrix[:, start : start + BATCH_COPIES]


def pack(words: Iterable[bytes], plan: Plan, biases: Biases) -> Packed:
    """Pack codewords, one byte a slot each, as they come."""
    layout = layout_of(plan)
    none = np.zeros((len(layout.columns), 0), dtype=np.uint8)
    return Packed(np.concatenate([none, *packed_batches(words, plan, biases)], axis=1))


def print_packed(packed: Packed, plan: Plan, *, key: bytes) -> bytes:
    """Return the cache as bytes, bound to the issue by `key` and to the plan's layout."""
    columns, copies = packed.matrix.shape
    counts = columns.to_bytes(4, "little") + copies.to_bytes(8, "little")
    body = counts + packed.matrix.tobytes()
    printed: bytes = MAGIC + _tag(body, layout_of(plan), key) + body
    return printed


def parse_packed(raw: bytes, plan: Plan, *, key: bytes) -> Packed:
    """Read a cache back.

    Raises:
        VerificationError: Not a cache of this issue and plan, or damaged; rebuild it.
    """
    tag, body = raw[len(MAGIC) : len(MAGIC) + _TAG], raw[len(MAGIC) + _TAG :]
    layout = layout_of(plan)
    if not raw.startswith(MAGIC) or tag != _tag(body, layout, key):
        raise VerificationError(
            "the cache of codewords is damaged or belongs to another issue",
            hint="delete it; it is rebuilt from the keys",
        )
    copies = int.from_bytes(body[4:_COUNTS], "little")
    cells = np.frombuffer(body, dtype=np.uint8, offset=_COUNTS)
    return Packed(cells.reshape(len(layout.columns), copies))


def _tag(body: bytes, layout: Layout, key: bytes) -> bytes:
    return hmac_sha256(hmac_sha256(key, repr(layout).encode()), body)
