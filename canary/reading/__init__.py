"""What a leak shows at each site: aligned with the source, blind to every codeword."""

from canary.reading.reader import Reader, read
from canary.reading.shingles import leak_shingles, likely_sources, needed_hits, shingles
from canary.reading.words import normalise

__all__ = [
    "Reader",
    "leak_shingles",
    "likely_sources",
    "needed_hits",
    "normalise",
    "read",
    "shingles",
]
