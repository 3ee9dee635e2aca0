"""The registry in SQLite: one transaction an entry, and no signature on a fork."""

import sqlite3
import threading

import pytest

from canary.crypto import SigningKey
from canary.errors import CanaryError, UsageError, VerificationError
from canary.log import merkle
from canary.log.checkpoint import open_checkpoint
from canary.log.commitment import copy_leaf
from canary.log.entry import open_entry
from canary.log.note import Signer
from canary.store import NewCopy, Registry
from canary.store.database import expected_schema
from canary.store.filesystem import refuse_network_file_system

SIGNER = Signer("jane", SigningKey(b"1" * 32))
KNOWN = [SIGNER.verifier]
ISSUE = "0a" * 16


@pytest.fixture
def path(tmp_path):
    return tmp_path / "registry.db"


@pytest.fixture
def registry(path):
    made = Registry.create(path, "canary.registry/test")
    yield made
    made.close()


def append(registry, what="x"):
    with registry.transaction(SIGNER, KNOWN) as transaction:
        return transaction.append("export", {"what": what, "time": 1})


def edit(path, sql, *values):
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(sql, values)
    connection.close()


def copies(n, start=0):
    return [
        NewCopy(i.to_bytes(32, "big"), b"w" * 32, b"f" * 32, f"enc {i}".encode())
        for i in range(start, start + n)
    ]


def test_entries_and_checkpoints_grow_together(registry):
    assert registry.head() is None
    for index in range(3):
        assert append(registry, f"entry {index}") == index
    notes = list(registry.entries())
    assert [open_entry(n, KNOWN, what="").payload["what"] for _, n in notes] == [
        "entry 0",
        "entry 1",
        "entry 2",
    ]
    tree = merkle.subtrees_of([merkle.leaf_hash(note) for _, note in notes])
    for size in (1, 2, 3):
        checkpoint = open_checkpoint(registry.checkpoint(size), KNOWN, what="")
        assert (checkpoint.size, checkpoint.root) == (size, merkle.root(tree, size))
    assert registry.head_checkpoint() == checkpoint
    assert registry.root_at(2) == merkle.root(tree, 2)


def test_several_entries_fit_in_one_transaction(registry):
    with registry.transaction(SIGNER, KNOWN) as transaction:
        for _ in range(3):
            transaction.append("export", {"what": "x", "time": 1})
    assert registry.size() == 3
    assert append(registry) == 3


def test_a_failed_transaction_leaves_nothing(registry):
    append(registry)

    def fail():
        with registry.transaction(SIGNER, KNOWN) as transaction:
            transaction.put_blob("leak", b"sealed")
            transaction.append("export", {"what": "x", "time": 1})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert registry.size() == 1
    assert not list(registry.database.rows("SELECT * FROM blobs"))
    assert append(registry) == 1


def test_a_log_of_600_entries_is_appended_to_by_touching_its_last_tiles(registry):
    for _ in range(2):
        with registry.transaction(SIGNER, KNOWN) as transaction:
            for _ in range(300):
                transaction.append("export", {"what": "x", "time": 1})
    leaves = [merkle.leaf_hash(note) for _, note in registry.entries()]
    assert registry.head_checkpoint().root == merkle.root(merkle.subtrees_of(leaves), 600)
    rows = registry.database.rows("SELECT lvl, n FROM tiles ORDER BY 1, 2")
    assert list(rows) == [(0, 0), (0, 1), (0, 2), (1, 0)]


FORKS = {
    "a head of a stranger": (
        "UPDATE checkpoints SET note = CAST(replace(CAST(note AS TEXT), 'jane', 'joan') AS BLOB)",
        "no signature by a known key",
    ),
    "an entry taken away": ("DELETE FROM entries WHERE idx = 2", "counts 3 entries, 2 are there"),
    "a checkpoint taken away": ("DELETE FROM checkpoints WHERE size = 3", "counts 2 entries"),
    "another last entry": (
        "UPDATE entries SET note = (SELECT note FROM entries WHERE idx = 0) WHERE idx = 2",
        "is not the one in the tree",
    ),
    "another tile": ("UPDATE tiles SET h = zeroblob(96)", "root is not that of the stored tree"),
    "a shorter tile": ("UPDATE tiles SET h = substr(h, 1, 64)", "holds 64 bytes, expected 96"),
    "no entries": ("DELETE FROM entries", "lost its entries"),
}


@pytest.mark.parametrize("fork", FORKS)
def test_nothing_is_signed_on(registry, path, fork):
    for index in range(3):
        append(registry, f"entry {index}")
    sql, fault = FORKS[fork]
    edit(path, sql)
    with pytest.raises(VerificationError, match=fault):
        append(registry)


def test_nothing_is_signed_on_a_registry_that_was_rolled_back_meanwhile(registry, path):
    append(registry, "first")
    append(registry, "second")
    for table, column in (("entries", "idx = 1"), ("checkpoints", "size = 2")):
        edit(path, f"DELETE FROM {table} WHERE {column}")
    edit(path, "UPDATE tiles SET h = substr(h, 1, 32)")
    with pytest.raises(VerificationError, match="forks from what was seen at 2"):
        append(registry)


def test_a_head_of_another_registry_is_refused(registry, path):
    append(registry)
    edit(path, "UPDATE meta SET v = 'canary.registry/other'")
    other = Registry.open(path)
    with pytest.raises(VerificationError, match="the head is of"):
        append(other)
    other.close()


def test_two_writers_at_once_make_one_log(path, registry):
    append(registry)
    errors = []

    def write():
        try:
            mine = Registry.open(path)
            for _ in range(15):
                append(mine)
            mine.close()
        except CanaryError as error:
            errors.append(error)

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert registry.size() == 46
    leaves = [merkle.leaf_hash(note) for _, note in registry.entries()]
    assert registry.head_checkpoint().root == merkle.root(merkle.subtrees_of(leaves), 46)


def test_copies_come_back_in_leaf_order_under_their_root(registry):
    with registry.transaction(SIGNER, KNOWN) as transaction:
        n, root = transaction.put_copies(ISSUE, iter(copies(1000)))
        transaction.append("export", {"what": "x", "time": 1})
    stored = list(registry.copies(ISSUE))
    leaves = [
        merkle.leaf_hash(copy_leaf(ISSUE, c.c_rcpt, c.c_word, c.c_file, c.c_enc)) for c in stored
    ]
    assert (n, root) == (1000, merkle.root(merkle.subtrees_of(leaves), 1000))
    assert [copy.index for copy in stored] == list(range(1000))
    assert list(registry.c_rcpts(ISSUE)) == [copy.c_rcpt for copy in stored]
    assert registry.copy(ISSUE, 7) == stored[7]
    assert registry.copy(ISSUE, 1000) is None
    assert next(registry.copies(ISSUE, 990)) == stored[990]
    proof = merkle.inclusion_proof(registry.tree(ISSUE), 700, 1000)
    assert merkle.verify_inclusion(leaves[700], 700, 1000, proof, root)


def test_copies_are_refused_twice_out_of_order_and_for_an_issue_that_has_some(registry):
    one, two = copies(2)
    cases = ([one, one], UsageError), ([two, one], ValueError)
    for rows, error in cases:
        with pytest.raises(error), registry.transaction(SIGNER, KNOWN) as transaction:
            transaction.put_copies(ISSUE, rows)
    with registry.transaction(SIGNER, KNOWN) as transaction:
        transaction.put_copies(ISSUE, [one])
        with pytest.raises(UsageError, match="has copies already"):
            transaction.put_copies(ISSUE, [two])


def test_prints_find_the_issues_that_share_most(registry):
    other = "0b" * 16
    with registry.transaction(SIGNER, KNOWN) as transaction:
        transaction.put_prints(ISSUE, range(-700, 700))
        transaction.put_prints(other, [5, -(2**63), 2**63 - 1])

    def found(hashes, least=1, most=9):
        return registry.lookup_prints(hashes, least=least, most=most)

    assert found([5, 5, 6, 9999]) == {ISSUE: {5, 6}, other: {5}}
    assert found([5, 5, 6, 9999], least=2) == found([5, 6], most=1) == {ISSUE: {5, 6}}
    assert found(range(-2000, 2000)) == {ISSUE: set(range(-700, 700)), other: {5}}
    assert found([-(2**63)]) == {other: {-(2**63)}}
    assert found([]) == {}


def test_blobs_and_wraps_come_back_until_they_are_erased(registry):
    with registry.transaction(SIGNER, KNOWN) as transaction:
        blob = transaction.put_blob("source", b"sealed")
        transaction.put_wrap("dek", ISSUE, "", b"wrapped")
        transaction.put_prints(ISSUE, [1])
    assert registry.blob(blob) == b"sealed"
    assert registry.wrap("dek", ISSUE) == b"wrapped"
    with registry.transaction(SIGNER, KNOWN) as transaction:
        transaction.erase(ISSUE, [blob])
    assert registry.blob(blob) is None
    assert registry.wrap("dek", ISSUE) is None
    assert registry.lookup_prints([1], least=1, most=9) == {}


def test_entries_are_found_by_type_and_content(registry):
    with registry.transaction(SIGNER, KNOWN) as transaction:
        for what in ("a", "b", "c"):
            transaction.append("export", {"what": what, "time": 1})
        transaction.append("restore", {"size": 1, "time": 1})
    assert [i for i, _ in registry.entries("export")] == [0, 1, 2]
    assert [i for i, _ in registry.entries("export", '"what":"b"')] == [1]
    assert [i for i, _ in registry.entries(last=2)] == [2, 3]
    assert registry.entry(9) is None


def test_a_registry_is_private_strict_and_safe(registry, path):
    assert path.stat().st_mode & 0o777 == 0o600
    pragmas = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "foreign_keys": 1,
        "application_id": 0x43414E59,
        "user_version": 1,
    }
    for pragma, value in pragmas.items():
        assert registry.database.row(f"PRAGMA {pragma}") == (value,), pragma
    assert registry.database.schema() == expected_schema()


def test_a_registry_opened_to_read_changes_nothing(registry, path):
    append(registry)
    reader = Registry.open(path, read_only=True)
    with pytest.raises(CanaryError, match="readonly"):
        append(reader)
    reader.close()


def test_a_missing_or_existing_registry_is_the_users_business(path, registry):
    with pytest.raises(UsageError, match="exists already"):
        Registry.create(path, "x")
    with pytest.raises(UsageError, match="no registry"):
        Registry.open(path.with_name("other.db"))


def test_what_is_no_registry_is_refused(tmp_path):
    (tmp_path / "text.db").write_text("x" * 5000)
    with pytest.raises(VerificationError, match="damaged"):
        Registry.open(tmp_path / "text.db")
    edit(tmp_path / "other.db", "CREATE TABLE t(x)")
    with pytest.raises(VerificationError, match="not a registry this program knows"):
        Registry.open(tmp_path / "other.db")


def test_a_registry_of_a_newer_program_or_without_origin_is_refused(registry, path):
    registry.close()
    edit(path, "DELETE FROM meta")
    with pytest.raises(VerificationError, match="has no origin"):
        Registry.open(path)
    edit(path, "PRAGMA user_version=2")
    with pytest.raises(VerificationError, match="schema 2, 1 expected"):
        Registry.open(path)


def test_a_registry_that_another_process_holds_is_busy_not_damaged(path, registry, monkeypatch):
    append(registry)
    monkeypatch.setattr("canary.store.database._BUSY_SECONDS", 0)
    other = Registry.open(path)
    with (
        registry.database.exclusive(),
        pytest.raises(CanaryError, match="can't be used: database is locked") as busy,
    ):
        append(other)
    other.close()
    assert not isinstance(busy.value, VerificationError)


def test_a_query_left_half_way_ends_quietly_after_its_registry(registry):
    append(registry, "first")
    append(registry, "second")
    rows = registry.database.rows("SELECT idx FROM entries")
    assert next(rows) == (0,)
    registry.database.close()
    rows.close()


def test_a_head_is_asked_of_an_empty_registry_in_vain(registry):
    with pytest.raises(VerificationError, match="no checkpoint"):
        registry.head_checkpoint()


MOUNTS = """/dev/sda / ext4 rw 0 0
server:/home /home nfs4 rw 0 0
me@host:/x /home/me/far\\040away fuse.sshfs rw 0 0
/dev/sdb /home/local ext4 rw 0 0
"""


@pytest.mark.parametrize("place", ["/home/jane/v", "/home/me/far away/v"])
def test_a_network_file_system_is_refused(tmp_path, place):
    path = tmp_path.__class__(place)
    with pytest.raises(UsageError, match="network file system"):
        refuse_network_file_system(path, MOUNTS)


@pytest.mark.parametrize("place", ["/srv/v", "/home/local/v"])
def test_a_local_file_system_is_not_refused(tmp_path, place):
    assert refuse_network_file_system(tmp_path.__class__(place), MOUNTS) is None
