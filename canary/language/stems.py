"""Word stems, by which a reader hears a repetition: *decide* near *decided*, *try* near *tried*.

NLTK's Snowball stemmer, which needs no data. A collision of unlike words costs a variant, never a
wrong one.
Source: Porter, Snowball (2001), the English ("Porter2") stemmer.
"""

from __future__ import annotations

import functools

from nltk.stem.snowball import EnglishStemmer


@functools.cache
def _stemmer() -> EnglishStemmer:
    return EnglishStemmer()


@functools.lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return the stem of a lower-case word.

    Example:
        >>> stem("tried") == stem("tries") == stem("try")
        True
    """
    return str(_stemmer().stem(word))
