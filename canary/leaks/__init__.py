"""The leak suite: how documents leak, as seeded functions of a text."""

from canary.leaks.collusion import STRATEGIES, collude, frame
from canary.leaks.suite import CHANNELS, play, wash

__all__ = ["CHANNELS", "STRATEGIES", "collude", "frame", "play", "wash"]
