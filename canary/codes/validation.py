"""What null trials of the likelihood ratio support, stored with the program.

Written from bench/results/codes_validation.md (`bench/codes_validation.py`): innocents scored
against readings of texts that they had no part in. No report states a ratio above
`supported_log10_lr(NULL_TRIALS)`, whatever the formula says.
"""

from __future__ import annotations

NULL_TRIALS = 100_000_000
HIGHEST_LOG10_LR = 6.23  # reached by one of them; by chance about one in 2 million may, at most
# innocents at or above each log10 ratio
REACHED = {1: 381_471, 2: 25_962, 3: 1_915, 4: 169, 5: 17, 6: 2, 7: 0}
