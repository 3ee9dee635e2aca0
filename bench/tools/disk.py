"""A disk that fails: faults at any file-system call, and what a power cut could leave of it.

`disk.c` is compiled once and loaded before libc into this process, which therefore starts itself
again. Python and SQLite alike go through it; a test runs in a forked child, where it is armed.

A power cut, pessimistically: what was synced is there; of what was not, any sector of 512 bytes of
any write may be, and of the names in each folder any first part of the changes. A sync of a file
keeps its bytes, not its name; the name is kept by a sync of its folder. `sync` keeps everything.
"""

import ctypes
import os
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).with_name("disk.c")
KILL, TEAR, NONE = -1, -2, 0
SECTOR = 512
_HEAD = struct.Struct("=5Q")


def compile_disk(folder):
    """Return the library made of `disk.c`."""
    library = Path(folder) / "disk.so"
    compiler = [os.environ.get("CC", "cc"), "-O1", "-shared", "-fPIC"]
    subprocess.run([*compiler, "-o", library, SOURCE, "-ldl"], check=True)
    return library


def start_again():
    """Run this program again with the library loaded before libc, unless it is."""
    if "CANARY_DISK" in os.environ:
        return
    with tempfile.TemporaryDirectory() as folder:
        library = str(compile_disk(folder))
        loaded = {"LD_PRELOAD": library, "CANARY_DISK": library}
        again = subprocess.run([sys.executable, *sys.argv], env=os.environ | loaded, check=False)
        sys.exit(again.returncode)


def arm(root, *, at=-1, fault=NONE, trace=None):
    """From here on, count the calls on what lies below `root`; fail at one, or write them down."""
    library = ctypes.CDLL(os.environ["CANARY_DISK"])
    library.disk_arm(
        os.fsencode(root), ctypes.c_long(at), fault, None if trace is None else os.fsencode(trace)
    )


def count():
    """Return how many calls were counted since `arm`."""
    library = ctypes.CDLL(os.environ["CANARY_DISK"])
    library.disk_count.restype = ctypes.c_long
    return library.disk_count()


class Node:
    """A file's bytes, or a folder's names: as synced, as written, and what lies between."""

    def __init__(self, content):
        self.synced = content
        self.changes = []

    def sync(self):
        self.synced = self.now()
        self.changes = []

    def now(self):
        return self.after(self.changes)

    def after(self, changes):
        content = type(self.synced)(self.synced)
        for change in changes:
            content = change(content)
        return content


class Disk:
    """A folder of a disk, of which calls are played and images are taken."""

    def __init__(self, root):
        self.root = Path(root)
        self.top = _load(self.root)

    def play(self, record):
        """Do one recorded call."""
        op, path, other, offset, data = record
        if op == "S":
            for node in _all(self.top):
                node.sync()
        elif op in "stw":
            node = self._node(path)
            if node is None:
                return  # written after it was unlinked: nobody will read it
            if op == "s":
                node.sync()
            else:
                node.changes.append(_truncate(offset) if op == "t" else _write(offset, data))
        else:
            self._rename(op, path, other)

    def _rename(self, op, path, other):
        folder, name = self._node(path.parent), path.name
        names = folder.now()
        if op == "c" and name not in names:
            folder.changes.append(_name(name, Node(b"")))
        elif op == "m":
            folder.changes.append(_name(name, Node({})))
        elif op == "u":
            folder.changes.append(_name(name, None))
        elif op in "rl":
            target = self._node(other.parent)
            if op == "r" and target is folder:
                folder.changes.append(_moved(name, other.name, names[name]))
            elif op == "l":
                target.changes.append(_name(other.name, names[name]))
            else:
                raise ValueError(f"{path} is moved to another folder")

    def _node(self, path):
        node = self.top
        for part in path.relative_to(self.root).parts:
            node = node.now().get(part) if node else None
        return node

    def image(self, folder, chance):
        """Write into `folder` what a power cut now could leave."""
        _write_image(self.top, Path(folder), chance, chance.choice((0, 0.5, 0.5, 1)), {})


def read_trace(path):
    """Yield (op, path, other path, offset, data) of a trace."""
    raw, at = Path(path).read_bytes(), 0
    while at < len(raw):
        op, one, two, offset, length = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        path, other = os.fsdecode(raw[at : at + one]), os.fsdecode(raw[at + one : at + one + two])
        at += one + two
        size = length if chr(op) == "w" else 0
        yield chr(op), Path(path), Path(other), offset, raw[at : at + size]
        at += size


def _load(path):
    if path.is_dir():
        return Node({each.name: _load(each) for each in path.iterdir()})
    return Node(path.read_bytes())


def _all(node):
    yield node
    if isinstance(node.synced, dict):
        for child in node.now().values():
            yield from _all(child)


def _write(offset, data):
    def change(content):
        content = content.ljust(offset, b"\0")
        return content[:offset] + data + content[offset + len(data) :]

    change.parts = (offset, data)
    return change


def _truncate(size):
    return lambda content: content[:size].ljust(size, b"\0")


def _name(name, node):
    def change(names):
        rest = {key: value for key, value in names.items() if key != name}
        return rest if node is None else rest | {name: node}

    return change


def _moved(old, new, node):
    return lambda names: _name(new, node)(_name(old, None)(names))


def _kept(node, chance, share):
    """Return changes that a cut left: of a folder a first part, of a file any of its sectors."""
    if isinstance(node.synced, dict):
        some = chance.randrange(len(node.changes) + 1)
        return node.changes[: some if share == 0.5 else round(share * len(node.changes))]
    kept = []
    for change in node.changes:
        offset, data = getattr(change, "parts", (0, None))
        if data is None:
            kept += [change] if chance.random() < share else []
            continue
        start = 0
        while start < len(data):
            end = min(len(data), start + SECTOR - (offset + start) % SECTOR)
            if chance.random() < share:
                kept.append(_write(offset + start, data[start:end]))
            start = end
    return kept


def _write_image(node, path, chance, share, drawn):
    if id(node) not in drawn:
        drawn[id(node)] = node.after(_kept(node, chance, share))
    content = drawn[id(node)]
    if isinstance(content, dict):
        path.mkdir(mode=0o700)
        for name in sorted(content):
            _write_image(content[name], path / name, chance, share, drawn)
    else:
        path.write_bytes(content)
        path.chmod(0o600)
