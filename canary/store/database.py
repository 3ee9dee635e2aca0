"""A SQLite connection with the pragmas, migrations and errors of the registry."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from canary.errors import CanaryError, UsageError, VerificationError
from canary.store.filesystem import refuse_network_file_system

APPLICATION_ID: Final = 0x43414E59  # "CANY"
SCHEMA: Final = 1
_MIGRATIONS: Final = Path(__file__).with_name("migrations")
_BUSY_SECONDS: Final = 30
_ENVIRONMENT: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
    }
)

Row = tuple[Any, ...]


class Database:
    """A connection on which every error is one of Canary's.

    Args:
        path: The database file.
        create: Make it; it must not exist.
        read_only: Change nothing, not even by accident.

    Raises:
        UsageError: It exists (or doesn't), or lies on a network file system.
        VerificationError: Not a registry, damaged, or of a newer program.
    """

    def __init__(self, path: Path, *, create: bool = False, read_only: bool = False) -> None:
        self.path = path
        refuse_network_file_system(path)
        if create and path.exists():
            raise UsageError(f"'{path}' exists already")
        if not create and not path.is_file():
            raise UsageError(f"no registry at '{path}'", hint="make one with: canary init")
        mode = "ro" if read_only else "rwc" if create else "rw"
        with _canary_errors(path):
            self._connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode={mode}",
                uri=True,
                isolation_level=None,
                timeout=_BUSY_SECONDS,
            )
        try:
            self._prepare(create=create, read_only=read_only)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close; the write-ahead log is folded in when nobody else has the registry open."""
        self._connection.close()

    def rows(self, sql: str, *values: object) -> Iterator[Row]:
        """Yield the rows of a query."""
        with _canary_errors(self.path):
            for row in self._connection.execute(sql, values):  # noqa: UP028
                yield row  # `yield from`, left half way, closes a cursor whose database is closed

    def row(self, sql: str, *values: object) -> Row | None:
        """Return the first row of a query, or None."""
        return next(self.rows(sql, *values), None)

    def run(self, sql: str, *values: object) -> None:
        """Execute one statement."""
        with _canary_errors(self.path):
            self._connection.execute(sql, values)

    def run_many(self, sql: str, values: Iterable[Sequence[object]]) -> None:
        """Execute one statement for each tuple of values."""
        with _canary_errors(self.path):
            self._connection.executemany(sql, values)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the write lock for a block, which is committed whole or not at all."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.rollback()
            raise

    def copy_to(self, path: Path) -> None:
        """Write the database, as one transaction sees it, into a new file of mode 0600.

        Raises:
            FileExistsError: `path` exists.
        """
        path.touch(mode=0o600, exist_ok=False)
        self.run("VACUUM INTO ?", str(path))

    def schema(self) -> list[Row]:
        """Return every object that the database declares, in a fixed order."""
        return list(self.rows("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2"))

    def version(self) -> tuple[int, int]:
        """Return application id and schema number."""
        application, schema = self.row("PRAGMA application_id"), self.row("PRAGMA user_version")
        return (application or (0,))[0], (schema or (0,))[0]

    def _prepare(self, *, create: bool, read_only: bool) -> None:
        for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "foreign_keys=ON"):
            self.run(f"PRAGMA {pragma}")
        if create:
            self.path.chmod(0o600)
            self.run("PRAGMA journal_mode=WAL")
            self._migrate()
        application, schema = self.version()
        if application != APPLICATION_ID or not 1 <= schema <= SCHEMA:
            raise VerificationError(
                f"'{self.path}' is not a registry this program knows: schema {schema}, "
                f"{SCHEMA} expected"
            )
        if not read_only:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
                self.run(f"PRAGMA {pragma}")

    def _migrate(self) -> None:
        with self.exclusive():
            for statement in migration_statements():
                self.run(statement)
            self.run(f"PRAGMA application_id={APPLICATION_ID}")
            self.run(f"PRAGMA user_version={SCHEMA}")


def migration_statements() -> list[str]:
    """Return the statements that make an empty registry, in order."""
    scripts = [path.read_text("utf-8") for path in sorted(_MIGRATIONS.glob("*.sql"))]
    return [part.strip() for script in scripts for part in script.split(";\n") if part.strip()]


def expected_schema() -> list[Row]:
    """Return what `Database.schema` says of a registry that nobody tampered with."""
    fresh = sqlite3.connect(":memory:")
    try:
        for statement in migration_statements():
            fresh.execute(statement)
        query = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2"
        return list(fresh.execute(query))
    finally:
        fresh.close()


@contextmanager
def _canary_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's exceptions into ours: the environment's fault, or damage."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code is not None and code & 0xFF in _ENVIRONMENT:
            raise CanaryError(f"the registry '{path}' can't be used: {error}") from error
        raise VerificationError(f"the registry '{path}' is damaged: {error}") from error
