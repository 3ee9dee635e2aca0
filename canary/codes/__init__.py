"""Codewords, exact tails and attribution: who was issued the text that leaked.

numpy only, no clock, no file and no chance. docs/statistics.md proves the bound in words.
"""

from canary.codes.attribution import attribute
from canary.codes.biases import Biases, biases
from canary.codes.capacity import bits, minimum_bits, needed_bits, quoted_words
from canary.codes.codewords import codeword, codewords

__all__ = [
    "Biases",
    "attribute",
    "biases",
    "bits",
    "codeword",
    "codewords",
    "minimum_bits",
    "needed_bits",
    "quoted_words",
]
