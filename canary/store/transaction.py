"""Writing: rows, entry and checkpoint together, and never a signature on a fork.

Before anything is signed (numbers at the code):

1. the head's checkpoint is signed by a known officer, and is of this registry
2. it counts the entries that are there
3. its root is that of the stored tiles
4. the last entry is the one under the last tile
5. the tree extends the newest checkpoint that this process saw
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from canary.crypto import sha256
from canary.errors import UsageError, VerificationError
from canary.log import merkle
from canary.log.checkpoint import Checkpoint, open_checkpoint
from canary.log.commitment import copy_leaf
from canary.log.entry import Entry
from canary.log.note import Signer, Verifier
from canary.log.payloads import Payload
from canary.log.tiles import Tile, TileBuilder, TileTree
from canary.store.database import Database
from canary.store.rows import NewCopy

_CHUNK: Final = 10_000
_MAIN: Final = b""


class Transaction:
    """An open write transaction; see `Registry.transaction`.

    Attributes:
        head: The newest checkpoint signed or checked in it, None in an empty registry.
        head_note: Its note.
    """

    def __init__(
        self,
        database: Database,
        origin: str,
        signer: Signer,
        known: Iterable[Verifier],
        seen: Checkpoint | None,
    ) -> None:
        self._database = database
        self._origin = origin
        self._signer = signer
        self.head: Checkpoint | None = None
        self.head_note: bytes = b""
        self._builder = self._checked_builder(tuple(known), seen)

    @property
    def size(self) -> int:
        """Number of entries; the next one's index."""
        return self._builder.size

    def append(self, kind: str, payload: Payload) -> int:
        """Sign and add an entry and its checkpoint; returns the entry's index."""
        entry = Entry(kind, self._origin, self.size, payload)
        note = entry.sign(self._signer)
        self._database.run("INSERT INTO entries VALUES(?, ?)", entry.index, note)
        self._put_tiles(_MAIN, self._builder.append(merkle.leaf_hash(note)))
        self._put_tiles(_MAIN, self._builder.partial_tiles())
        self.head = Checkpoint(self._origin, self.size, self._builder.root())
        self.head_note = self.head.sign(self._signer)
        self._database.run("INSERT INTO checkpoints VALUES(?, ?)", self.size, self.head_note)
        return entry.index

    def put_copies(self, issue: str, copies: Iterable[NewCopy]) -> tuple[int, bytes]:
        """Store an issue's copies and tree; returns their number and the root.

        Args:
            issue: Its id.
            copies: In ascending order of `c_rcpt`; consumed in chunks.

        Raises:
            UsageError: Two copies are for the same recipient, or the issue has copies already.
            ValueError: Out of order.
        """
        raw, builder = bytes.fromhex(issue), TileBuilder()
        if self._database.row("SELECT 1 FROM copies WHERE issue = ?", raw):
            raise UsageError(f"issue {issue!r} has copies already")
        ordered = _in_order(copies)
        while chunk := list(islice(ordered, _CHUNK)):
            rows, tiles = [], []
            for copy in chunk:
                fields = (copy.c_rcpt, copy.c_word, copy.c_file, sha256(copy.enc))
                rows.append((raw, builder.size, *fields, copy.enc))
                tiles += builder.append(merkle.leaf_hash(copy_leaf(issue, *fields)))
            self._database.run_many("INSERT INTO copies VALUES(?, ?, ?, ?, ?, ?, ?)", rows)
            self._put_tiles(raw, tiles)
        self._put_tiles(raw, builder.partial_tiles())
        return builder.size, builder.root()

    def put_blob(self, kind: str, sealed: bytes) -> str:
        """Store sealed bytes; returns their id."""
        blob_id = sha256(sealed)
        self._database.run("INSERT INTO blobs VALUES(?, ?, ?)", blob_id, kind, sealed)
        return blob_id.hex()

    def put_wrap(self, kind: str, ref: str, officer: str, wrapped: bytes) -> str:
        """Store a wrapped key; returns its SHA-256."""
        self._database.run("INSERT INTO wraps VALUES(?, ?, ?, ?)", kind, ref, officer, wrapped)
        return sha256(wrapped).hex()

    def put_prints(self, issue: str, hashes: Iterable[int]) -> None:
        """Store the prints of an issue; distinct ones."""
        raw = bytes.fromhex(issue)
        self._database.run_many("INSERT INTO prints VALUES(?, ?)", ((h, raw) for h in hashes))

    def erase(self, issue: str, blobs: Iterable[str]) -> None:
        """Destroy the key, the prints and the given blobs of an issue; trees and copies stay."""
        self._database.run("DELETE FROM wraps WHERE kind = 'dek' AND ref = ?", issue)
        self._database.run("DELETE FROM prints WHERE issue = ?", bytes.fromhex(issue))
        self.forget(blobs)

    def forget(self, blobs: Iterable[str]) -> None:
        """Destroy blobs."""
        ids = [(bytes.fromhex(blob_id),) for blob_id in blobs]
        self._database.run_many("DELETE FROM blobs WHERE id = ?", ids)

    def _put_tiles(self, issue: bytes, tiles: Iterable[Tile]) -> None:
        rows = ((issue, tile.level, tile.number, tile.hashes) for tile in tiles)
        self._database.run_many("INSERT OR REPLACE INTO tiles VALUES(?, ?, ?, ?)", rows)

    def _load(self, level: int, number: int) -> bytes | None:
        query = "SELECT h FROM tiles WHERE issue = ? AND lvl = ? AND n = ?"
        row = self._database.row(query, _MAIN, level, number)
        return row[0] if row else None

    def _checked_builder(self, known: tuple[Verifier, ...], seen: Checkpoint | None) -> TileBuilder:
        """Return the main log's builder, after steps 1 to 5 of the module's list."""
        last = self._database.row("SELECT idx, note FROM entries ORDER BY idx DESC LIMIT 1")
        note = self._database.row("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1")
        if last is None or note is None:
            if last or note or seen:
                raise VerificationError("the registry lost its entries or checkpoints")
            return TileBuilder()
        size = last[0] + 1
        head = open_checkpoint(note[0], known, what="head")  # 1
        if head.origin != self._origin:
            raise VerificationError(f"the head is of {head.origin!r}, not of {self._origin!r}")
        if head.size != size:  # 2
            raise VerificationError(f"the head counts {head.size} entries, {size} are there")
        builder, tree = TileBuilder(self._load, size), TileTree(self._load)
        if builder.root() != head.root:  # 3
            raise VerificationError("the head's root is not that of the stored tree")
        if tree(0, size - 1) != merkle.leaf_hash(last[1]):  # 4
            raise VerificationError(f"entry {size - 1} is not the one in the tree")
        if seen and (seen.size > size or merkle.root(tree, seen.size) != seen.root):  # 5
            raise VerificationError(f"the registry forks from what was seen at {seen.size} entries")
        self.head, self.head_note = head, note[0]
        return builder


def _in_order(copies: Iterable[NewCopy]) -> Iterator[NewCopy]:
    last = b""
    for copy in copies:
        if copy.c_rcpt == last:
            raise UsageError("two copies are for the same recipient")
        if copy.c_rcpt < last:
            raise ValueError("copies are not in order of their commitments")
        last = copy.c_rcpt
        yield copy
