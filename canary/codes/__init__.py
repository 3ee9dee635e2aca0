"""Codewords, exact tails and attribution: which issued copy a leaked text came from.

numpy only, no clock, no file and no chance. docs/statistics.md proves the bound in words.
"""

from canary.codes.attribution import SHORTLIST_LENGTH, SHORTLIST_POSTERIOR, attribute
from canary.codes.bias import Biases, biases
from canary.codes.cache import (
    Packed,
    pack,
    packed_size,
    parse_packed,
    print_packed,
    side_by_side,
)
from canary.codes.capacity import bits, minimum_bits, needed_bits, quoted_words
from canary.codes.cases import Standing, accumulate, join, log10_ratios
from canary.codes.drawing import codeword, codewords
from canary.codes.evidence import (
    Propositions,
    propositions,
    stated_log10_lr,
    supported_log10_lr,
    verbal,
)
from canary.codes.inherited import Inherited
from canary.codes.joint import coalitions
from canary.codes.observed import fresh
from canary.codes.trials import NullTrials, error_bound, null_attribution
from canary.codes.validation import HIGHEST_LOG10_LR, NULL_TRIALS

__all__ = [
    "HIGHEST_LOG10_LR",
    "NULL_TRIALS",
    "SHORTLIST_LENGTH",
    "SHORTLIST_POSTERIOR",
    "Biases",
    "Inherited",
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
    "error_bound",
    "fresh",
    "join",
    "log10_ratios",
    "minimum_bits",
    "needed_bits",
    "null_attribution",
    "pack",
    "packed_size",
    "parse_packed",
    "print_packed",
    "propositions",
    "quoted_words",
    "side_by_side",
    "stated_log10_lr",
    "supported_log10_lr",
    "verbal",
]
