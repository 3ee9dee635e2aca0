"""How often a word is misread that a machine is so certain of.

Engines report a score a word that is no probability. What it is worth was measured over scans and
photographs of copies, harsher ones included (docs/decisions/ocr-confidence.md).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence

# For each engine, ascending: scores from here on are wrong with this chance.
_MEASURED: Mapping[str, Sequence[tuple[float, float]]] = {
    "rapidocr": (
        *((-1.0, 0.8), (0.2, 0.48), (0.3, 0.26), (0.4, 0.16)),
        *((0.6, 0.06), (0.85, 0.04), (0.9, 0.03), (0.99, 0.0)),
    ),
    "tesseract": (
        *((-1.0, 0.53), (0.2, 0.47), (0.4, 0.28), (0.5, 0.17)),
        *((0.7, 0.12), (0.85, 0.06), (0.9, 0.03), (0.95, 0.0)),
    ),
}


def chance_of_error(engine: str, score: float) -> float:
    """Return the chance that a word of this score is misread; 0 where none was measured.

    Args:
        engine: A name, and a version after a space.
        score: What it says of the word, in [0, 1].
    """
    table = _MEASURED[engine.split(maxsplit=1)[0]]
    return table[bisect_right(table, (score, 1.0)) - 1][1]
