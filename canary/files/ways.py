"""The way back from a text into its file, for plain files and for those that carry markup."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import Protocol

from canary.errors import VerificationError
from canary.files.decoding import Encoding
from canary.files.splicing import (
    Edit,
    Rendition,
    Replacement,
    check_spliced,
    merged,
    spliced,
)
from canary.model import Block, Span, Text

Place = tuple[Span, Sequence[str]]
Writer = Callable[[Iterable[int]], bytes]


class Way(Protocol):
    """How replaced words get back into a document's file."""

    def holds(self, span: Span, variants: Sequence[str]) -> bool:
        """Whether each of `variants` can stand over `span`."""

    def write(self, text: Text, replacements: Iterable[Replacement]) -> bytes:
        """Return the file with words replaced; spans are disjoint, in any order."""

    def writer(self, text: Text, places: Sequence[Place]) -> Writer:
        """Return `write` made ready for many copies: of the number of the variant at each place.

        Args:
            text: The words.
            places: Spans and their variants, in text order.
        """

    def check(self, text: Text, replacements: Iterable[Replacement], copy: bytes) -> None:
        """Refuse a copy that is not the source with exactly these words replaced.

        Raises:
            VerificationError: It is not.
        """

    def reread(self, text: Text, replacements: Iterable[Replacement]) -> Text:
        """Return what the file with words replaced would be read as."""


def splice(content: str, replacements: Iterable[Replacement]) -> str:
    """Return `content` with spans replaced; spans are disjoint, in any order.

    Raises:
        ValueError: Spans overlap or leave the text.
    """
    pieces, at = [], 0
    for span, new in sorted(replacements, key=_place):
        if not at <= span.start <= span.end <= len(content):
            raise ValueError(f"replacement out of order at {span.start}")
        pieces += [content[at : span.start], new]
        at = span.end
    return "".join([*pieces, content[at:]])


def _place(item: Replacement) -> tuple[int, int]:
    """Return what replacements are sorted by: numbers, which compare faster than spans do."""
    span = item[0]
    return span.start, span.end


@dataclass(frozen=True, slots=True)
class PlainWay:
    """A file that is its text: only the encoding stands between them.

    Attributes:
        encoding: How the bytes stand for the text.
        read: Finds the blocks of a text.
    """

    encoding: Encoding
    read: Callable[[str], Text]

    def holds(self, span: Span, variants: Sequence[str]) -> bool:  # noqa: ARG002
        """Whether the encoding holds each of `variants`."""
        return self.encoding.holds("".join(variants))

    def write(self, text: Text, replacements: Iterable[Replacement]) -> bytes:
        """Return the file with words replaced."""
        return self.encoding.encode(splice(text.content, replacements))

    def writer(self, text: Text, places: Sequence[Place]) -> Writer:
        """Encode every variant, and what stands between the places, once for all copies."""
        starts = [*(span.start for span, _ in places), len(text.content)]
        ends = [0, *(span.end for span, _ in places)]
        if any(start < end for start, end in zip(starts, ends, strict=True)):
            raise ValueError("places out of order")
        pieces = [text.content[end:start] for end, start in zip(ends, starts, strict=True)]
        first, *others = (piece.encode(self.encoding.codec) for piece in pieces)
        first = self.encoding.mark + first
        variants = [[new.encode(self.encoding.codec) for new in news] for _, news in places]

        def write(symbols: Iterable[int]) -> bytes:
            shown = [of[symbol] for of, symbol in zip(variants, symbols, strict=True)]
            return first + b"".join(chain.from_iterable(zip(shown, others, strict=True)))

        return write

    def check(self, text: Text, replacements: Iterable[Replacement], copy: bytes) -> None:
        """Walk along a copy: every span shows what it should, all else is the source's."""
        shown = copy.removeprefix(self.encoding.mark).decode(self.encoding.codec)
        source, at, shift = text.content, 0, 0
        for span, new in sorted(replacements, key=_place):
            if shown[at + shift : span.start + shift] != source[at : span.start]:
                raise VerificationError(f"a copy differs from the source before {span.start}")
            shift += len(new) - (span.end - span.start)
            if shown[span.end + shift - len(new) : span.end + shift] != new:
                raise VerificationError(f"a copy does not show its variant at {span.start}")
            at = span.end
        if shown[at + shift :] != source[at:]:
            raise VerificationError(f"a copy differs from the source after {at}")

    def reread(self, text: Text, replacements: Iterable[Replacement]) -> Text:
        """Read the rendering anew: words alone decide what is a heading or a list."""
        return self.read(splice(text.content, replacements))


class Container(Protocol):
    """A file made of parts, some of which hold words."""

    @property
    def parts(self) -> Mapping[str, bytes]:
        """The parts that hold words, by name."""

    def packed(self, edits: Mapping[str, Sequence[Edit]]) -> bytes:
        """Return the file with edits of some of `parts` made and everything else as it was."""

    def unpacked(self, copy: bytes) -> Mapping[str, bytes]:
        """Return those of `parts` that a copy of the file changed, or all of them.

        Raises:
            VerificationError: Something else is changed too.
        """


@dataclass(frozen=True, slots=True)
class Whole:
    """A file that is one part."""

    parts: Mapping[str, bytes]

    @classmethod
    def of(cls, raw: bytes) -> Whole:
        """Make one of a file's bytes."""
        return cls({"": raw})

    def packed(self, edits: Mapping[str, Sequence[Edit]]) -> bytes:
        """Return the one part, edited."""
        return spliced(self.parts[""], edits.get("", ()))

    def unpacked(self, copy: bytes) -> Mapping[str, bytes]:
        """Return the one part."""
        return {"": copy}


@dataclass(frozen=True, slots=True)
class MarkedWay:
    """A file whose words stand in markup.

    Attributes:
        container: The file.
        renditions: Where the words stand: once, or once in every alternative that says the same.
    """

    container: Container
    renditions: tuple[Rendition, ...]

    def holds(self, span: Span, variants: Sequence[str]) -> bool:
        """Whether each of `variants` can stand over `span` in every rendition."""
        return all(rendition.holds(span, variants) for rendition in self.renditions)

    def write(self, text: Text, replacements: Iterable[Replacement]) -> bytes:  # noqa: ARG002
        """Return the file with words replaced, byte for byte the same elsewhere."""
        return self.container.packed(self._edits(replacements))

    def writer(self, text: Text, places: Sequence[Place]) -> Writer:
        """Write every copy by itself: its parts are packed anew."""

        def write(symbols: Iterable[int]) -> bytes:
            chosen = zip(places, symbols, strict=True)
            return self.write(text, [(span, news[symbol]) for (span, news), symbol in chosen])

        return write

    def check(
        self,
        text: Text,  # noqa: ARG002
        replacements: Iterable[Replacement],
        copy: bytes,
    ) -> None:
        """Unpack a copy and walk along its parts."""
        edits = self._edits(replacements)
        found = self.container.unpacked(copy)
        for part in {*edits, *found}:
            raw = self.container.parts[part]
            check_spliced(raw, found.get(part, raw), edits.get(part, []), what=part or "text")

    def _edits(self, replacements: Iterable[Replacement]) -> dict[str, list[Edit]]:
        wanted = list(replacements)
        return merged(rendition.edits(wanted) for rendition in self.renditions)

    def reread(self, text: Text, replacements: Iterable[Replacement]) -> Text:
        """Return the same blocks, moved: markup decides what they are, no variant touches it."""
        wanted = sorted(replacements, key=_place)
        ends = [span.end for span, _ in wanted]
        shifts = [0, *accumulate(len(new) - (s.end - s.start) for s, new in wanted)]

        def moved(span: Span) -> Span:
            return Span(*(at + shifts[bisect_right(ends, at)] for at in (span.start, span.end)))

        blocks = tuple(
            Block(moved(block.span), block.kind, tuple(map(moved, block.locked)))
            for block in text.blocks
        )
        return Text(splice(text.content, wanted), blocks)
