"""`verify` finds what was tampered with, lists all of it, and nothing where nothing was."""

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from canary.crypto import sha256
from canary.errors import KeyRefusedError, UsageError, VerificationError
from canary.keys import OfficerKey
from canary.log.commitment import prints_digest
from canary.model import Recipient
from canary.workflows import recording
from canary.workflows.audit import identify_copy, log_entries, verify
from canary.workflows.issued import load_issue
from canary.workflows.vault import PIN_FILE, REGISTRY, open_vault
from tests.vault import world


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A closed vault with an issue, an addition, a decode and a reveal; its issue's id."""
    home = tmp_path_factory.mktemp("template") / "v"
    with world.make_vault(home) as vault:
        issue = world.issue(vault).issue
        draft = recording.draft_addition(vault, issue, world.people(["Fay Zed"], first=9))
        recording.record_issue(
            vault, draft, world.render(draft), world.document(), program="t", now=world.NOW
        )
        case = vault.case_id("memo")
        decode = {
            "alpha": "1e-06",
            "case": case,
            "copies": [f"{issue[:8]}-0001"],
            "family": 6,
            "issues": [issue],
            "leak": vault.leak_id(sha256(b"leak")),
            "observed": 3,
            "program": "t",
            "run": 1,
            "share": "1e-06",
            "verdict": "attributed",
        }
        index = vault.append("decode", decode, now=world.NOW, blobs={"leak": b"a leak"}).index
        vault.append(
            "attribute", {"case": case, "copies": decode["copies"], "decode": index}, now=world.NOW
        )
        vault.append("reveal", {"copies": []}, now=world.NOW, blobs={"reason": b"asked"})
    with closing(sqlite3.connect(home / REGISTRY)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("VACUUM")
    return home, issue


@pytest.fixture
def home(template, tmp_path):
    shutil.copytree(template[0], tmp_path / "v")
    return tmp_path / "v"


@pytest.fixture
def issue(template):
    return template[1]


def edit(home, sql, *values):
    with closing(sqlite3.connect(home / REGISTRY)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute(sql, values)


def rewrite(home, kind, payload, **options):
    """Append an entry that the officer signs, but that the workflows would never write."""
    with open_vault(home, bytes) as vault:
        vault.append(kind, payload, now=1, **options)


def test_an_untouched_registry_is_intact_with_and_without_keys(home):
    checked = {"entries": 6, "copies": 6, "checkpoints": 6}
    for keys in (None, world.no_passphrase):
        report = verify(home, passphrase=keys)
        assert (report.ok, report.problems, report.checked) == (True, (), checked)
        assert report.openings is (keys is not None)
        assert not report.anchored


def test_a_missing_vault_and_a_wrong_passphrase_are_no_findings(tmp_path):
    with pytest.raises(UsageError, match="no vault"):
        verify(tmp_path)
    world.make_vault(tmp_path / "v", b"right").close()
    with pytest.raises(KeyRefusedError, match="wrong passphrase"):
        verify(tmp_path / "v", passphrase=lambda: b"wrong")
    assert verify(tmp_path / "v").ok


OTHER = "SELECT note FROM entries WHERE idx = 0"
EDITS = {
    "a trigger": ("CREATE TRIGGER t AFTER INSERT ON entries BEGIN DELETE FROM copies; END", "tri"),
    "a view": ("CREATE VIEW v AS SELECT * FROM copies", "view 'v', which is not Canary's"),
    "an index": ("CREATE INDEX i ON entries(note)", "index 'i', which is not Canary's"),
    "a table": ("CREATE TABLE t(x)", "table 't', which is not Canary's"),
    "a column": ("ALTER TABLE anchors ADD COLUMN more TEXT", "lacks table 'anchors'"),
    "another origin": ("UPDATE meta SET v = 'x'", "is not the founding officer's"),
    "a row of meta": ("INSERT INTO meta VALUES('a', 'b')", "meta holds 2 rows"),
    "no meta": ("DELETE FROM meta", "has no origin"),
    "an entry exchanged": (f"UPDATE entries SET note = ({OTHER}) WHERE idx = 5", "entry 5"),
    "an entry taken": ("DELETE FROM entries WHERE idx = 3", "entry 3 is missing"),
    "the last entry taken": ("DELETE FROM entries WHERE idx = 5", "6 checkpoints for 5 entries"),
    "no entries": ("DELETE FROM entries", "no genesis entry"),
    "an entry before the first": (
        "INSERT INTO entries SELECT -1, note FROM entries WHERE idx = 0",
        "entry",
    ),
    "a copy before the first": (
        "INSERT INTO copies SELECT issue, -1, enc, enc, enc, enc, enc FROM copies WHERE idx = 4",
        "has 6 copies, 5 recorded",
    ),
    "an entry of nobody": ("INSERT INTO entries VALUES(6, x'00')", "entry 6"),
    "a checkpoint taken": ("DELETE FROM checkpoints WHERE size = 2", "5 checkpoints for 6"),
    "no checkpoints": ("DELETE FROM checkpoints", "0 checkpoints for 6 entries"),
    "a checkpoint exchanged": (
        "UPDATE checkpoints SET note = (SELECT min(note) FROM checkpoints)",
        "is not of the entries that are there",
    ),
    "a tile of the log altered": (
        "UPDATE tiles SET h = zeroblob(192) WHERE issue = x''",
        "the main log: tile 0/0 is not its own",
    ),
    "a tile of an issue altered": (
        "UPDATE tiles SET h = zeroblob(160) WHERE issue != x''",
        "tile 0/0 is not its own",
    ),
    "a tile too many": ("INSERT INTO tiles VALUES(x'', 3, 0, x'00')", "has 2 tiles, 1 expected"),
    "a tile of no issue": ("INSERT INTO tiles VALUES(x'aa', 0, 0, x'00')", "table tiles holds"),
    "a copy taken": ("DELETE FROM copies WHERE idx = 2", "copy 3 of issue"),
    "the last copy taken": ("DELETE FROM copies WHERE idx = 4", "has 4 copies, 5 recorded"),
    "a copy added": (
        "INSERT INTO copies SELECT issue, 5, enc, enc, enc, enc, enc FROM copies WHERE idx = 4",
        "has 6 copies, 5 recorded",
    ),
    "copies of no issue": (
        "INSERT INTO copies SELECT x'bb', 0, enc, enc, enc, enc, enc FROM copies WHERE idx = 4",
        "table copies holds rows of issue 'bb'",
    ),
    "a recipient's commitment": ("UPDATE copies SET c_rcpt = zeroblob(32) WHERE idx = 0", "under"),
    "a codeword's commitment": ("UPDATE copies SET c_word = zeroblob(32) WHERE idx = 0", "under"),
    "a file's commitment": ("UPDATE copies SET c_file = zeroblob(32) WHERE idx = 0", "under"),
    "a copy's record": ("UPDATE copies SET enc = zeroblob(99) WHERE idx = 0", "record was altered"),
    "records exchanged": (
        "UPDATE copies SET enc = (SELECT enc FROM copies WHERE idx = 1) WHERE idx = 2",
        "record was altered",
    ),
    "a blob altered": ("UPDATE blobs SET enc = zeroblob(9) WHERE kind = 'plan'", "was altered"),
    "a blob taken": ("DELETE FROM blobs WHERE kind = 'source'", "the source blob"),
    "a blob relabelled": ("UPDATE blobs SET kind = 'x' WHERE kind = 'leak'", "belongs to no entry"),
    "a blob added": ("INSERT INTO blobs VALUES(x'00', 'leak', x'00')", "belongs to no entry"),
    "a wrapped key altered": ("UPDATE wraps SET ct = zeroblob(80) WHERE kind = 'rms'", "rms 1"),
    "a document key taken": ("DELETE FROM wraps WHERE kind = 'dek'", "is not as recorded"),
    "a wrapped key added": ("INSERT INTO wraps VALUES('rms', '2', '', x'00')", "rms 2"),
    "a print taken": ("DELETE FROM prints WHERE h = (SELECT min(h) FROM prints)", "prints of"),
    "a print added": ("INSERT INTO prints SELECT 1, issue FROM prints LIMIT 1", "prints of"),
    "prints of no issue": ("INSERT INTO prints VALUES(1, x'cc')", "table prints holds"),
    "an anchor of nobody": ("INSERT INTO anchors VALUES(2, 'witness', x'00')", "1 anchors are"),
    "another schema number": ("PRAGMA user_version = 7", "schema 7"),
}


@pytest.mark.parametrize("what", EDITS)
def test_found(home, what):
    sql, finding = EDITS[what]
    edit(home, sql)
    for keys in (None, bytes):
        report = verify(home, passphrase=keys)
        assert not report.ok
        assert finding in "\n".join(report.problems)


def test_one_problem_does_not_hide_the_next(home):
    for what in ("a view", "a copy taken", "a blob altered", "a print taken"):
        edit(home, EDITS[what][0])
    text = "\n".join(verify(home).problems)
    for what in ("a view", "a copy taken", "a blob altered", "a print taken"):
        assert EDITS[what][1] in text


def test_values_of_forbidden_types_are_findings_and_no_crash(home):
    with closing(sqlite3.connect(home / REGISTRY)) as connection, connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(
            "UPDATE sqlite_schema SET sql = replace(replace(sql, 'STRICT, ', ''), ' STRICT', '')"
        )
    for sql in (
        "UPDATE copies SET enc = 'text'",
        "UPDATE entries SET note = 'text' WHERE idx = 4",
        "UPDATE wraps SET ct = 7",
        "UPDATE tiles SET h = 1.5 WHERE issue = x''",
        "UPDATE checkpoints SET note = 'text'",
    ):
        edit(home, sql)
    report = verify(home, passphrase=bytes)
    assert len(report.problems) > 8
    assert report.checked["entries"] == 6


def test_every_sampled_byte_of_a_small_registry_is_watched_over(home):
    """Flips of bytes without meaning to SQLite leave the same content, and only those may pass."""
    path = home / REGISTRY
    raw = path.read_bytes()

    def content():
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as connection:
            return list(connection.iterdump())

    untouched = content()
    step = 251  # prime, so that it falls everywhere in a page; bench/registry_flips.py tries all
    passed = []
    for place in range(0, len(raw), step):
        altered = bytearray(raw)
        altered[place] ^= 1 + place % 255
        path.write_bytes(altered)
        for leftover in home.glob("registry.db-*"):
            leftover.unlink()
        if verify(home).ok:
            passed.append(place)
            assert content() == untouched, f"byte {place}"
    assert len(passed) < len(raw) / step
    path.write_bytes(raw)


def test_a_registry_behind_the_pin_is_found_without_keys(home):
    pin = (home / PIN_FILE).read_bytes()
    with open_vault(home, bytes) as vault:
        vault.append("export", {"what": "x"}, now=1)
        newer = (home / PIN_FILE).read_bytes()
    edit(home, "DELETE FROM entries WHERE idx = 6")
    edit(home, "DELETE FROM checkpoints WHERE size = 7")
    edit(home, "UPDATE tiles SET h = substr(h, 1, 192) WHERE issue = x''")
    assert verify(home).problems == ("the registry was rolled back: 6 entries, this officer saw 7",)
    (home / PIN_FILE).write_bytes(pin)
    assert verify(home).ok
    (home / PIN_FILE).write_bytes(newer[:-1])
    assert not verify(home).ok


def copy_of(issue, index):
    return f"{issue[:8]}-{index:04d}"


def test_entries_that_speak_of_what_is_not_there_are_found(home, issue):
    cases = {
        "which is not recorded": ("release", {"issue": "00" * 16, "n": 1}),
        f"copy '{copy_of(issue, 5)}'": ("receipt", {"copy": copy_of(issue, 5)}),
        "rests on entry 0": (
            "attribute",
            {"case": "00" * 16, "copies": [copy_of(issue, 0)], "decode": 0},
        ),
    }
    for kind, payload in cases.values():
        rewrite(home, kind, payload)
    text = "\n".join(verify(home).problems)
    for finding in cases:
        assert finding in text


ISSUES = {
    "another issue begins with": lambda p, first: p,
    "belong to the first issue alone": lambda p, first: p | {"issue": "01" * 16},
    "does not extend": lambda p, first: (
        p | {"issue": "02" * 16, "extends": first, "c_key": "00" * 32}
    ),
    "salted by checkpoint 3": lambda p, first: (
        p | {"issue": "03" * 16, "dek": "00" * 32, "prints": "00" * 32, "salt": 3}
    ),
}


@pytest.mark.parametrize("finding", ISSUES)
def test_an_issue_that_could_not_have_been_recorded_is_found(home, issue, finding):
    with open_vault(home, bytes) as vault:
        payload = dict(vault.entry(1).payload)
    for key in ("dek", "prints", "blobs", "time"):
        payload.pop(key)
    rewrite(home, "issue", ISSUES[finding](payload, issue))
    assert finding in "\n".join(verify(home).problems)


def test_a_second_genesis_and_a_foreign_entry_are_found(home):
    with open_vault(home, bytes) as vault:
        payload = dict(vault.trust.genesis.payload)
        vault.append("genesis", payload, now=1)
        vault.registry.origin = "canary.registry/other"
    assert "a second genesis" in "\n".join(verify(home).problems)


def test_an_entry_that_names_another_place_is_found(home):
    with open_vault(home, bytes) as vault:
        moved = replace(vault.entry(5), index=9).sign(vault.officer.signer)
    edit(home, "UPDATE entries SET note = ? WHERE idx = 5", moved)
    assert "entry 5 says it is 9" in "\n".join(verify(home).problems)


def test_an_officer_who_is_not_in_the_roster_signs_in_vain(home):
    stranger = OfficerKey("stranger", b"s" * 32)
    with open_vault(home, bytes) as vault:
        entry = vault.entry(5)
    edit(home, "UPDATE entries SET note = ? WHERE idx = 5", entry.sign(stranger.signer))
    assert "no signature by a known key" in "\n".join(verify(home).problems)


def test_with_keys_a_codeword_that_the_keys_do_not_give_is_found(tmp_path):
    with world.make_vault(tmp_path / "v") as vault:
        draft = recording.draft_issue(vault, world.make_plan(), world.people())
        rendered = world.render(draft)
        rendered[2] = recording.Rendered(bytes(b ^ 1 for b in rendered[2].word), bytes(32))
        recording.record_issue(vault, draft, rendered, world.document(), program="t", now=1)
    assert verify(tmp_path / "v").ok
    (problem,) = verify(tmp_path / "v", passphrase=bytes).problems
    assert problem == f"copy '{copy_of(draft.issue, 2)}' has another codeword than its keys give"


def test_with_keys_a_recipient_with_two_copies_is_found(tmp_path):
    with world.make_vault(tmp_path / "v") as vault:
        draft = recording.draft_issue(vault, world.make_plan(), world.people())
        doubled = recording.draft_issue(
            vault, world.make_plan(), [Recipient("a"), Recipient("b", (("x", "y"),))]
        )
        twin = replace(doubled.copies[1], recipient=Recipient("A"))
        c_rcpt = doubled.keys.c_rcpt(twin.recipient)
        twin = replace(twin, c_rcpt=c_rcpt, keys=doubled.keys.copy(c_rcpt))
        own = replace(doubled.copies[0], recipient=Recipient("a"))
        c_rcpt = doubled.keys.c_rcpt(own.recipient)
        own = replace(own, c_rcpt=c_rcpt, keys=doubled.keys.copy(c_rcpt))
        copies = tuple(sorted((own, twin), key=lambda copy: copy.c_rcpt))
        for each in (draft, replace(doubled, copies=copies)):
            recording.record_issue(
                vault, each, world.render(each), world.document(), program="t", now=1
            )
    (problem,) = verify(tmp_path / "v", passphrase=bytes).problems
    assert "is its recipient's second" in problem


@pytest.mark.parametrize("kind", ["source", "plan"])
def test_a_document_that_was_not_committed_to_is_not_loaded(home, issue, monkeypatch, kind):
    """Who holds the keys can seal another document, but not under the same commitment."""
    with open_vault(home, bytes) as vault:
        stored, genuine = vault.registry.blob, vault.entry(1).payload["blobs"][kind]
        forged = vault.seal_blob(kind, issue, b"another document")
        monkeypatch.setattr(vault.registry, "blob", lambda b: forged if b == genuine else stored(b))
        with pytest.raises(VerificationError, match=f"its {kind} is not the one committed to"):
            load_issue(vault, issue)


def test_a_key_that_was_not_committed_to_is_found(home, issue):
    with open_vault(home, bytes) as vault:
        payload = dict(vault.entry(1).payload)
    for key in ("blobs", "time"):
        payload.pop(key)
    rewrite(home, "issue", payload | {"issue": "04" * 16})
    with open_vault(home, bytes) as vault:
        with pytest.raises(VerificationError, match="its key is not the one committed to"):
            load_issue(vault, "04" * 16)
        edit(home, "DELETE FROM copies WHERE idx = 2")
        with pytest.raises(VerificationError, match="its 5 copies are not all there"):
            load_issue(vault, issue)
        edit(home, "DELETE FROM checkpoints WHERE size = 1")
        with pytest.raises(VerificationError, match="the checkpoint of 1 entries is missing"):
            load_issue(vault, issue)


def test_an_erased_document_leaves_an_intact_registry(home, issue):
    with open_vault(home, bytes) as vault:
        blobs = [
            blob
            for entry in (vault.entry(1), vault.entry(3))
            for blob in entry.payload["blobs"].values()
        ]
        with vault.writing() as transaction:
            transaction.erase(issue, blobs)
            vault.add(transaction, "erase", {"issue": issue}, now=2)
    with open_vault(home, bytes) as vault, pytest.raises(UsageError, match="erased"):
        load_issue(vault, issue)
    for keys in (None, bytes):
        report = verify(home, passphrase=keys)
        assert report.problems == ()
    assert report.checked["copies"] == 6


def test_a_registry_is_anchored_once_an_anchor_covers_the_newest_issue(home):
    def anchor(size):
        data = f"witness of {size}".encode()
        with open_vault(home, bytes) as vault, vault.writing() as transaction:
            vault.registry.database.run("INSERT INTO anchors VALUES(?, 'paper', ?)", size, data)
            payload = {"digest": sha256(data).hex(), "kind": "paper", "size": size}
            vault.add(transaction, "anchor", payload, now=3)

    anchor(2)
    assert (verify(home).ok, verify(home).anchored) == (True, False)
    anchor(6)
    assert (verify(home).ok, verify(home).anchored) == (True, True)
    with open_vault(home, bytes) as vault:
        assert vault.salt_checkpoint() == 6
        world.issue(vault)
    report = verify(home, passphrase=bytes)
    assert (report.ok, report.anchored) == (True, False)
    anchor(99)
    assert "an anchor is of a checkpoint that is not there" in verify(home).problems


def test_a_file_is_recognised_as_the_copy_it_is_and_no_other_byte(home, issue):
    with open_vault(home, bytes) as vault:
        match = identify_copy(vault, f"{issue}3".encode())
        assert (match.copy, match.issue) == (copy_of(issue, 3), issue)
        assert identify_copy(vault, f"{issue}3\n".encode()) is None


def test_a_copy_that_is_not_under_the_signed_root_is_not_recognised(home, issue):
    edit(home, "UPDATE copies SET c_word = zeroblob(32) WHERE idx = 3")
    with (
        open_vault(home, bytes) as vault,
        pytest.raises(VerificationError, match="is not under its issue's root"),
    ):
        identify_copy(vault, f"{issue}3".encode())


def test_the_log_shows_entries_newest_last(home, issue):
    with open_vault(home, bytes) as vault:
        kinds = [entry.kind for entry in log_entries(vault)]
        assert kinds == ["genesis", "issue", "issue", "decode", "attribute", "reveal"]
        assert [e.index for e in log_entries(vault, limit=2)] == [4, 5]
        assert [e.index for e in log_entries(vault, issue=issue)] == [1, 2, 3, 4]
        assert [e.index for e in log_entries(vault, issue=issue, limit=1)] == [4]
        assert log_entries(vault, limit=0) == log_entries(vault, issue=issue, limit=0) == []


def test_an_issue_without_prints_is_committed_to_as_such():
    assert prints_digest(frozenset()) == sha256(b"")
