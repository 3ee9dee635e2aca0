"""Private, whole files: a reader sees the old bytes or the new ones, never a part.

Folders get mode 0700 and files 0600. A file is written under a temporary name in its own folder,
synced, and renamed; no symbolic link is followed on the way.
"""

from __future__ import annotations

import csv
import io
import os
import re
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path

from canary.durable import sync, write_new
from canary.errors import InputError, UsageError

INDEX = "index.csv"
_TEMPORARY = ".canary-{}.part"
_OWN = re.compile(re.escape(_TEMPORARY).replace(r"\{\}", ".{16}"))
_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069/\\:*?\"<>|]"
)
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NAME_BYTES = 200
_BATCH = 1000


def private_folder(path: Path) -> Path:
    """Make `path` a folder of mode 0700, parents included, and return it; an existing one is kept.

    Raises:
        UsageError: Something else is there, a symbolic link for example.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError:
        raise UsageError(f"{str(path)!r} is in the way, want a folder") from None
    except OSError as err:
        raise UsageError(f"{str(path)!r} can't be made: {_reason(err)}") from None
    if path.is_symlink():
        raise UsageError(f"{str(path)!r} is a symbolic link, want a folder")
    return path


def tidy_folder(path: Path) -> Path:
    """Return `private_folder(path)` without what an interrupted write left in it."""
    with suppress(OSError):
        path.mkdir(mode=0o700)
        return path  # a new one is empty
    remove_parts(private_folder(path))
    return path


def refuse_unwritable(path: Path) -> None:
    """Find out whether `path` could be written, before anything is recorded.

    Raises:
        UsageError: Its folder is not there or can't be written, or something else is there.
    """
    _refuse_all_but_file(path)
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        raise UsageError(f"{str(path)!r} can't be written: no such folder, or not a writable one")


def write_private(path: Path, data: bytes) -> None:
    """Write `data` to `path` atomically and durably, replacing a file that is there.

    Raises:
        UsageError: The folder can't be written, or `path` is no file.
    """
    write_all_private([(path, data)])


def write_all_private(files: Iterable[tuple[Path, bytes]]) -> None:
    """Write many files, each atomically, with two syncs a thousand of them.

    A batch is written under temporary names and synced before any of it is renamed. Of files that
    are made as they are asked for, one at a time is in memory.

    Raises:
        UsageError: A folder can't be written, or a path is no file.
    """
    pending = iter(files)
    while _write_batch(islice(pending, _BATCH)) == _BATCH:
        pass


def _write_batch(files: Iterable[tuple[Path, bytes]]) -> int:
    """Write one batch; returns how many files it had."""
    names: dict[Path, Path] = {}  # by temporary name
    path = Path()
    try:
        for path, data in files:
            _refuse_all_but_file(path)
            temporary = path.with_name(_TEMPORARY.format(os.urandom(8).hex()))
            names[temporary] = path
            write_new(temporary, data, sync=False)
        _sync([*names])
        written = [*names.items()]
        for temporary, path in written:
            temporary.replace(path)
            del names[temporary]
        _sync([path.parent for _, path in written])
    except OSError as err:
        raise UsageError(f"{str(path)!r} can't be written: {_reason(err)}") from None
    finally:
        for temporary in names:
            temporary.unlink(missing_ok=True)
    return len(written)


def _refuse_all_but_file(path: Path) -> None:
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(path.lstat().st_mode):
            raise UsageError(f"{str(path)!r} is in the way, want a plain file or none")


def _sync(paths: Sequence[Path]) -> None:
    """Make one file or folder durable by itself, and more than one all at once."""
    if len(paths) == 1:
        sync(paths[0])
    elif paths:
        os.sync()


def remove_parts(folder: Path) -> None:
    """Remove what an interrupted `write_private` left in `folder`, and nothing else."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if _OWN.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                Path(entry.path).unlink(missing_ok=True)


def safe_name(name: str) -> str:
    r"""Return a file name without folders, controls, or marks that a file system refuses.

    Example:
        >>> safe_name("../a:b\n.txt"), safe_name("...")
        ('.._a_b_.txt', 'document')
    """
    clean = _UNSAFE.sub("_", name).strip(" ")
    suffix = Path(clean).suffix
    stem = clean.removesuffix(suffix)
    while len(clean.encode("utf-8", "replace")) > _NAME_BYTES:
        stem, suffix = (stem[:-1], suffix) if stem else ("", suffix[:-1])
        clean = stem + suffix
    return clean if clean.strip(". ") else "document"


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return UTF-8 CSV in which no cell is a spreadsheet's formula (an apostrophe goes before).

    A row with a carriage return is quoted throughout: a reader would take it for the row's end.
    """
    table = io.StringIO(newline="")
    plain = csv.writer(table, lineterminator="\n")
    quoted = csv.writer(table, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for row in chain([header], rows):
        cells = [str("" if cell is None else cell) for cell in row]
        writer = quoted if any("\r" in cell for cell in cells) else plain
        writer.writerow("'" + cell if _FORMULA.match(cell) else cell for cell in cells)
    return table.getvalue().encode("utf-8", "replace")


def read_csv(raw: bytes, *, what: str) -> list[dict[str, str]]:
    """Return the rows of a CSV that `csv_bytes` wrote.

    Raises:
        InputError: It is not UTF-8 CSV.
    """
    try:
        return list(csv.DictReader(io.StringIO(raw.decode("utf-8"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise InputError(f"{what!r} is not readable as csv") from None


def _reason(err: OSError) -> str:
    return (err.strerror or str(err)).lower()
