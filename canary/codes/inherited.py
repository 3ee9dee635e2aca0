"""Copies that later documents were drafted from: what those documents took over proves nothing.

A document drafted from an issued copy carries that copy's marks, and so does every leak of it,
whoever leaked. The slots that it took over are never counted for the copy it was drafted from;
they still count for every other copy. Which slots these are is decided before any leak is read,
so the copy's p-value stays exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from canary.codes.bias import Biases
from canary.codes.hypotheses import examine
from canary.codes.observed import fresh
from canary.codes.packing import packed_batches
from canary.codes.scores import Scores, score_all
from canary.model import Observation, Plan


@dataclass(frozen=True, slots=True)
class Inherited:
    """What was taken over from one copy.

    Attributes:
        copy: Index of the copy in the list that is scored.
        word: Its codeword, one byte a slot.
        slots: Those that never count for it.
    """

    copy: int
    word: bytes
    slots: frozenset[int]


def set_apart(
    scores: Scores,
    plan: Plan,
    biases: Biases,
    observation: Observation,
    inherited: Iterable[Inherited],
    *,
    family: int,
) -> dict[int, int]:
    """Score these copies again without what was taken over from them, in place.

    Args:
        scores: Standing of all copies, by all readings.
        plan: The issue's sites.
        biases: Their laws.
        observation: What the leak shows.
        inherited: The copies, each once.
        family: N.

    Returns:
        How many observed sites count for each of them.
    """
    counted = {}
    for each in inherited:
        examination = examine(plan, biases, fresh(observation, each.slots), family)
        own = score_all(examination, packed_batches([each.word], plan, biases))
        for name in ("score", "p_value", "alone", "source", "agree"):
            getattr(scores, name)[each.copy] = getattr(own, name)[0]
        counted[each.copy] = len(examination.observed)
    return counted
