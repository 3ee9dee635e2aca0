"""Where a source text can vary: `analyse` finds the sites of a document.

Deterministic, and loads nothing but the packaged model and wordlists. Decoding never comes here:
the registry keeps every site's literal variants.
"""

from canary.language.analysis import Analysis, analyse, number_stretches, propose
from canary.language.authored import authored_spans, stray_choices
from canary.language.lexicon import Lexicon, packaged

__all__ = [
    "Analysis",
    "Lexicon",
    "analyse",
    "authored_spans",
    "number_stretches",
    "packaged",
    "propose",
    "stray_choices",
]
