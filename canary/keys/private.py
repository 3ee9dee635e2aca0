"""Private files: read only when nobody else could have written them, replaced in one step."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from pathlib import Path

from canary.durable import sync, write_new
from canary.errors import KeyRefusedError


def read_private(path: Path, *, limit: int) -> bytes:
    """Return the bytes of a private file.

    Raises:
        KeyRefusedError: Missing, a symbolic link, not a regular file, of another owner, open to
            group or others, or longer than `limit` bytes.
    """
    try:
        fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise KeyRefusedError(f"'{path}' can't be opened: {_reason(error)}") from None
    try:
        _refuse_public(path, os.fstat(fd))
        raw = _read(fd, limit + 1)
    finally:
        os.close(fd)
    if len(raw) > limit:
        raise KeyRefusedError(f"'{path}' is longer than {limit} bytes")
    return raw


def write_private(path: Path, raw: bytes, *, mode: int = 0o600, replace: bool = False) -> None:
    """Write a file in one step: after a crash the old or the new content is there, whole.

    Raises:
        FileExistsError: `path` exists and `replace` is false.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        write_new(temporary, raw, mode=mode)
        if replace:
            temporary.replace(path)
        else:
            path.hardlink_to(temporary)
    finally:
        temporary.unlink(missing_ok=True)
    sync(path.parent)


def _refuse_public(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise KeyRefusedError(f"'{path}' is not a regular file")
    if status.st_uid != os.geteuid():
        raise KeyRefusedError(f"'{path}' belongs to user {status.st_uid}, not to you")
    if status.st_mode & 0o077:
        raise KeyRefusedError(
            f"'{path}' has mode {stat.S_IMODE(status.st_mode):04o}, 0600 expected",
            hint=f"chmod 600 '{path}'",
        )


def _read(fd: int, length: int) -> bytes:
    raw = b""
    while len(raw) < length and (more := os.read(fd, length - len(raw))):
        raw += more
    return raw


def _reason(error: OSError) -> str:
    return (
        "a symbolic link" if error.errno == errno.ELOOP else (error.strerror or "unknown").lower()
    )
