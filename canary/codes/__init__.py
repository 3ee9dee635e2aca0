"""Codewords, exact tails and attribution: which issued copy a leaked text came from.

numpy only, no clock, no file and no chance. docs/statistics.md proves the bound in words.
"""

from canary.codes.attribution import attribute
from canary.codes.bias import Biases, biases
from canary.codes.cache import Packed, pack, parse_packed, print_packed
from canary.codes.capacity import bits, minimum_bits, needed_bits, quoted_words
from canary.codes.cases import Standing, accumulate, fresh, join, log10_ratios
from canary.codes.drawing import codeword, codewords
from canary.codes.evidence import (
    Propositions,
    propositions,
    stated_log10_lr,
    supported_log10_lr,
    verbal,
)
from canary.codes.joint import coalitions
from canary.codes.trials import NullTrials, null_attribution
from canary.codes.validation import NULL_TRIALS

__all__ = [
    "NULL_TRIALS",
    "Biases",
    "NullTrials",
    "Packed",
    "Propositions",
    "Standing",
    "accumulate",
    "attribute",
    "biases",
    "bits",
    "coalitions",
    "codeword",
    "codewords",
    "fresh",
    "join",
    "log10_ratios",
    "minimum_bits",
    "needed_bits",
    "null_attribution",
    "pack",
    "parse_packed",
    "print_packed",
    "propositions",
    "quoted_words",
    "stated_log10_lr",
    "supported_log10_lr",
    "verbal",
]
