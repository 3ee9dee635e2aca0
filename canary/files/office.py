"""Office files: zip archives of XML parts, some of which hold the document's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from canary.errors import InputError
from canary.files.archive import Archive
from canary.files.pieces import Paragraph, Piece
from canary.files.splicing import Edit, spliced

FONT = "font"
"""The look, of a piece's style, that names its typeface."""

_FIXED_PITCH = re.compile(r"courier|consolas|menlo|monaco|mono|typewriter", re.IGNORECASE)
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of an archive that hold words, and the archive around them."""

    archive: Archive
    parts: Mapping[str, bytes]

    def packed(self, edits: Mapping[str, Sequence[Edit]]) -> bytes:
        """Return the archive with its parts edited; what is not stays the same bytes."""
        new = {name: spliced(self.parts[name], made) for name, made in edits.items() if made}
        return self.archive.replaced(new) if new else self.archive.raw

    def unpacked(self, copy: bytes) -> Mapping[str, bytes]:
        """Return the parts that a copy changed.

        Raises:
            VerificationError: Something else in the archive changed.
            InputError: The copy is no archive.
        """
        return self.archive.changed(Archive.of(copy, what=self.archive.what), self.parts)


def open_archive(raw: bytes, *, what: str) -> Archive:
    """Open the archive of an office file.

    Raises:
        InputError: Encrypted, of another kind, damaged or hostile.
    """
    if raw.startswith(_COMPOUND):
        raise InputError(
            f"{what!r} is encrypted, rights-managed or of an old format",
            hint="save it without a password, in the format its ending says",
        )
    return Archive.of(raw, what=what)


def escaped(words: str) -> bytes:
    """Return words as the content of an XML element."""
    return escape(words).encode()


def without_code(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Yield paragraphs with words in fixed-pitch type fixed, unless most of the words are."""
    pieces = [piece for paragraph in paragraphs for piece in paragraph.pieces]
    typed = sum(len(piece.text) for piece in pieces if _is_typed(piece))
    code = 2 * typed <= sum(len(piece.text) for piece in pieces)
    for paragraph in paragraphs:
        if code and typed:
            paragraph.pieces = [
                replace(piece, free=False) if _is_typed(piece) else piece
                for piece in paragraph.pieces
            ]
        yield paragraph


def _is_typed(piece: Piece) -> bool:
    return any(name == FONT and _FIXED_PITCH.search(value) for name, value in piece.style)
