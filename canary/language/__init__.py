"""Where a source text can vary: `analyse` finds the sites of a document.

Deterministic, and loads nothing but the packaged model and wordlists. Decoding never comes here:
the registry keeps every site's literal variants.
"""

from canary.language.analysis import Analysis, Helpers, analyse, number_stretches, propose
from canary.language.authored import authored_spans, stray_choices
from canary.language.house import HouseWording, collapsed
from canary.language.lexicon import Lexicon, packaged
from canary.language.wordnet import find_thesaurus

__all__ = [
    "Analysis",
    "Helpers",
    "HouseWording",
    "Lexicon",
    "analyse",
    "authored_spans",
    "collapsed",
    "find_thesaurus",
    "number_stretches",
    "packaged",
    "propose",
    "stray_choices",
]
