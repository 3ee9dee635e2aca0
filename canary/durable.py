"""Files that are whole after a crash: made new, synced, and their folder synced after a rename."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def write_new(path: Path, data: bytes, *, mode: int = 0o600, sync: bool = True) -> None:
    """Create `path`, which must not exist, and write `data` to it.

    Args:
        path: Where; a symbolic link is not followed.
        data: The whole content.
        mode: Permission bits, whatever the umask.
        sync: Whether the data are on disk on return.

    Raises:
        OSError: It exists, or can't be written.
    """
    descriptor = os.open(path, _NEW, mode)
    try:
        if stat.S_IMODE(os.fstat(descriptor).st_mode) != mode:  # a umask was in the way
            os.fchmod(descriptor, mode)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        if sync:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync(path: Path) -> None:
    """Make a file's content durable, or the renames in a folder."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
