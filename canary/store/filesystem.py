"""Where a SQLite registry may lie: not on a network file system, whose locks do not hold."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from canary.errors import UsageError

_NETWORK: Final = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "sshfs"}
)
_MOUNTS: Final = Path("/proc/self/mounts")


def refuse_network_file_system(path: Path, mounts: str | None = None) -> None:
    """Refuse a path on a network file system; where mounts are unknown, nothing is refused.

    Args:
        path: The registry, existing or not.
        mounts: Lines of device, mount point, type …; read from the system by default.

    Raises:
        UsageError: The path lies on one.
    """
    if mounts is None:
        mounts = _MOUNTS.read_text(errors="replace") if _MOUNTS.exists() else ""
    place, kind = path.resolve(), ""
    longest = -1
    for line in mounts.splitlines():
        _, point, found, *_ = [*line.split(" "), "", "", ""]
        mount = Path(point.replace(r"\040", " "))
        if place.is_relative_to(mount) and len(mount.parts) >= longest:
            longest, kind = len(mount.parts), found
    if kind.removeprefix("fuse.") in _NETWORK:
        raise UsageError(
            f"'{path}' is on a network file system ({kind}), where locks do not hold",
            hint="keep the vault on a local disk",
        )
