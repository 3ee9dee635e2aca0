"""Entries of the working day, a backup, a recovery key: docs/formats.md written out once more."""

import base64

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from tests.reference.formats_definition import (
    ISSUE,
    ORIGIN,
    SALT16,
    SEED,
    H,
    b64,
    dumps,
    hkdf,
    note,
    vkey,
)

TIME = 1700000000
COPIES = [f"{ISSUE[:8]}-0000", f"{ISSUE[:8]}-10000"]
FILE_KEY = b"\x44" * 32
FILES = {"keys/officer.key": b"k", "keys/officer.pub": b"p", "keys/pin": b"", "registry.db": b"db"}


def blob(kind):
    return {kind: H(kind.encode()).hex()}


def issue(**more):
    """An issue's entry, whatever it descends from."""
    return {
        "algorithm": "canary.codes/v1",
        "blobs": blob("about") | blob("plan") | blob("source"),
        **{key: H(key.encode()).hex() for key in ("c_key", "c_plan", "c_source", "dek", "prints")},
        "epoch": 1,
        "issue": "f" * 32,
        "n": 2,
        "program": "canary 1.0",
        "root": H(b"root").hex(),
        "salt": 1,
        "wordlists": H(b"lists").hex(),
        **more,
    }


def addition():
    """An issue that extends another: no key, prints or documents of its own."""
    body = issue(extends=ISSUE, blobs={})
    return {key: value for key, value in body.items() if key not in {"dek", "prints"}}


PAYLOADS = {
    "delivery": ("delivery", {"blobs": blob("messages"), "copies": COPIES}),
    "receipt": ("receipt", {"copy": COPIES[0]}),
    "holder": ("holder", {"blobs": blob("holder"), "copy": COPIES[1]}),
    "regenerate": ("regenerate", {"blobs": blob("folder") | blob("reason"), "copies": COPIES[:1]}),
    "purge": ("purge", {"issue": ISSUE, "n": 14}),
    "erase": ("erase", {"blobs": blob("reason"), "issue": ISSUE}),
    "expire": ("expire", {"cases": ["a" * 32]}),
    "issue-that-extends": ("issue", addition()),
    "issue-that-revises": ("issue", issue(revises=ISSUE)),
    "issue-with-lineage": ("issue", issue(lineage=COPIES)),
}
REFUSED = {
    "delivery-without-messages": ("delivery", {"copies": COPIES}),
    "receipt-of-no-copy": ("receipt", {"copy": ISSUE}),
    "holder-in-the-clear": ("holder", {"copy": COPIES[0], "holder": "the deputy"}),
    "purge-without-number": ("purge", {"issue": ISSUE}),
    "expire-of-a-case-by-name": ("expire", {"cases": ["The Herald"]}),
}


def entry(kind, payload):
    return note(f"canary.event/v1 {kind}\n{ORIGIN}\n7\n{dumps(payload | {'time': TIME})}\n")


def backup():
    """A backup of one chunk that a passphrase opens."""
    label = b"canary/v1/backup\0"
    key = Argon2id(salt=SALT16, length=32, iterations=3, lanes=4, memory_cost=65536)
    wrapping = ChaCha20Poly1305(key.derive(b"correct horse"))
    sealed = b64(wrapping.encrypt(bytes(12), FILE_KEY, label + ORIGIN.encode()))
    cost = f"argon2id m=65536 t=3 p=4 salt={b64(SALT16)}"
    head = f"canary.backup/v1\n{ORIGIN}\npassphrase {cost} {sealed}\n\n".encode()
    sizes = [[name, len(raw)] for name, raw in FILES.items()]
    content = dumps(sizes).encode() + b"\n" + b"".join(FILES.values())
    chunk = ChaCha20Poly1305(hkdf(FILE_KEY, label + bytes(8) + b"\x01"))
    return {
        "input": {
            "file": b64(head + chunk.encrypt(bytes(12), content, H(head))),
            "passphrase": "correct horse",
        },
        "expect": {"origin": ORIGIN, "content": content.decode()},
    }


def recovery():
    text = base64.b32encode(SEED + H(b"canary/v1/recovery\0" + SEED)[:3]).decode()
    groups = "-".join(text[at : at + 4] for at in range(0, 56, 4))
    return {"input": {"text": groups}, "expect": {"seed": SEED.hex()}}


def vectors():
    """Return every scenario, by name."""
    read = {
        f"entry-{name}": {
            "input": {"note": entry(kind, payload), "vkey": vkey()},
            "expect": {"kind": kind, "origin": ORIGIN, "index": 7},
        }
        for name, (kind, payload) in PAYLOADS.items()
    }
    refused = {
        f"entry-{name}": {
            "input": {"note": entry(kind, payload), "vkey": vkey()},
            "expect": "refused",
        }
        for name, (kind, payload) in REFUSED.items()
    }
    return read | refused | {"backup-with-passphrase": backup(), "recovery-key": recovery()}
