"""Every parser of a file or record, fed mutations of what it accepts: only declared errors.

    python bench/parsers_fuzz.py [--count N]

Bytes and lines are cut, doubled, swapped, spliced and replaced by what parsers trip over. What a
parser answers is counted; anything but an answer or a CanaryError is a fault, and so is an answer
that took more than 5 seconds. Writes bench/results/parsers_fuzz.md.
"""

import argparse
import io
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from canary.encoding import canonical, parse_canonical
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
from canary.log.note import Verifier, open_note
from canary.log.plan_json import parse_plan
from canary.log.recipient import decode_recipient
from canary.workflows.house import _wording as wording
from canary.workflows.issued import parse_opening
from tests.files.test_review import TEXT, print_review, review

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench" / "results"
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


HOUSE = canonical([{"after": "a", "before": "b", "others": ["c"], "words": "d"}])
OPENING = {"file": "ab" * 32, "recipient": {"fields": [["name", "Ada"]], "id": "007"}}
PARSERS = {
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


def fuzz(name, count):
    """Return what a parser made of so many mutations, and the faults."""
    parse, valid = PARSERS[name]
    parse(valid)
    chance, found, faults = random.Random(f"parsers {name}"), Counter(), []
    for _ in range(count):
        raw, start = mutated(valid, chance), time.monotonic()
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
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=5000)
    count = parser.parse_args().count
    lines = ["# Parsers under mutation", "", "| parser | inputs | answers | faults |"]
    lines.append("|---|---:|---|---:|")
    for name in PARSERS:
        found, faults = fuzz(name, count)
        shown = "; ".join(f"{what}: {n:,}" for what, n in sorted(found.items()))
        lines.append(f"| {name} | {count:,} | {shown} | {len(faults)} |")
        print(lines[-1], *faults[:3], sep="\n", flush=True)
    (RESULTS / "parsers_fuzz.md").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()
