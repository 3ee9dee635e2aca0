"""What a reader of a format returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from canary.errors import InputError
from canary.files.ways import Way
from canary.model import Text


@dataclass(frozen=True, slots=True)
class Opened:
    """A file's text and the way back into it.

    Attributes:
        text: Its words and blocks.
        way: Writes copies.
        closed: Why no copy may be made of it; "" if it may. Its text can be read all the same.
        warnings: What whoever issues it should know.
        collapses: Whether what shows it turns two spaces into one.
    """

    text: Text
    way: Way
    closed: str = ""
    warnings: tuple[str, ...] = ()
    collapses: bool = False

    def require_words(self, what: str) -> Opened:
        """Return itself, unless it says nothing.

        Raises:
            InputError: There are no words in it.
        """
        if not self.text.content.strip():
            raise InputError(f"{what!r} has no words")
        return self


class Read(Protocol):
    """A reader of a format."""

    def __call__(self, raw: bytes, *, what: str) -> Opened:
        """Read a file's bytes; `what` is its name, for messages."""
