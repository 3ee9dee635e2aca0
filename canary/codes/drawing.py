"""Codewords: the variant that each copy shows at each site, drawn by a keyed function.

u = LE32(SHAKE-256(label ‖ word key))[slot] and the symbol is #{t : u ≥ T_t}. A copy's codeword
depends on its own key and on nothing else: not on the other recipients, nor on how many they
are. Codewords are never balanced, redrawn or made distinct; that independence is what the
exact p-values rest on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np

from canary.codes.bias import Biases, Symbols
from canary.crypto import shake256

WORD_LABEL = b"canary/v1/codeword\0"
_BATCH_BYTES = 2**22  # keystream derived at a time: stays in the processor's cache


def codeword(word_key: bytes, biases: Biases) -> bytes:
    """Return one copy's codeword: one byte a slot, 0 at slots that hold no site."""
    word: bytes = _symbols([word_key], biases)[0].tobytes()
    return word


def codewords(word_keys: Iterable[bytes], biases: Biases) -> Iterator[bytes]:
    """Yield `codeword(key, biases)` for each key, derived in batches: about 8 µs for 300 slots."""
    keys = iter(word_keys)
    rows = max(1, _BATCH_BYTES // max(1, 4 * biases.slots))
    while batch := list(islice(keys, rows)):
        for row in _symbols(batch, biases):
            yield row.tobytes()


def _symbols(word_keys: list[bytes], biases: Biases) -> Symbols:
    """Return (keys, slots) symbols."""
    length = 4 * biases.slots
    stream = b"".join(shake256(WORD_LABEL + key, length) for key in word_keys)
    words = np.frombuffer(stream, dtype="<u4").reshape(len(word_keys), biases.slots)
    symbols = np.zeros(words.shape, dtype=np.uint8)
    for column in biases.thresholds.T:
        used = np.flatnonzero(column < 2**32)
        if len(used) == biases.slots:
            symbols += words >= column.astype(np.uint32)
        elif len(used):
            symbols[:, used] += words[:, used] >= column[used].astype(np.uint32)
    return symbols
