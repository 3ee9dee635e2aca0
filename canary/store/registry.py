"""The registry: entries, checkpoints, copies, tiles, blobs, wraps and prints in one database.

Reading checks nothing but shapes; who signed what, and whether it adds up, is the matter of
`canary.store.transaction` (before signing) and of the audit (everything).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from canary.errors import KeyRefusedError, VerificationError
from canary.log import merkle
from canary.log.checkpoint import Checkpoint, peek_checkpoint
from canary.log.note import Signer, Verifier
from canary.log.tiles import TileTree
from canary.store.database import Database, Row
from canary.store.rows import Copy
from canary.store.transaction import Transaction

_IN_CHUNK: Final = 500
_LEAST: Final = -(2**63)  # rows numbered below 0 are forged, and must be seen to be refused
_COPY_COLUMNS: Final = "idx, c_rcpt, c_word, c_file, c_enc, enc"


class Registry:
    """An open registry.

    Attributes:
        database: The connection.
        origin: The registry's name in every entry and checkpoint.
        seen: The newest checkpoint this process has seen; nothing is signed that forks from it.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.seen: Checkpoint | None = None
        row = database.row("SELECT v FROM meta WHERE k = 'origin'")
        if row is None:
            raise VerificationError(f"the registry '{database.path}' has no origin")
        self.origin: str = row[0]

    @classmethod
    def create(cls, path: Path, origin: str) -> Registry:
        """Make an empty registry.

        Raises:
            UsageError: `path` exists.
        """
        database = Database(path, create=True)
        database.run("INSERT INTO meta VALUES('origin', ?)", origin)
        return cls(database)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> Registry:
        """Open an existing registry.

        Raises:
            UsageError: There is none.
            VerificationError: It is damaged, or of a newer program.
        """
        database = Database(path, read_only=read_only)
        try:
            return cls(database)
        except BaseException:
            database.close()
            raise

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    @contextmanager
    def transaction(self, signer: Signer, known: Iterable[Verifier]) -> Iterator[Transaction]:
        """Write in one transaction; entries signed in it exist only if it commits.

        Args:
            signer: The officer who signs.
            known: Officers whose signature on the present head is trusted, and who may sign.

        Raises:
            KeyRefusedError: The signer is not one of them.
            VerificationError: The registry is not one to sign on; see `Transaction`.
        """
        known = tuple(known)
        if signer.verifier not in known:
            raise KeyRefusedError(f"officer {signer.name!r} is not in the registry's roster")
        with self.database.exclusive():
            transaction = Transaction(self.database, self.origin, signer, known, self.seen)
            yield transaction
        self.seen = transaction.head

    def head(self) -> bytes | None:
        """Return the newest checkpoint's note, None while there is none."""
        return self.checkpoint(None)

    def checkpoint(self, size: int | None) -> bytes | None:
        """Return the checkpoint's note at `size` entries, the newest for None."""
        row = self.database.row(
            "SELECT note FROM checkpoints WHERE ?1 IS NULL OR size = ?1 ORDER BY size DESC LIMIT 1",
            size,
        )
        return row[0] if row else None

    def head_checkpoint(self) -> Checkpoint:
        """Return the newest checkpoint, parsed.

        Raises:
            VerificationError: There is none.
        """
        note = self.head()
        if note is None:
            raise VerificationError("the registry has no checkpoint")
        return peek_checkpoint(note, what="head")

    def root_at(self, size: int) -> bytes:
        """Return the main log's root over its first `size` entries, from its tiles."""
        return merkle.root(self.tree(), size)

    def tree(self, issue: str = "") -> TileTree:
        """Return an issue's tree, or the main log's."""
        return TileTree(lambda level, number: self._tile(issue, level, number))

    def size(self) -> int:
        """Return the number of entries."""
        row = self.database.row("SELECT coalesce(max(idx) + 1, 0) FROM entries")
        return row[0] if row else 0

    def entry(self, index: int) -> bytes | None:
        """Return one entry's note."""
        row = self.database.row("SELECT note FROM entries WHERE idx = ?", index)
        return row[0] if row else None

    def entries(
        self,
        kind: str | None = None,
        containing: str = "",
        *,
        first: int = _LEAST,
        last: int | None = None,
    ) -> Iterator[tuple[int, bytes]]:
        """Yield (index, note), oldest first.

        Args:
            kind: Only entries of this type.
            containing: Only notes that hold these ASCII characters.
            first: Only from this index on.
            last: Only so many of the newest ones.
        """
        head = f"canary.event/v1 {kind}\n".encode() if kind else b""
        yield from self.database.rows(
            "SELECT idx, note FROM (SELECT idx, note FROM entries"
            " WHERE idx >= ?5 AND (?1 = x'' OR substr(note, 1, ?2) = ?1)"
            " AND (?3 = x'' OR instr(note, ?3))"
            " ORDER BY idx DESC LIMIT ?4) ORDER BY idx",
            head,
            len(head),
            containing.encode(),
            -1 if last is None else last,
            first,
        )

    def copies(self, issue: str, first: int = _LEAST) -> Iterator[Copy]:
        """Yield an issue's copies in leaf order, from number `first` on."""
        query = f"SELECT {_COPY_COLUMNS} FROM copies WHERE issue = ? AND idx >= ? ORDER BY idx"  # noqa: S608
        for row in self.database.rows(query, bytes.fromhex(issue), first):
            yield Copy(*row)

    def copy(self, issue: str, index: int) -> Copy | None:
        """Return one copy."""
        query = f"SELECT {_COPY_COLUMNS} FROM copies WHERE issue = ? AND idx = ?"  # noqa: S608
        row = self.database.row(query, bytes.fromhex(issue), index)
        return Copy(*row) if row else None

    def c_rcpts(self, issue: str) -> Iterator[bytes]:
        """Yield only the commitments that codewords are derived from, in leaf order."""
        query = "SELECT c_rcpt FROM copies WHERE issue = ? ORDER BY idx"
        for (c_rcpt,) in self.database.rows(query, bytes.fromhex(issue)):
            yield c_rcpt

    def count_copies(self, issue: str) -> int:
        """Return the number of an issue's copies that are stored."""
        query = "SELECT count(*) FROM copies WHERE issue = ?"
        row = self.database.row(query, bytes.fromhex(issue))
        return row[0] if row else 0

    def blob(self, blob_id: str) -> bytes | None:
        """Return a blob's sealed bytes."""
        row = self.database.row("SELECT enc FROM blobs WHERE id = ?", bytes.fromhex(blob_id))
        return row[0] if row else None

    def wrap(self, kind: str, ref: str, officer: str = "") -> bytes | None:
        """Return a wrapped key."""
        row = self.database.row(
            "SELECT ct FROM wraps WHERE kind = ? AND ref = ? AND officer = ?", kind, ref, officer
        )
        return row[0] if row else None

    def anchors(self) -> Iterator[Row]:
        """Yield (size, kind, data)."""
        yield from self.database.rows("SELECT size, kind, data FROM anchors ORDER BY size, kind")

    def lookup_prints(self, hashes: Iterable[int], *, least: int, most: int) -> dict[str, set[int]]:
        """Return which of the given prints an issue has.

        Args:
            hashes: Prints.
            least: Issues with fewer of them are left out.
            most: How many issues to return, those with most of them.
        """
        wanted = frozenset(hashes)
        counts = self.count_prints(wanted)
        ranked = sorted((-count, issue) for issue, count in counts.items() if count >= least)
        found: dict[str, set[int]] = {issue: set() for _, issue in ranked[:most]}
        issues = [bytes.fromhex(issue) for issue in found]
        for chunk in _chunks(wanted) if found else ():
            query = f"SELECT hex(issue), h FROM prints WHERE h IN ({_marks(chunk)}) AND issue IN ({_marks(issues)})"  # noqa: E501, S608
            for issue, value in self.database.rows(query, *chunk, *issues):
                found[issue.lower()].add(value)
        return found

    def count_prints(self, hashes: Iterable[int]) -> Counter[str]:
        """Return how many of the given prints each issue has, those without any aside."""
        counts: Counter[str] = Counter()
        for chunk in _chunks(hashes):
            query = f"SELECT hex(issue), count(*) FROM prints WHERE h IN ({_marks(chunk)}) GROUP BY issue"  # noqa: E501, S608
            counts.update(
                {issue.lower(): count for issue, count in self.database.rows(query, *chunk)}
            )
        return counts

    def _tile(self, issue: str, level: int, number: int) -> bytes | None:
        row = self.database.row(
            "SELECT h FROM tiles WHERE issue = ? AND lvl = ? AND n = ?",
            bytes.fromhex(issue),
            level,
            number,
        )
        return row[0] if row else None


def _marks(values: Sized) -> str:
    """Return a question mark for each value."""
    return ", ".join("?" * len(values))


def _chunks(hashes: Iterable[int]) -> Iterator[list[int]]:
    distinct = sorted(set(hashes))
    for start in range(0, len(distinct), _IN_CHUNK):
        yield distinct[start : start + _IN_CHUNK]
