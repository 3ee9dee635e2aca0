"""From replaced words to replaced bytes: what the pieces of a document show after a splice.

New words take the place, and so the looks, of the first piece they replace; the others only lose
what was cut. What stays the same at the ends of a replacement is not touched, so that it keeps
its own looks. A replacement that would mix looks, reach over something that must stay where it
is, or touch what is fixed can't be written, and is told so beforehand by `Rendition.holds`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from canary.errors import VerificationError
from canary.files.pieces import Run, Runs
from canary.model import Span

PRESERVE = b' xml:space="preserve"'
_FRAGILE = re.compile(r"\A\s|\s\Z|\s\s")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Replacement = tuple[Span, str]


@dataclass(frozen=True, slots=True)
class Cut:
    """Code points `start` to `end` of a run, and what takes their place."""

    run: Run
    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Bytes `start` to `end` of a part, and what takes their place."""

    start: int
    end: int
    new: bytes


@dataclass(frozen=True, slots=True)
class Rendition:
    """One rendering of a document's words inside its file.

    Attributes:
        content: The words.
        runs: Where they stand.
    """

    content: str
    runs: Runs

    def holds(self, span: Span, variants: Iterable[str]) -> bool:
        """Whether every one of `variants` can be written over `span`."""
        return all(self._holds(span, new) for new in variants)

    def _holds(self, span: Span, new: str) -> bool:
        cuts = None if _UNWRITABLE.search(new) else self.cuts(span, new)
        try:
            for cut in cuts or ():
                cut.run.escape(cut.new)
        except UnicodeEncodeError:
            return False
        return cuts is not None

    def cuts(self, span: Span, new: str) -> list[Cut] | None:
        """Return what `new` over `span` cuts and puts in, run by run; None if it can't be."""
        changed, new = _trimmed(self.content, span, new)
        if changed.start < changed.end:
            return self._replace(changed, new)
        return self._insert(changed.start, new) if new else []

    def _insert(self, at: int, new: str) -> list[Cut] | None:
        """Put words after the code point before `at`, or else before the one at it."""
        before, after = self.runs.at(at - 1), self.runs.at(at)
        if before and after and before.piece.group != after.piece.group:
            return None
        if before and before.piece.free:
            return [Cut(before, at - before.start, at - before.start, new)]
        if after and after.piece.free:
            return [Cut(after, at - after.start, at - after.start, new)]
        return None

    def _replace(self, span: Span, new: str) -> list[Cut] | None:
        runs = self.runs.within(span)
        inner = [
            (run, max(span.start - run.start, 0), min(span.end, run.end) - run.start)
            for run in runs
        ]
        worded = [n for n, (run, i, j) in enumerate(inner) if run.piece.text[i:j].strip()]
        styles = {runs[n].piece.style for n in worded}
        if (
            sum(j - i for _, i, j in inner) < span.end - span.start
            or not all(run.piece.free for run in runs)
            or len({run.piece.group for run in runs}) > 1
            or len(styles) > 1
        ):
            return None
        first = worded[0] if worded else 0
        return [Cut(run, i, j, new if n == first else "") for n, (run, i, j) in enumerate(inner)]

    def edits(self, replacements: Iterable[Replacement]) -> dict[str, list[Edit]]:
        """Return the edits of each part, in order.

        Raises:
            ValueError: One that `holds` refuses.
        """
        by_run: defaultdict[int, list[Cut]] = defaultdict(list)
        for span, new in replacements:
            cuts = self.cuts(span, new)
            if cuts is None:
                raise ValueError(f"nothing can be written at {span.start}")
            for cut in cuts:
                by_run[cut.run.start].append(cut)
        found: defaultdict[str, list[Edit]] = defaultdict(list)
        for cuts in by_run.values():
            found[cuts[0].run.part].extend(self._of_run(cuts))
        return {part: sorted(set(edits)) for part, edits in found.items()}  # a guard once

    def _of_run(self, cuts: Sequence[Cut]) -> Iterator[Edit]:
        """Yield the edits of one run; its white space is guarded if it would be lost."""
        piece = cuts[0].run.piece
        if piece.guard and _FRAGILE.search(_shown(piece.text, cuts)):
            yield Edit(piece.guard, piece.guard, PRESERVE)
        for cut in cuts:
            yield Edit(piece.places[cut.start], piece.places[cut.end], cut.run.escape(cut.new))


def _shown(text: str, cuts: Iterable[Cut]) -> str:
    """Return a run's words after its cuts."""
    for cut in sorted(cuts, key=lambda cut: (cut.start, cut.end), reverse=True):
        text = text[: cut.start] + cut.new + text[cut.end :]
    return text


def _trimmed(content: str, span: Span, new: str) -> Replacement:
    """Leave off what the old and the new words share at their ends."""
    old, at, stop = span.cut(content), 0, 0
    if old == new:
        return Span(span.start, span.start), ""
    least = min(len(old), len(new))
    while at < least and old[at] == new[at]:
        at += 1
    while stop < least - at and old[-1 - stop] == new[-1 - stop]:
        stop += 1
    # Spaces that follow one another are written together.
    while at and old[at - 1].isspace() and _differing(old, new, at, stop)[0].isspace():
        at -= 1
    while stop and old[-stop].isspace() and _differing(old, new, at, stop)[-1].isspace():
        stop -= 1
    return Span(span.start + at, span.end - stop), new[at : len(new) - stop]


def _differing(old: str, new: str, at: int, stop: int) -> str:
    """Return the new words that differ, or else the old ones."""
    return new[at : len(new) - stop] or old[at : len(old) - stop]


def spliced(raw: bytes, edits: Sequence[Edit]) -> bytes:
    """Return `raw` with edits, in order and disjoint, made."""
    pieces: list[bytes] = []
    at = 0
    for edit in edits:
        if not at <= edit.start <= edit.end <= len(raw):
            raise ValueError(f"edit out of order at {edit.start}")
        pieces += [raw[at : edit.start], edit.new]
        at = edit.end
    return b"".join([*pieces, raw[at:]])


def check_spliced(raw: bytes, copy: bytes, edits: Sequence[Edit], *, what: str) -> None:
    """Walk along a copy: every edit is there, and all else is the source's.

    Raises:
        VerificationError: It is not.
    """
    at = shift = 0
    for edit in edits:
        if copy[at + shift : edit.start + shift] != raw[at : edit.start]:
            raise VerificationError(f"{what}: a copy differs from the source before {edit.start}")
        if not copy.startswith(edit.new, edit.start + shift):
            raise VerificationError(f"{what}: a copy does not show its variant at {edit.start}")
        shift += len(edit.new) - (edit.end - edit.start)
        at = edit.end
    if copy[at + shift :] != raw[at:]:
        raise VerificationError(f"{what}: a copy differs from the source after {at}")


def merged(edits: Iterable[Mapping[str, list[Edit]]]) -> dict[str, list[Edit]]:
    """Return the edits of several renditions, part by part, in order."""
    found: defaultdict[str, list[Edit]] = defaultdict(list)
    for each in edits:
        for part, part_edits in each.items():
            found[part].extend(part_edits)
    return {part: sorted(part_edits) for part, part_edits in found.items()}
