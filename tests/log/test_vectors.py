"""docs/formats.md as test vectors: a second implementation writes them, the product reads them."""

import base64
import io
import json
import os
from pathlib import Path

import pytest

from canary import codes
from canary.crypto import seal, sha256
from canary.errors import KeyRefusedError, VerificationError
from canary.keys import OfficerKey, envelope, parse_officer, print_key, print_officer, unlock_key
from canary.keys.recovery import parse_recovery, print_recovery
from canary.log import commitment, merkle
from canary.log.checkpoint import open_checkpoint
from canary.log.entry import open_entry
from canary.log.note import Verifier, open_note, sign_note
from canary.log.plan_json import parse_plan, print_plan
from canary.log.recipient import decode_recipient, encode_recipient
from canary.model import Channel, Part, Plan, Site, Span
from tests.reference import day_definition as day
from tests.reference import formats_definition as definition

FOLDER = Path(__file__).parents[1] / "vectors"
EXPECTED = definition.vectors() | day.vectors()
OFFICER = OfficerKey(definition.NAME, definition.SEED)


def load(name):
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


def read(kind, given):
    """Read a refused vector the way the product would."""
    if kind == "key":
        return unlock_key(given["file"].encode(), given["passphrase"].encode)
    reader = {"note": open_note, "checkpoint": open_checkpoint, "entry": open_entry}[kind]
    return reader(given["note"].encode(), [Verifier.parse(given["vkey"])], what="it")


@pytest.mark.parametrize("name", EXPECTED)
def test_the_stored_vector_is_what_the_definition_says(name):
    path = FOLDER / f"{name}.json"
    text = json.dumps(EXPECTED[name], indent=1, ensure_ascii=True) + "\n"
    if os.environ.get("CANARY_UPDATE"):
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8") == text


def test_no_stored_vector_is_left_untested():
    mine = {path.stem for path in FOLDER.glob("*.json")}
    prefixes = ("note", "checkpoint", "entry", "key", "officer", "copy", "codeword", "prints")
    prefixes += ("backup", "recovery")
    assert {name for name in mine if name.startswith(prefixes)} <= EXPECTED.keys()


@pytest.mark.parametrize("name", [n for n, v in EXPECTED.items() if v["expect"] == "refused"])
def test_refused(name):
    with pytest.raises((VerificationError, KeyRefusedError)):
        read(name.partition("-")[0], load(name)["input"])


def test_keys_are_derived_as_specified():
    case = load("key-derivation")
    given, expect = case["input"], case["expect"]
    epoch = commitment.EpochKeys(bytes.fromhex(given["rms"]))
    keys = epoch.document(given["issue"], bytes.fromhex(given["salt"]))
    derived = {
        "mark": epoch.mark,
        "id": epoch.identity,
        "kek": epoch.wrapping,
        "blob": epoch.blob,
        "print": epoch.printing,
        "case": epoch.case,
        "c_rms": epoch.commitment,
        "k_doc": keys.document,
        "k_iddoc": keys.identity,
        "bias_key": keys.bias_key,
        "c_key": keys.c_key,
    }
    assert {name: value.hex() for name, value in derived.items()} == expect


def test_a_copy_is_committed_to_as_specified():
    case = load("copy-commitments")
    given, expect = case["input"], case["expect"]
    keys = commitment.DocumentKeys(bytes.fromhex(given["k_doc"]), bytes.fromhex(given["k_iddoc"]))
    recipient = decode_recipient(expect["rid"].encode())
    assert encode_recipient(recipient).decode() == expect["rid"]
    assert recipient.id == given["recipient"]["id"]
    assert [list(pair) for pair in recipient.fields] == given["recipient"]["fields"]
    c_rcpt = keys.c_rcpt(recipient)
    copy = keys.copy(c_rcpt)
    c_word = copy.c_word(bytes.fromhex(given["word"]))
    c_file = copy.c_file(bytes.fromhex(given["file_sha256"]))
    opening = commitment.copy_opening(recipient, bytes.fromhex(given["file_sha256"]))
    context = commitment.copy_context(given["issue"], c_rcpt)
    enc = seal(bytes.fromhex(given["dek"]), bytes.fromhex(given["nonce"]), opening, context)
    leaf = commitment.copy_leaf(given["issue"], c_rcpt, c_word, c_file, sha256(enc))
    made = {
        "c_rcpt": c_rcpt.hex(),
        "word_key": copy.word_key.hex(),
        "c_word": c_word.hex(),
        "c_file": c_file.hex(),
        "c_source": keys.c_source(given["source"].encode()).hex(),
        "c_plan": keys.c_plan(given["plan"].encode()).hex(),
        "enc": enc.hex(),
        "leaf": merkle.leaf_hash(leaf).hex(),
        "copy": commitment.copy_id(given["issue"], given["index"]),
    }
    assert made == {name: value for name, value in expect.items() if name != "rid"}


def test_a_wrapped_master_secret_opens_as_specified():
    case = load("wrapped-master-secret")
    given = case["input"]
    officer = OfficerKey(given["name"], bytes.fromhex(given["seed"]))
    wrapped = bytes.fromhex(given["wrapped"])
    secret = officer.unwrap_secret(wrapped, origin=given["origin"], epoch=given["epoch"])
    assert secret.hex() == case["expect"]["rms"]


def test_keys_and_blobs_are_sealed_as_specified():
    case = load("sealed-key-and-blobs")
    given, expect = case["input"], case["expect"]
    epoch = commitment.EpochKeys(bytes.fromhex(given["rms"]))
    dek, nonce, issue = bytes.fromhex(given["dek"]), bytes.fromhex(given["nonce"]), given["issue"]
    source = seal(dek, nonce, b"the source", commitment.blob_context("source", issue))
    reason = seal(epoch.blob, nonce, b"the reason", commitment.blob_context("reason", ""))
    wrapped = seal(epoch.wrapping, nonce, dek, commitment.dek_context(issue))
    assert (wrapped.hex(), source.hex(), reason.hex(), sha256(source).hex()) == (
        expect["dek"],
        expect["source"],
        expect["reason"],
        expect["source_id"],
    )


def test_a_plan_is_read_and_written():
    case = load("plan-of-two-sites")
    raw = case["input"]["plan"].encode()
    plan = parse_plan(raw)
    assert print_plan(plan) == raw
    assert [site.slot for site in plan.sites] == case["expect"]["slots"]
    assert [site.q for site in plan.sites] == case["expect"]["q"]
    assert [site.channel for site in plan.sites] == case["expect"]["channels"]


@pytest.mark.parametrize("profile", ["u", "s"])
def test_a_codeword_is_drawn_as_specified(profile):
    case = load(f"codeword-profile-{profile}")
    given, expect = case["input"], bytes.fromhex(case["expect"]["word"])
    qs = {slot: q for slot, q in enumerate(given["q_by_slot"]) if q}
    binary = 260 if profile == "s" else 0  # profile S is refused below 250 binary sites
    qs |= {len(given["q_by_slot"]) + extra: 2 for extra in range(binary)}
    sites = tuple(
        Site(
            slot=slot,
            channel=Channel.LEXICON,
            rule="r",
            parts=(Part(Span(slot, slot + 1), tuple("abcdef"[:q])),),
            source=0,
            sentence=Span(0, 999),
            stretch=0,
        )
        for slot, q in qs.items()
    )
    plan = Plan("00" * 32, "00" * 32, given["profile"], sites)
    biases = codes.biases(plan, bytes.fromhex(given["bias_key"]))
    word = codes.codeword(bytes.fromhex(given["word_key"]), biases)
    assert word[: len(expect)] == expect


def test_prints_are_made_as_specified():
    case = load("prints-of-two-shingles")
    key = bytes.fromhex(case["input"]["k_print"])
    hashes = [commitment.print_hash(key, s.encode()) for s in case["input"]["shingles"]]
    assert [str(value) for value in hashes] == case["expect"]["hashes"]
    assert commitment.prints_digest(set(hashes)).hex() == case["expect"]["prints"]


def test_cases_and_leaks_have_the_specified_pseudonyms():
    case = load("pseudonyms-of-case-and-leak")
    epoch = commitment.EpochKeys(bytes.fromhex(case["input"]["rms"]))
    pieces = [sha256(piece.encode()) for piece in case["input"]["pieces"]]
    assert epoch.case_id(case["input"]["case"]) == case["expect"]["case"]
    assert epoch.leak_id(*pieces) == case["expect"]["leak"]


def test_a_key_file_with_a_passphrase_is_read_and_written():
    case = load("key-file-with-passphrase")
    file, passphrase = case["input"]["file"].encode(), case["input"]["passphrase"].encode()
    assert unlock_key(file, lambda: passphrase) == OFFICER
    assert print_key(OFFICER, passphrase, definition.SALT16) == file


def test_a_plain_key_file_is_read_and_written():
    file = load("key-file-plain")["input"]["file"].encode()
    assert unlock_key(file, lambda: pytest.fail("asked for a passphrase")) == OFFICER
    assert print_key(OFFICER, None, b"") == file


def test_an_officer_file_is_read_and_written():
    case = load("officer-file")
    officer = parse_officer(case["input"]["file"].encode())
    assert str(officer.verifier) == case["expect"]["vkey"]
    assert officer.wrapping.hex() == case["expect"]["x25519"]
    assert print_officer(OFFICER).decode() == case["input"]["file"]


def test_a_note_is_read_and_written():
    case = load("note-of-one-signature")
    raw, key = case["input"]["note"].encode(), Verifier.parse(case["input"]["vkey"])
    assert open_note(raw, [key], what="it").text == case["expect"]["text"]
    assert sign_note(case["expect"]["text"], OFFICER.signer) == raw


def test_a_checkpoint_is_read_and_written():
    case = load("checkpoint")
    raw, key = case["input"]["note"].encode(), Verifier.parse(case["input"]["vkey"])
    checkpoint = open_checkpoint(raw, [key], what="it")
    assert checkpoint.origin == case["expect"]["origin"]
    assert (checkpoint.size, checkpoint.root.hex()) == (1, case["expect"]["root"])
    assert checkpoint.sign(OFFICER.signer) == raw


@pytest.mark.parametrize("name", ["release", *day.PAYLOADS])
def test_an_entry_is_read_and_written(name):
    case = load(f"entry-{name}")
    raw, key = case["input"]["note"].encode(), Verifier.parse(case["input"]["vkey"])
    entry = open_entry(raw, [key], what="it")
    assert (entry.kind, entry.origin, entry.index) == tuple(case["expect"].values())
    assert entry.time == 1700000000
    assert entry.sign(OFFICER.signer) == raw


def test_a_backup_is_read_and_written():
    case = load("backup-with-passphrase")
    raw, passphrase = base64.b64decode(case["input"]["file"]), case["input"]["passphrase"].encode()
    file = io.BytesIO(raw)
    head = envelope.read_head(file)
    file_key = head.file_key(lambda: passphrase)
    content = b"".join(envelope.open_chunks(file_key, head, file))
    assert (head.origin, content.decode()) == (case["expect"]["origin"], case["expect"]["content"])
    again = envelope.print_head(
        head.origin, file_key, passphrase=passphrase, salt=definition.SALT16, officers=()
    )
    assert again.raw + b"".join(envelope.seal_chunks(file_key, again, [content])) == raw


def test_a_recovery_key_is_read_and_written():
    case = load("recovery-key")
    key = parse_recovery(case["input"]["text"])
    assert key.seed.hex() == case["expect"]["seed"]
    assert print_recovery(key) == case["input"]["text"]
