"""What a leak shows at each site: aligned with the source, blind to every codeword."""

from canary.reading.reader import Reader, read
from canary.reading.words import normalise

__all__ = ["Reader", "normalise", "read"]
