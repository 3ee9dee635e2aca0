"""What happens to a registry: bytes flipped, rows edited, triggers planted, the process killed.

    python bench/registry_tampering.py [--full] [--step N] [--edits N] [--kills N]

Flips every N-th byte of a small registry and changes, deletes, adds and swaps random rows of every
table by SQL, without the keys: what passes `verify` must have the same content, row for row (bytes
that SQLite does not use). Plants triggers, views, indexes and tables. Kills a process that records
issues at random instants: the vault must open again, intact.
"""

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import modes
from canary.errors import CanaryError
from canary.workflows.audit import verify
from canary.workflows.vault import REGISTRY, open_vault
from tests.vault import world

WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from canary.workflows.vault import open_vault
from tests.vault import world
with open_vault(Path(sys.argv[1]), bytes) as vault:
    print("open", flush=True)
    while True:
        world.issue(vault, [f"Name {i}" for i in range(200)])
        vault.append("reveal", {"copies": []}, now=1, blobs={"reason": b"asked"})
"""


def template(home):
    """Make a small vault, all of it in one file."""
    with world.make_vault(home) as vault:
        world.issue(vault)
        vault.append("reveal", {"copies": []}, now=1, blobs={"reason": b"asked"})
    with closing(sqlite3.connect(home / REGISTRY)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("VACUUM")


def content(home):
    with closing(sqlite3.connect(f"file:{home / REGISTRY}?mode=ro&immutable=1", uri=True)) as db:
        return list(db.iterdump())


def restore(home, raw):
    for leftover in home.glob("registry.db-*"):
        leftover.unlink()
    (home / REGISTRY).write_bytes(raw)


def passes(home, untouched):
    """Whether an altered registry passes; 'same' if its content is what it was."""
    if not verify(home).ok:
        return "found"
    return "same content" if content(home) == untouched else "MISSED"


def flips(home, step):
    raw, untouched = (home / REGISTRY).read_bytes(), content(home)
    counts, chance = {}, random.Random(1)
    for place in range(0, len(raw), step):
        altered = bytearray(raw)
        altered[place] ^= chance.randrange(1, 256)
        restore(home, bytes(altered))
        outcome = passes(home, untouched)
        counts[outcome] = counts.get(outcome, 0) + 1
    restore(home, raw)
    return len(raw), counts


def edit(db, chance):
    """Do one random edit of the rows of one table; return which."""
    tables = [t for (t,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    table = chance.choice([t for t in sorted(tables) if list(db.execute(f"SELECT 1 FROM {t}"))])
    columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    rows = list(db.execute(f"SELECT * FROM {table}"))
    row, other, column = chance.choice(rows), chance.choice(rows), chance.randrange(len(columns))
    where = " AND ".join(f"{name} IS ?" for name in columns)
    update = f"UPDATE {table} SET {columns[column]} = ? WHERE {where}"
    what = chance.choice(("deleted", "copied over", "changed", "swapped", "added"))
    match what:
        case "deleted":
            db.execute(f"DELETE FROM {table} WHERE {where}", row)
        case "copied over":
            db.execute(update, (other[column], *row))
        case "changed":
            db.execute(update, (mutate(row[column], chance), *row))
        case "swapped":
            for each in (row, other):
                db.execute(f"DELETE FROM {table} WHERE {where}", each)
            for one, two in ((row, other), (other, row)):
                swapped = (*one[:column], two[column], *one[column + 1 :])
                db.execute(f"INSERT INTO {table} VALUES({marks(columns)})", swapped)
        case "added":
            new = [mutate(v, chance) if chance.random() < 0.5 else v for v in row]
            db.execute(f"INSERT INTO {table} VALUES({marks(columns)})", new)
    return what


def marks(columns):
    return ", ".join("?" * len(columns))


def mutate(value, chance):
    if isinstance(value, int):
        return value + chance.choice((-1, 1, 1000))
    if isinstance(value, str):
        return value + "x"
    altered = bytearray(value or b"\0")
    altered[chance.randrange(len(altered))] ^= chance.randrange(1, 256)
    return bytes(altered)


def edits(home, count):
    """Do so many edits that change something; return their outcomes by kind of edit."""
    raw, untouched = (home / REGISTRY).read_bytes(), content(home)
    counts, chance, before = {}, random.Random(2), sorted(untouched)
    while sum(counts.values()) < count:
        with closing(sqlite3.connect(home / REGISTRY)) as db, db:
            try:
                what = edit(db, chance)
            except sqlite3.IntegrityError:
                db.rollback()
                continue
        if sorted(content(home)) != before:  # an edit may put back what was there
            key = f"{what}: {passes(home, untouched)}"
            counts[key] = counts.get(key, 0) + 1
        restore(home, raw)
    return dict(sorted(counts.items()))


PLANTS = {
    "trigger": "CREATE TRIGGER t AFTER INSERT ON {} BEGIN DELETE FROM copies; END",
    "trigger before": "CREATE TRIGGER t BEFORE UPDATE ON {} BEGIN SELECT RAISE(IGNORE); END",
    "temporary name": "CREATE TRIGGER sqlit_t AFTER DELETE ON {} BEGIN SELECT 1; END",
    "view": "CREATE VIEW v AS SELECT * FROM {}",
    "index": "CREATE INDEX i ON {}(1)",
    "table": "CREATE TABLE t AS SELECT * FROM {}",
    "column": "ALTER TABLE {} ADD COLUMN more TEXT",
}


def plants(home):
    """Plant each object on each table; return what became of them."""
    raw, untouched, counts = (home / REGISTRY).read_bytes(), content(home), {}
    with closing(sqlite3.connect(home / REGISTRY)) as db:
        names = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1"
        tables = [t for (t,) in db.execute(names)]
    for table in tables:
        for what, sql in PLANTS.items():
            with closing(sqlite3.connect(home / REGISTRY)) as db, db:
                db.execute(sql.format(table))
            key = f"{what}: {passes(home, untouched)}"
            counts[key] = counts.get(key, 0) + 1
            restore(home, raw)
    return counts


def kills(home, count):
    counts, chance = {}, random.Random(3)
    for _ in range(count):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(home), str(Path(__file__).parents[1])],
            stdout=subprocess.PIPE,
        )
        writer.stdout.readline()
        time.sleep(chance.uniform(0, 0.12))
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        try:
            open_vault(home, bytes).close()
            outcome = "intact" if verify(home).ok else "BROKEN"
        except CanaryError as error:
            outcome = f"REFUSED: {error}"
        counts[outcome] = counts.get(outcome, 0) + 1
    return counts, verify(home, passphrase=bytes)


def shown(counts):
    return "; ".join(f"{outcome}: {n:,}" for outcome, n in counts.items())


def main():
    options = modes.parse(__doc__, step=(100, 1), edits=(300, 10_000), kills=(5, 200))
    folder = Path(tempfile.mkdtemp())
    try:
        template(folder / "v")
        size, flipped = flips(folder / "v", options.step)
        planted = plants(folder / "v")
        edited = edits(folder / "v", options.edits)
        killed, report = kills(folder / "v", options.kills)
    finally:
        shutil.rmtree(folder)
    lines = [
        "# Registry: tampering and crashes",
        "",
        "| what | outcomes |",
        "|---|---|",
        f"| every {options.step}. byte of a {size:,}-byte registry flipped | {shown(flipped)} |",
        f"| planted in the schema, on each table | {shown(planted)} |",
        f"| {options.edits:,} random SQL edits | {shown(edited)} |",
        f"| kill -9 while issues of 200 copies are recorded | {shown(killed)} |",
        f"| audit with keys after all kills | ok {report.ok}, {report.checked} |",
    ]
    modes.write(options, "registry_tampering.md", "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
