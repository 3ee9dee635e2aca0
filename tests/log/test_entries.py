"""Payloads by type, rosters, and who may sign."""

import pytest

from canary.crypto import SigningKey
from canary.errors import UsageError, VerificationError
from canary.log.commitment import copy_id, parse_copy_id
from canary.log.entry import Entry, open_entry, peek_entry
from canary.log.note import Signer, Verifier, is_key_name, note_text, open_note, sign_note
from canary.log.payloads import int_of, list_of, map_of, payload_fault, text_of
from canary.log.roster import Officer, Roster

JANE, JOHN = Signer("jane", SigningKey(b"1" * 32)), Signer("john", SigningKey(b"2" * 32))
HEX16, HEX32 = "0a" * 16, "0b" * 32
DECODE = {
    "alpha": "1e-06",
    "blobs": {"leak": HEX32},
    "case": HEX16,
    "copies": ["0a0a0a0a-0003"],
    "family": 10,
    "issues": [HEX16],
    "leak": HEX32,
    "observed": 31,
    "program": "canary 0.1.0",
    "run": 1,
    "share": "1e-06",
    "time": 1,
    "verdict": "attributed",
}


def officer(signer):
    return Officer(signer.verifier, b"\x01" * 32)


def genesis(*signers):
    payload = {
        "because": "",
        "c_rms": HEX32,
        "epoch": 1,
        "notice": "given",
        "officers": Roster(tuple(map(officer, signers))).as_json,
        "schema": 1,
        "time": 1,
        "wraps": {f"1 {s.verifier}": HEX32 for s in signers},
    }
    return Entry("genesis", "o", 0, payload)


def test_a_decode_entry_is_what_it_should_be():
    assert payload_fault("decode", DECODE) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("alpha", "0.1x"),
        ("alpha", 1),
        ("alpha", ".5"),
        ("blobs", {"Leak": HEX32}),
        ("blobs", {"leak": HEX16}),
        ("blobs", []),
        ("case", HEX32),
        ("copies", "0a0a0a0a-0003"),
        ("copies", ["0a0a0a0a-3"]),
        ("copies", ["0a0a0a0a-00003"]),
        ("issues", [HEX16, 1]),
        ("program", "a\nb"),
        ("program", "\ud800"),
        ("program", "x" * 4097),
        ("program", None),
        ("run", -1),
        ("run", True),
        ("verdict", 3),
    ],
)
def test_a_decode_entry_is_refused_with(key, value):
    assert key in payload_fault("decode", DECODE | {key: value})


@pytest.mark.parametrize("value", [{}, {"vkey": "x", "x25519": HEX32}, {"vkey": 1}, []])
def test_a_roster_of_other_things_is_refused(value):
    payload = genesis(JANE).payload | {"officers": [value]}
    assert "officers" in payload_fault("genesis", payload)
    assert "officers" in payload_fault("genesis", payload | {"officers": []})


@pytest.mark.parametrize("name", ["", "1", "1 jane", "01 {}", "0 {}", "{}", "1  {}"])
def test_a_wrapped_key_is_named_by_epoch_and_officer_only(name):
    wraps = {name.format(JANE.verifier): HEX32}
    assert "wraps" in payload_fault("genesis", genesis(JANE).payload | {"wraps": wraps})
    assert payload_fault("genesis", genesis(JANE).payload) is None


def test_genesis_says_whether_notice_was_given_in_two_words_only():
    assert "notice" in payload_fault("genesis", genesis(JANE).payload | {"notice": "maybe"})
    assert "epoch" in payload_fault("genesis", genesis(JANE).payload | {"epoch": True})


def test_signing_a_payload_its_type_forbids_is_a_mistake_of_the_programmer():
    with pytest.raises(ValueError, match="'issue' is missing"):
        Entry("release", "o", 1, {"n": 1, "time": 2}).sign(JANE)


def test_an_entry_that_a_stranger_signed_too_is_refused():
    note = genesis(JANE).sign(JANE, JOHN)
    with pytest.raises(VerificationError, match="not an officer"):
        open_entry(note, [JANE.verifier], what="entry 0")
    assert open_entry(note, [JANE.verifier, JOHN.verifier], what="entry 0") == genesis(JANE)
    assert peek_entry(note, what="entry 0") == genesis(JANE)


def test_a_roster_follows_its_entries():
    roster = Roster.of_genesis(genesis(JANE))
    assert roster.verifiers == (JANE.verifier,)
    both = Roster((officer(JANE), officer(JOHN)))
    body = {"officers": both.as_json, "time": 2, "wraps": {}}
    grown = roster.after(Entry("roster", "o", 1, body))
    assert grown == both
    revoked = Entry("revoke", "o", 2, {"vkey": str(JANE.verifier), "time": 3})
    assert grown.after(revoked).verifiers == (JOHN.verifier,)
    assert grown.after(Entry("restore", "o", 2, {"size": 1, "time": 3})) is grown


def test_a_log_begins_with_genesis():
    with pytest.raises(VerificationError, match="'genesis' expected"):
        Roster.of_genesis(Entry("restore", "o", 0, {"size": 1, "time": 3}))
    with pytest.raises(VerificationError, match="not an officer"):
        Roster.of_genesis(Entry("genesis", "o", 0, {"officers": ["jane"]}))


@pytest.mark.parametrize(
    "name", ["", "Jane Doe", "a+b", "x" * 65, "a\u00a0b", "tab\t", "e\u0301", "\u202ejane"]
)
def test_a_name_that_cannot_sign(name):
    assert not is_key_name(name)
    with pytest.raises(ValueError, match="not a named"):
        Verifier(name, bytes(32))


@pytest.mark.parametrize("name", ["jane", "officer.jane@example.org", "Dé", "x" * 64])
def test_a_name_that_can_sign_comes_back_from_its_vkey(name):
    key = Verifier(name, bytes(32))
    assert Verifier.parse(str(key)) == key


@pytest.mark.parametrize(
    "mutate",
    [
        lambda v: v[:-1],
        lambda v: v.replace("jane", "joan"),
        lambda v: v.replace("+", "-", 1),
        lambda v: v.upper(),
        lambda v: v + "=",
        lambda v: "",
    ],
    ids=["truncated", "another name", "hyphen", "upper case", "padded", "empty"],
)
def test_a_vkey_is_read_only_as_it_was_printed(mutate):
    with pytest.raises(VerificationError, match="not a public key"):
        Verifier.parse(mutate(str(JANE.verifier)))


def test_a_note_counts_strangers_and_names_its_signers():
    raw = sign_note("text\n", JANE, JOHN)
    note = open_note(raw, [JOHN.verifier], what="it")
    assert (note.signers, note.strangers) == ((JOHN.verifier,), 1)
    assert note_text(raw, what="it") == "text\n"


def test_what_no_note_can_hold_is_not_signed():
    for text, signers in (("text", [JANE]), ("\n", [JANE]), ("a\tb\n", [JANE]), ("text\n", [])):
        with pytest.raises(ValueError, match="not the text of a note"):
            sign_note(text, *signers)


def test_a_note_of_too_many_bytes_or_no_utf8_is_refused():
    with pytest.raises(VerificationError, match="at most"):
        open_note(b"x" * ((1 << 20) + 1), [], what="it")
    with pytest.raises(VerificationError, match="not utf-8"):
        open_note(b"\xff\n\n", [], what="it")


def test_a_payload_is_read_by_type():
    payload = {"a": "x", "n": 1, "m": {"k": "v"}, "l": [1]}
    assert (text_of(payload, "a"), int_of(payload, "n")) == ("x", 1)
    assert (map_of(payload, "m"), list_of(payload, "l")) == ({"k": "v"}, [1])
    assert (map_of(payload, "none"), list_of(payload, "none")) == ({}, [])
    with pytest.raises(VerificationError, match="'n' is not a string"):
        text_of(payload, "n")
    with pytest.raises(VerificationError, match="'a' is not an integer"):
        int_of(payload, "a")


@pytest.mark.parametrize("index", [0, 7, 9999, 10000, 1_000_000])
def test_a_copy_id_comes_back(index):
    assert parse_copy_id(copy_id("0123456789abcdef" * 2, index)) == ("01234567", index)


@pytest.mark.parametrize(
    "text", ["", "01234567-7", "01234567-00007", "0123456-0007", "x1234567-0007"]
)
def test_another_copy_id_is_refused(text):
    with pytest.raises(UsageError, match="not a copy id"):
        parse_copy_id(text)
