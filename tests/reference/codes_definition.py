"""The code and its statistics, written once more from the definitions and slowly.

Nothing here imports the product. Exponential in the number of sites: small n only.
"""

import hashlib
import math
from fractions import Fraction
from itertools import product

UNIT = 64


def codeword(word_key, variants_by_slot):
    """One byte a slot, drawn with profile U; `variants_by_slot` maps a slot to q."""
    length = 1 + max(variants_by_slot)
    stream = hashlib.shake_256(b"canary/v1/codeword\0" + word_key).digest(4 * length)
    word = []
    for slot in range(length):
        u = int.from_bytes(stream[4 * slot : 4 * slot + 4], "little")
        q = variants_by_slot.get(slot, 1)
        word.append(sum(u >= 2**32 * t // q for t in range(1, q)))
    return bytes(word)


def ratio(likelihood, law, x, pooled, flip):
    """P(reading | copy has x) / P(reading), under interleaving of `pooled` copies."""
    q = len(law)
    f = flip / (q - 1)
    k = 1 - flip - f
    top = bottom = 0.0
    for v in range(q):
        top += likelihood[v] * (k * ((x == v) / pooled + (1 - 1 / pooled) * law[v]) + f)
        bottom += likelihood[v] * (k * law[v] + f)
    return top / bottom


def score(likelihood, law, x, pooled, flip):
    """The rounded score of one site."""
    return round(UNIT * math.log(ratio(likelihood, law, x, pooled, flip)))


def mixed(total):
    """The rounded log(½ + ½·e^S) of a group's or stretch's score."""
    return round(UNIT * math.log(0.5 + 0.5 * math.exp(total / UNIT)))


def distribution(sites, groups):
    """Exact law of a statistic over all codewords.

    `sites` holds one (scores, probabilities) a site; `groups` maps sites to the mixed term that
    they are in, None for single ones. Probabilities are Fractions.
    """
    law = {}
    for word in product(*(range(len(scores)) for scores, _ in sites)):
        p, single, sums = Fraction(1), 0, {}
        for (scores, chances), group, x in zip(sites, groups, word, strict=True):
            p *= chances[x]
            if group is None:
                single += scores[x]
            else:
                sums[group] = sums.get(group, 0) + scores[x]
        value = single + sum(mixed(total) for total in sums.values())
        law[value] = law.get(value, Fraction(0)) + p
    return law


def upper_tails(law):
    """P(S >= s) for each value of the law."""
    tails, above = {}, Fraction(0)
    for value in sorted(law, reverse=True):
        above += law[value]
        tails[value] = above
    return tails
