"""Every parser of a file or record, fed mutations of what it accepts: only declared errors.

    python bench/parsers_fuzz.py [--full] [--count N]

Bytes and lines are cut, doubled, swapped, spliced and replaced by what parsers trip over. That
never gets past a signature or a seal, so each signed text is also mutated and then signed by a key
that counts, and each JSON is also changed node by node and printed canonically, as an officer's own
hostile program would. What a parser answers is counted; anything but an answer or a CanaryError is
a fault, and so is an answer that took more than 5 seconds.
"""

import io
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import modes
from canary.crypto import SigningKey
from canary.encoding import canonical, encode_base64, parse_canonical
from canary.errors import CanaryError
from canary.files.decoding import decode
from canary.files.leaks import read_leak
from canary.files.outbox import parse_template
from canary.files.output import read_csv
from canary.files.recipients import parse_recipients
from canary.files.review import parse_review
from canary.keys import OfficerKey, parse_officer, unlock_key
from canary.keys.envelope import read_head
from canary.keys.recovery import parse_recovery, print_recovery
from canary.log.checkpoint import open_checkpoint
from canary.log.commitment import parse_copy_id
from canary.log.entry import open_entry, peek_entry
from canary.log.note import Signer, Verifier, open_note
from canary.log.plan_json import parse_plan
from canary.log.recipient import decode_recipient
from canary.workflows.backup import PARTS
from canary.workflows.backup import _parse_list as parts_of_backup
from canary.workflows.house import _wording as wording
from canary.workflows.issued import parse_opening
from tests.files.test_review import TEXT, print_review, review

ROOT = Path(__file__).parents[1]
SLOW = 5
HOSTILE = (
    b"\x00", b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\x80",
    b"\n", b"\r", b"\r\n", b"\n\n", b"\t", b",", b'"', b"'", b"\\", b"{", b"}", b"[", b"]" * 50,
    b"[" * 5000, b"{\"a\":" * 3000, b"9" * 5000, b"-1", b"-0", b"1e999", b"NaN", b"null", b"true",
    b"9007199254740993", b"\\ud800", b"\\u0000", "\u202e".encode(), "\u2028".encode(), b"\x1b[2J",
    "\u0661".encode(), "\u00b2".encode(), b"_", b"+", b"=", b" ", b"x" * 70_000, b"\xe2\x80\x94 ",
)  # fmt: skip


def vector(name, part):
    raw = (ROOT / "tests" / "vectors" / f"{name}.json").read_text("utf-8")
    return json.loads(raw)["input"][part]


def known(name):
    return [Verifier.parse(vector(name, "vkey"))]


def text_of(parse, **options):
    """Let a parser of text read bytes, decoded as a file's are."""
    return lambda raw: parse(decode(raw, what="it")[0], **options)


def wordings(raw):
    value = parse_canonical(raw, what="it")
    return [wording(item) for item in value] if isinstance(value, list) else None


def signed(text):
    """Return what whoever has an officer's key can make: a note of any bytes."""
    signature = FORGER.verifier.key_id + FORGER.key.sign(text)
    return text + b"\n\xe2\x80\x94 forger " + encode_base64(signature).encode() + b"\n"


def behind(parse):
    """Let a parser of notes read a text that is signed by a key it knows."""
    return lambda raw: parse(signed(raw), [FORGER.verifier], what="it")


def signed_texts(part):
    """Return the signed texts of the vectors of a kind that are accepted."""
    for path in sorted((ROOT / "tests" / "vectors").glob(f"{part}*.json")):
        case = json.loads(path.read_text("utf-8"))
        if case["expect"] != "refused":
            yield case["input"]["note"].rpartition("\n\n")[0].encode() + b"\n"


FORGER = Signer("forger", SigningKey(bytes(32)))
ENTRIES = [*signed_texts("entry")]
HOUSE = canonical([{"after": "a", "before": "b", "others": ["c"], "words": "d"}])
OPENING = {"file": "ab" * 32, "recipient": {"fields": [["name", "Ada"]], "id": "007"}}
PLAIN = {
    "note": (
        lambda raw: open_note(raw, known("note-of-one-signature"), what="it"),
        vector("note-of-one-signature", "note").encode(),
    ),
    "checkpoint": (
        lambda raw: open_checkpoint(raw, known("checkpoint"), what="it"),
        vector("checkpoint", "note").encode(),
    ),
    "entry": (
        lambda raw: open_entry(raw, known("entry-release"), what="it"),
        vector("entry-release", "note").encode(),
    ),
    "entry, unsigned": (
        lambda raw: peek_entry(raw, what="it"),
        vector("entry-release", "note").encode(),
    ),
    "plan": (parse_plan, vector("plan-of-two-sites", "plan").encode()),
    "recipient": (decode_recipient, canonical(OPENING["recipient"])),
    "copy's record": (lambda raw: parse_opening(raw, what="it"), canonical(OPENING)),
    "house wordlist": (wordings, HOUSE),
    "key file": (
        lambda raw: unlock_key(raw, bytes),
        vector("key-file-plain", "file").encode(),
    ),
    "officer file": (parse_officer, vector("officer-file", "file").encode()),
    "recovery key": (
        text_of(parse_recovery),
        print_recovery(OfficerKey("recovery", bytes(range(32)))).encode(),
    ),
    "backup's head": (
        lambda raw: read_head(io.BytesIO(raw)),
        b"canary.backup/v1\ncanary.registry/" + b"a" * 32 + b"\n\n",
    ),
    "review": (text_of(parse_review, what="it"), print_review(review(), TEXT).encode()),
    "recipients": (
        text_of(parse_recipients, what="it"),
        b'id,name,email\n007,"Bond, James",jb@example.org\n008,Bill,bill@example.org\n',
    ),
    "template": (
        text_of(parse_template, columns=frozenset({"name"}), what="it"),
        b"To: box@example.org\nSubject: For {name}\n\nDear {name}\n",
    ),
    "index": (lambda raw: read_csv(raw, what="it"), b"copy,id,path,sha256\na-0001,007,/a/b,ff\n"),
    "leak": (lambda raw: read_leak(raw, what="leak.txt"), b"We met at noon, and it ended.\n" * 5),
    "copy id": (text_of(parse_copy_id), b"0123abcd-0001"),
    "parts of a backup": (
        parts_of_backup,
        canonical([[str(part), 4096] for part in PARTS]),
    ),
}


def mutated(raw, chance):
    """Return `raw` with one to four mutations."""
    data = bytearray(raw)
    for _ in range(chance.randrange(1, 5)):
        at, to = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        match chance.randrange(7):
            case 0:
                del data[at:to]
            case 1:
                data[at:at] = data[at:to]
            case 2:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 3:
                data[at:at] = chance.choice(HOSTILE)
            case 4:
                data[at:to] = chance.choice(HOSTILE)
            case 5:
                lines = data.split(b"\n")
                chance.shuffle(lines)
                data = bytearray(b"\n".join(lines))
            case 6:
                data = data[:at]
    return bytes(data)


def changed(raw, chance):
    """Return canonical JSON with one to three of its nodes changed."""
    value = [json.loads(raw)]
    for _ in range(chance.randrange(1, 4)):
        holder, key = chance.choice([*_nodes(value)])
        match chance.randrange(5):
            case 0 if holder is not value:
                del holder[key]
            case 1 if isinstance(holder, dict):
                holder[chance.choice(("", "x", "time", "\ud800", "a" * 999))] = holder.pop(key)
            case 2:
                holder[key] = [holder[key]] * chance.choice((1, 2, 50))
            case 3:
                other, place = chance.choice([*_nodes(value)])
                holder[key] = json.loads(json.dumps(other[place]))
            case _:
                holder[key] = chance.choice(NODES)
    return canonical(value[0])


def payload_changed(text, chance):
    """Return an entry's text with its payload changed."""
    head, payload = text.rstrip(b"\n").rsplit(b"\n", 1)
    return head + b"\n" + changed(payload, chance) + b"\n"


def _nodes(value):
    """Yield (list or object, index or key) of every node below `value`."""
    for key in [*value] if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], list | dict):
            yield from _nodes(value[key])


NODES = (
    *(None, True, False, 0, -1, 1, 255, 256, 2**53 - 1, 1 - 2**53, [], {}, [[]], "", "x", "0" * 64),
    *("ab" * 32, "AB" * 32, "\ud800", "\u202e", "\n", "=1+1", "9" * 400, "\u0661", "a" * 70_000),
)
BEHIND = {
    "note, signed": (behind(open_note), ENTRIES, mutated),
    "checkpoint, signed": (behind(open_checkpoint), [*signed_texts("checkpoint")], mutated),
    "entry, signed": (behind(open_entry), ENTRIES, mutated),
    "entry, changed and signed": (behind(open_entry), ENTRIES, payload_changed),
    "plan, changed": (parse_plan, [PLAIN["plan"][1]], changed),
    "recipient, changed": (decode_recipient, [PLAIN["recipient"][1]], changed),
    "copy's record, changed": (PLAIN["copy's record"][0], [canonical(OPENING)], changed),
    "house wordlist, changed": (wordings, [HOUSE], changed),
    "parts of a backup, changed": (parts_of_backup, [PLAIN["parts of a backup"][1]], changed),
}
PARSERS = {name: (parse, [valid], mutated) for name, (parse, valid) in PLAIN.items()} | BEHIND


def fuzz(name, count):
    """Return what a parser made of so many mutations, and the faults."""
    parse, valids, mutate = PARSERS[name]
    for valid in valids:
        parse(valid)
    chance, found, faults = random.Random(f"parsers {name}"), Counter(), []
    for _ in range(count):
        raw, start = mutate(chance.choice(valids), chance), time.monotonic()
        try:
            parse(raw)
            found["read"] += 1
        except CanaryError as error:
            found[type(error).__name__] += 1
        except Exception as error:  # noqa: BLE001 - what is looked for
            faults.append(f"{type(error).__name__}: {error} for {raw[:200]!r}")
        if time.monotonic() - start > SLOW:
            faults.append(f"too slow for {raw[:200]!r}")
    return found, faults


def main():
    options = modes.parse(__doc__, count=(200, 5000))
    count = options.count
    lines = ["# Parsers under mutation", "", "| parser | inputs | answers | faults |"]
    lines.append("|---|---:|---|---:|")
    for name in PARSERS:
        found, faults = fuzz(name, count)
        shown = "; ".join(f"{what}: {n:,}" for what, n in sorted(found.items()))
        lines.append(f"| {name} | {count:,} | {shown} | {len(faults)} |")
        print(lines[-1], *faults[:3], sep="\n", flush=True)
    modes.write(options, "parsers_fuzz.md", "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
