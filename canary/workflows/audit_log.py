"""Steps 1 to 4 of an audit: the database, its meta data, the entries and the main log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from canary.crypto import sha256
from canary.errors import VerificationError
from canary.log import merkle
from canary.log.checkpoint import open_checkpoint
from canary.log.commitment import parse_copy_id
from canary.log.entry import Entry, open_entry, peek_entry
from canary.log.note import Verifier
from canary.log.payloads import Payload, int_of, list_of, text_of
from canary.log.roster import Roster
from canary.log.tiles import Tile, TileBuilder
from canary.store import Database, Registry
from canary.store.database import APPLICATION_ID, SCHEMA, expected_schema
from canary.workflows.audit_problems import Problems

_KEYS = ("algorithm", "c_key", "epoch", "salt")
_SHARED = ("algorithm", "c_key", "c_plan", "c_source", "epoch", "salt", "wordlists")


@dataclass
class LogView:
    """The main log as an audit reads it.

    Attributes:
        size: Number of entries, readable or not.
        checkpoints: Number of checkpoints.
        entries: Those that could be read and whose signatures hold.
        issues: Issue entries by id.
        erased: Ids of first issues whose documents were erased.
        expired: Index of the last entry that expired each case.
        rosters: The roster that holds before each entry, and after the last.
    """

    size: int = 0
    checkpoints: int = 0
    entries: list[Entry] = field(default_factory=list)
    issues: dict[str, Payload] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    expired: dict[str, int] = field(default_factory=dict)
    rosters: list[Roster] = field(default_factory=list)

    def is_expired(self, entry: Entry) -> bool:
        """Whether a decode's leak and result were destroyed after it."""
        case = str(entry.payload.get("case"))
        return entry.kind == "decode" and self.expired.get(case, 0) > entry.index

    @property
    def known(self) -> tuple[Verifier, ...]:
        """Every officer there ever was."""
        return tuple(dict.fromkeys(key for roster in self.rosters for key in roster.verifiers))


def check_database(database: Database, problems: Problems) -> None:
    """Step 1: SQLite's own check, and tables as this program makes them, nothing else."""
    with problems.collected("database"):
        for (line,) in database.rows("PRAGMA integrity_check(20)"):
            problems.expect(line == "ok", f"the database is damaged: {line}")
        application, schema = database.version()
        problems.expect(
            (application, schema) == (APPLICATION_ID, SCHEMA), f"not schema {SCHEMA}: {schema}"
        )
        declared, expected = set(database.schema()), set(expected_schema())
        for kind, name, *_ in sorted(declared - expected, key=str):
            problems.add(f"the database declares {kind} '{name}', which is not Canary's")
        for kind, name, *_ in sorted(expected - declared, key=str):
            problems.add(f"the database lacks {kind} '{name}' as Canary makes it")


def check_log(registry: Registry, view: LogView, problems: Problems) -> None:
    """Steps 2, 3 and 4: meta, entries, and the main log with its checkpoints and tiles.

    Args:
        registry: What is audited.
        view: Empty; filled with what could be read.
        problems: Where problems are listed.
    """
    with problems.collected("meta"):
        _check_meta(registry, problems)  # 2
    with problems.collected("log"):
        roots = _check_entries(registry, view, problems)  # 3
        _check_checkpoints(registry, view, roots, problems)  # 4


def compare_tiles(
    registry: Registry, issue: str, leaves: Iterator[bytes], problems: Problems
) -> Iterator[bytes]:
    """Yield the leaves, and compare the tiles they make with those that are stored."""
    builder, expected = TileBuilder(), 0
    for leaf in leaves:
        for tile in builder.append(leaf):
            expected += 1
            _compare(registry, issue, tile, problems)
        yield leaf
    for tile in builder.partial_tiles():
        expected += 1
        _compare(registry, issue, tile, problems)
    query = "SELECT count(*) FROM tiles WHERE issue = ?"
    ((stored,),) = registry.database.rows(query, bytes.fromhex(issue))
    problems.expect(stored == expected, f"{_tree(issue)} has {stored} tiles, {expected} expected")


def _compare(registry: Registry, issue: str, tile: Tile, problems: Problems) -> None:
    query = "SELECT h FROM tiles WHERE issue = ? AND lvl = ? AND n = ?"
    row = registry.database.row(query, bytes.fromhex(issue), tile.level, tile.number)
    problems.expect(
        row == (tile.hashes,), f"{_tree(issue)}: tile {tile.level}/{tile.number} is not its own"
    )


def _tree(issue: str) -> str:
    return f"the tree of issue '{issue}'" if issue else "the main log"


def _check_meta(registry: Registry, problems: Problems) -> None:
    rows = list(registry.database.rows("SELECT k, v FROM meta"))
    problems.expect(len(rows) == 1, f"meta holds {len(rows)} rows, the origin alone expected")
    note = registry.entry(0)
    if note is None:
        raise VerificationError("the registry has no genesis entry")
    founder = Roster.of_genesis(peek_entry(note, what="entry 0")).officers[0]
    digest = sha256(b"canary/v1/origin\0" + founder.verifier.public).hex()
    problems.expect(
        registry.origin == f"canary.registry/{digest[:32]}",
        f"the origin {registry.origin!r} is not the founding officer's",
    )


def _check_entries(registry: Registry, view: LogView, problems: Problems) -> list[bytes]:
    """Read every entry; returns the main log's root after each."""
    frontier, roots = merkle.Frontier(), []
    notes: list[bytes] = []
    for index, note in registry.entries():
        if index != len(notes):
            raise VerificationError(f"entry {len(notes)} is missing, {index} follows")
        notes.append(note)
        with problems.collected(f"entry {index}"):
            _check_entry(registry, view, index, note)
        if len(view.rosters) == index:  # an entry that can't be read changes no roster
            view.rosters.append(view.rosters[-1] if view.rosters else Roster(()))
    view.size = len(notes)
    for leaf in compare_tiles(registry, "", map(merkle.leaf_hash, notes), problems):
        frontier.append(leaf)
        roots.append(frontier.root())
    return roots


def _check_entry(registry: Registry, view: LogView, index: int, note: bytes) -> None:
    if index == 0:
        view.rosters.append(Roster.of_genesis(peek_entry(note, what="entry 0")))
    before = view.rosters[-1]
    entry = open_entry(note, before.verifiers, what=f"entry {index}")
    view.rosters.append(before.after(entry))
    if (entry.index, entry.origin) != (index, registry.origin):
        raise VerificationError(f"entry {index} says it is {entry.index} of {entry.origin!r}")
    if entry.kind == "genesis" and index:
        raise VerificationError(f"entry {index} is a second genesis")
    view.entries.append(entry)
    _check_references(view, entry)
    if entry.kind == "issue":
        _check_issue(view, entry)
        view.issues[text_of(entry.payload, "issue")] = entry.payload
    if entry.kind == "erase":
        view.erased.add(text_of(entry.payload, "issue"))
    if entry.kind == "expire":
        view.expired |= dict.fromkeys(map(str, list_of(entry.payload, "cases")), index)


def _check_references(view: LogView, entry: Entry) -> None:
    """Refuse an entry that speaks of an issue, copy or decode that is not there before it."""
    payload, where = entry.payload, f"entry {entry.index}"
    named = [] if entry.kind == "issue" else [payload[k] for k in ("issue",) if k in payload]
    for issue in (*named, *list_of(payload, "issues")):
        if issue not in view.issues:
            raise VerificationError(f"{where} speaks of issue '{issue}', which is not recorded")
    copies = [
        *list_of(payload, "copies"),
        *list_of(payload, "lineage"),
        *([payload["copy"]] if "copy" in payload else []),
    ]
    sizes = {issue[:8]: int_of(body, "n") for issue, body in view.issues.items()} if copies else {}
    for copy in copies:
        prefix, index = parse_copy_id(str(copy))
        if index >= sizes.get(prefix, 0):
            raise VerificationError(f"{where} speaks of copy '{copy}', which is not recorded")
    if entry.kind == "attribute":
        decode = int_of(payload, "decode")
        if not any(e.index == decode and e.kind == "decode" for e in view.entries):
            raise VerificationError(f"{where} rests on entry {decode}, which is not a decode")


def _check_issue(view: LogView, entry: Entry) -> None:
    payload, where = entry.payload, f"entry {entry.index}"
    issue = text_of(payload, "issue")
    if any(issue[:8] == other[:8] for other in view.issues):
        raise VerificationError(f"{where}: another issue begins with '{issue[:8]}'")
    first = view.issues.get(str(payload.get("extends", "")))
    if "extends" not in payload:
        wanted, absent = {"dek", "prints"}, set[str]()
    else:
        wanted, absent = set[str](), {"dek", "prints"}
        if first is None or "extends" in first or any(first[k] != payload[k] for k in _SHARED):
            raise VerificationError(f"{where} does not extend '{payload['extends']}' as it says")
    if "revises" in payload:
        before = view.issues.get(str(payload["revises"]), {})
        same = all(before.get(key) == payload[key] for key in _KEYS)
        if "extends" in payload or "extends" in before or not same:
            raise VerificationError(f"{where} does not revise '{payload['revises']}' as it says")
    if not wanted <= payload.keys() or absent & payload.keys():
        raise VerificationError(f"{where}: 'dek' and 'prints' belong to the first issue alone")
    anchored = {int_of(e.payload, "size") for e in view.entries if e.kind == "anchor"}
    salt = int_of(payload, "salt")
    if salt > entry.index or salt not in {1, *anchored}:
        raise VerificationError(f"{where}: its keys are salted by checkpoint {salt}, not anchored")


def _check_checkpoints(
    registry: Registry, view: LogView, roots: list[bytes], problems: Problems
) -> None:
    sizes = []
    for size, note in registry.database.rows("SELECT size, note FROM checkpoints ORDER BY size"):
        sizes.append(size)
        with problems.collected(f"checkpoint {size}"):
            known = view.rosters[size].verifiers if 0 < size < len(view.rosters) else view.known
            checkpoint = open_checkpoint(note, known, what=f"checkpoint {size}")
            good = (registry.origin, size, roots[size - 1] if 0 < size <= len(roots) else b"")
            if (checkpoint.origin, checkpoint.size, checkpoint.root) != good:
                raise VerificationError(f"checkpoint {size} is not of the entries that are there")
    view.checkpoints = len(sizes)
    problems.expect(
        sizes == list(range(1, view.size + 1)),
        f"{len(sizes)} checkpoints for {view.size} entries, one each expected",
    )
