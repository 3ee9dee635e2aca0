r"""Packed codewords as bytes: deriving a million takes seconds, reading them back does not.

    "canary/v1/packed\n" ‖ SHA-256 of the layout ‖ LE32 columns ‖ LE64 copies ‖ columns

The layout follows from the plan; codewords packed for another plan, or by a program that packs in
another way, are refused. Codewords are secret and must be whole: whoever stores the bytes seals
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from canary.codes.bias import Biases, Symbols
from canary.codes.packing import BATCH_COPIES, Layout, layout_of, packed_batches
from canary.crypto import sha256
from canary.errors import VerificationError
from canary.model import Plan

MAGIC = b"canary/v1/packed\n"
_DIGEST = 32
_HEADER = len(MAGIC) + _DIGEST + 4 + 8


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
    none = np.zeros((len(layout_of(plan).columns), 0), dtype=np.uint8)
    return Packed(np.concatenate([none, *packed_batches(words, plan, biases)], axis=1))


def side_by_side(parts: Sequence[Packed]) -> Packed:
    """Return the copies of several issues of one plan as one."""
    if len(parts) == 1:
        return parts[0]
    return Packed(np.concatenate([part.matrix for part in parts], axis=1))


def packed_size(plan: Plan, copies: int) -> int:
    """Return the bytes that so many packed codewords take."""
    return _HEADER + len(layout_of(plan).columns) * copies


def print_packed(packed: Packed, plan: Plan) -> bytes:
    """Return packed codewords as bytes."""
    columns, copies = packed.matrix.shape
    counts = columns.to_bytes(4, "little") + copies.to_bytes(8, "little")
    return b"".join((MAGIC, _digest(layout_of(plan)), counts, packed.matrix.tobytes()))


def parse_packed(raw: bytes, plan: Plan) -> Packed:
    """Read what `print_packed` wrote.

    Raises:
        VerificationError: Not codewords of this plan, or cut short.
    """
    layout = layout_of(plan)
    columns, copies = len(layout.columns), int.from_bytes(raw[_HEADER - 8 : _HEADER], "little")
    head = MAGIC + _digest(layout) + columns.to_bytes(4, "little")
    if not raw.startswith(head) or len(raw) != _HEADER + columns * copies:
        raise VerificationError("the packed codewords are damaged, or of another plan")
    cells = np.frombuffer(raw, dtype=np.uint8, offset=_HEADER)
    return Packed(cells.reshape(columns, copies))


def _digest(layout: Layout) -> bytes:
    return sha256(repr(layout).encode())
