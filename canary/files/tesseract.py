"""Tesseract, where it is installed: reads pictures without the extra `ocr`.

It is a program of its own. It gets a picture on standard input and a fixed environment, starts in
the limits of the process that reads leaks, opens no file but its own, and answers on standard
output. It finds by itself which way up a page lies, and what is ink on uneven paper. Of a page that
lies askew it may lose blocks, so a page is read as one block too, where that shows clearly more.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from itertools import groupby

from canary.errors import InputError
from canary.files.seen import Seen, weight

_OPTIONS = (
    *("stdin", "stdout", "-l", "eng"),
    *("-c", "thresholding_method=2"),  # Sauvola's, for uneven light
    *("-c", "tessedit_create_tsv=1"),
)
_IN_BLOCKS = ("--psm", "1")  # whichever way up
_AS_ONE_BLOCK = ("--psm", "6")
_CLEARLY = 1.1
_ENVIRONMENT = {"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}
_SECONDS = 3600
_WORD = "5"  # level of a row that is a word
_COLUMNS = 12


class Tesseract:
    """Reads pictures with the program at a path."""

    def __init__(self, path: str) -> None:
        self.path = path
        first = self._run("--version").split(b"\n", 1)[0].decode("ascii", "replace")
        self.name = f"tesseract {first.removeprefix('tesseract').strip() or '?'}"

    def read(self, raw: bytes, *, what: str) -> list[Seen]:
        """Return what the file of a picture shows.

        Raises:
            InputError: It can't be read.
        """
        try:
            ways = [self._run(*_OPTIONS, *way, picture=raw) for way in (_IN_BLOCKS, _AS_ONE_BLOCK)]
        except subprocess.CalledProcessError:
            raise InputError(
                f"{what!r} is damaged, or a kind of picture that tesseract can't read",
                hint="save it as png; or pip install 'canary-copies[ocr]'",
            ) from None
        blocks, block = (list(seen(way.decode("utf-8", "replace").splitlines())) for way in ways)
        return block if weight(block) > _CLEARLY * weight(blocks) else blocks

    def _run(self, *options: str, picture: bytes = b"") -> bytes:
        return subprocess.run(  # noqa: S603 - a program of this machine, and no shell
            [self.path, *options],
            input=picture,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=True,
            cwd="/",
            env=_ENVIRONMENT,
            timeout=_SECONDS,
        ).stdout


def seen(rows: Iterable[str]) -> Iterator[Seen]:
    r"""Yield the lines of a page, from tesseract's table of its words.

    Example:
        >>> row = "5\t1\t1\t1\t1\t1\t30\t20\t50\t10\t96.5\tnoon"
        >>> list(seen(["level\tpage_num …", row]))
        [Seen(left=30, right=80, top=20, bottom=30, words='noon', scores=(0.965,))]
    """
    table = (row.split("\t") for row in rows)
    words = (row for row in table if len(row) == _COLUMNS and row[0] == _WORD and row[11].strip())
    for _, line in groupby(words, key=lambda row: row[1:5]):
        yield _line([*line])


def _line(rows: list[list[str]]) -> Seen:
    boxes = [[int(value) for value in row[6:10]] for row in rows]
    said = [(word, float(row[10]) / 100) for row in rows for word in row[11].split()]
    return Seen(
        left=min(box[0] for box in boxes),
        right=max(box[0] + box[2] for box in boxes),
        top=min(box[1] for box in boxes),
        bottom=max(box[1] + box[3] for box in boxes),
        words=" ".join(word for word, _ in said),
        scores=tuple(score for _, score in said),
    )
