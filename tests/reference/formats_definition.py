"""docs/formats.md written out once more, with nothing of Canary: the second oracle of its vectors.

`CANARY_UPDATE=1` makes the vector tests write `tests/vectors` from here.
"""

import base64
import hashlib
import hmac
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV, ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

SEED, RMS, DEK = b"\x11" * 32, b"\x22" * 32, b"\x33" * 32
NONCE, SALT16 = bytes(range(12)), bytes(range(16))
ISSUE = "000102030405060708090a0b0c0d0e0f"
NAME = "officer.jane"


def H(data):  # noqa: N802
    return hashlib.sha256(data).digest()


def mac(key, message):
    return hmac.new(key, message, "sha256").digest()


def hkdf(key, info, salt=bytes(32)):
    return mac(mac(salt, key), info + b"\x01")  # one block: 32 bytes


def b64(raw):
    return base64.b64encode(raw).decode()


def dumps(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def ed25519(seed=SEED):
    return Ed25519PrivateKey.from_private_bytes(hkdf(seed, b"canary/v1/officer/ed25519"))


def x25519(seed=SEED):
    return X25519PrivateKey.from_private_bytes(hkdf(seed, b"canary/v1/officer/x25519"))


def vkey(name=NAME, seed=SEED):
    public = b"\x01" + ed25519(seed).public_key().public_bytes_raw()
    key_id = H(name.encode() + b"\n" + public)[:4]
    return f"{name}+{key_id.hex()}+{b64(public)}"


def line(text, name=NAME, seed=SEED):
    key_id = bytes.fromhex(vkey(name, seed).split("+")[1])
    return f"— {name} {b64(key_id + ed25519(seed).sign(text.encode()))}\n"


def note(text):
    return text + "\n" + line(text)


ORIGIN = (
    "canary.registry/"
    + (H(b"canary/v1/origin\0" + ed25519().public_key().public_bytes_raw()).hex()[:32])
)
CHECKPOINT = f"{ORIGIN}\n1\n{b64(H(b'root'))}\n"
ENTRY = f'canary.event/v1 release\n{ORIGIN}\n7\n{{"issue":"{ISSUE}","n":3,"time":1700000000}}\n'


def key_file():
    head = f"canary.key/v1\n{vkey()}\nargon2id m=65536 t=3 p=4 salt={b64(SALT16)}\n"
    key = Argon2id(salt=SALT16, length=32, iterations=3, lanes=4, memory_cost=65536)
    sealed = ChaCha20Poly1305(key.derive(b"correct horse")).encrypt(bytes(12), SEED, head.encode())
    return f"{head}{b64(sealed)}\n"


def officer_file():
    public = x25519().public_key().public_bytes_raw()
    return note(f"canary.officer/v1\n{vkey()}\nx25519 {b64(public)}\n")


def key_derivation():
    issue, salt = bytes.fromhex(ISSUE), H(CHECKPOINT.encode())
    named = {name: hkdf(RMS, b"canary/v1/" + name.encode()) for name in EPOCH}
    k_doc = hkdf(named["mark"], b"canary/v1/doc" + issue, salt)
    return {
        "input": {"rms": RMS.hex(), "issue": ISSUE, "salt": salt.hex()},
        "expect": {
            **{name: key.hex() for name, key in named.items()},
            "c_rms": H(b"canary/v1/crms\0" + RMS).hex(),
            "k_doc": k_doc.hex(),
            "k_iddoc": hkdf(named["id"], b"canary/v1/iddoc" + issue).hex(),
            "bias_key": mac(k_doc, b"canary/v1/bias").hex(),
            "c_key": H(b"canary/v1/ckey\0" + k_doc).hex(),
        },
    }


EPOCH = ("mark", "id", "kek", "blob", "print", "case")


def commitments():
    k_doc, k_iddoc = b"\x44" * 32, b"\x55" * 32
    recipient = {"fields": [["name", "Dé Ødegård"], ["group", "0012"]], "id": "r001"}
    rid = dumps(recipient).encode()
    c_rcpt = H(b"canary/v1/rcpt\0" + mac(k_iddoc, rid) + rid)
    seed = mac(k_doc, b"canary/v1/copy\0" + c_rcpt)
    word, file, source, plan = b"\x00\x01\x02\x00", H(b"file"), b"source", b"{}"
    c_word = H(b"canary/v1/cword\0" + mac(seed, b"canary/v1/wsalt") + word)
    c_file = H(b"canary/v1/cfile\0" + mac(seed, b"canary/v1/fsalt") + file)
    opening = dumps({"file": file.hex(), "recipient": recipient}).encode()
    context = b"canary/v1/enc/copy\0" + bytes.fromhex(ISSUE) + c_rcpt
    enc = NONCE + AESGCMSIV(DEK).encrypt(NONCE, opening, context)
    fields = (ISSUE, c_rcpt.hex(), c_word.hex(), c_file.hex(), H(enc).hex())
    leaf = H(b"\x00canary.copy/v1\n" + "".join(f"{f}\n" for f in fields).encode())
    return {
        "input": {
            "k_doc": k_doc.hex(),
            "k_iddoc": k_iddoc.hex(),
            "dek": DEK.hex(),
            "nonce": NONCE.hex(),
            "issue": ISSUE,
            "index": 3,
            "recipient": recipient,
            "word": word.hex(),
            "file_sha256": file.hex(),
            "source": source.decode(),
            "plan": plan.decode(),
        },
        "expect": {
            "rid": rid.decode(),
            "c_rcpt": c_rcpt.hex(),
            "word_key": mac(seed, b"canary/v1/word").hex(),
            "c_word": c_word.hex(),
            "c_file": c_file.hex(),
            "c_source": H(
                b"canary/v1/csource\0" + mac(k_doc, b"canary/v1/ssalt") + H(source)
            ).hex(),
            "c_plan": H(b"canary/v1/cplan\0" + mac(k_doc, b"canary/v1/psalt") + H(plan)).hex(),
            "enc": enc.hex(),
            "leaf": leaf.hex(),
            "copy": "00010203-0003",
        },
    }


def codeword(profile):
    word_key, bias_key, qs = b"\x66" * 32, b"\x77" * 32, [2, 3, 0, 6, 2, 4, 2, 5]
    stream = hashlib.shake_256(b"canary/v1/codeword\0" + word_key).digest(4 * len(qs))
    coins = hashlib.shake_256(b"canary/v1/bias-coin\0" + bias_key).digest(len(qs))
    word = []
    for slot, q in enumerate(qs):
        u = int.from_bytes(stream[4 * slot : 4 * slot + 4], "little")
        steps = [2**32 * t // q for t in range(1, q)] if q else []
        if profile == "S" and q == 2:
            steps = [(210 if coins[slot] & 1 else 46) << 24]
        word.append(sum(u >= step for step in steps))
    given = {"profile": profile, "q_by_slot": qs}
    return {
        "input": {**given, "word_key": word_key.hex(), "bias_key": bias_key.hex()},
        "expect": {"word": bytes(word).hex()},
    }


def prints():
    key = hkdf(RMS, b"canary/v1/print")
    shingles = ["the minister said that the", "said that the talks would"]
    values = [
        int.from_bytes(mac(key, b"canary/v1/print\0" + s.encode())[:8], "big", signed=True)
        for s in shingles
    ]
    digest = H(b"".join(v.to_bytes(8, "big", signed=True) for v in sorted(values)))
    return {
        "input": {"k_print": key.hex(), "shingles": shingles},
        "expect": {"hashes": [str(v) for v in values], "prints": digest.hex()},
    }


def pseudonyms():
    key = hkdf(RMS, b"canary/v1/case")
    leak = H(b"first piece") + H(b"second piece")
    return {
        "input": {"rms": RMS.hex(), "case": "Küche", "pieces": ["first piece", "second piece"]},
        "expect": {
            "case": mac(key, "canary/v1/case\0Küche".encode())[:16].hex(),
            "leak": mac(key, b"canary/v1/leak\0" + leak).hex(),
        },
    }


def expand(key, info, length):
    return mac(key, info + b"\x01")[:length]  # one block


def wrapped_secret():
    """RFC 9180, base mode, with a fixed ephemeral key."""
    info = f"canary/v1/wrap\0{ORIGIN}\0{1}\0{vkey()}".encode()
    ephemeral = X25519PrivateKey.from_private_bytes(b"\x88" * 32)
    enc, public = (k.public_key().public_bytes_raw() for k in (ephemeral, x25519()))
    kem, hpke = b"HPKE-v1KEM\x00\x20", b"HPKE-v1HPKE\x00\x20\x00\x01\x00\x03"
    dh = ephemeral.exchange(x25519().public_key())
    prk = mac(bytes(32), kem + b"eae_prk" + dh)
    shared = expand(prk, b"\x00\x20" + kem + b"shared_secret" + enc + public, 32)
    context = b"\x00" + mac(bytes(32), hpke + b"psk_id_hash")
    context += mac(bytes(32), hpke + b"info_hash" + info)
    secret = mac(shared, hpke + b"secret")
    key = expand(secret, b"\x00\x20" + hpke + b"key" + context, 32)
    nonce = expand(secret, b"\x00\x0c" + hpke + b"base_nonce" + context, 12)
    return {
        "input": {
            "wrapped": (enc + ChaCha20Poly1305(key).encrypt(nonce, RMS, b"")).hex(),
            "seed": SEED.hex(),
            "name": NAME,
            "origin": ORIGIN,
            "epoch": 1,
        },
        "expect": {"rms": RMS.hex()},
    }


def sealed():
    """The DEK under K_kek, and one blob under each kind of key."""
    kek, blob = hkdf(RMS, b"canary/v1/kek"), hkdf(RMS, b"canary/v1/blob")
    contexts = {
        "dek": (kek, DEK, b"canary/v1/enc/dek\0" + bytes.fromhex(ISSUE)),
        "source": (DEK, b"the source", b"canary/v1/enc/blob\0source\0" + ISSUE.encode()),
        "reason": (blob, b"the reason", b"canary/v1/enc/blob\0reason\0"),
    }
    made = {
        name: NONCE + AESGCMSIV(key).encrypt(NONCE, plain, context)
        for name, (key, plain, context) in contexts.items()
    }
    return {
        "input": {"rms": RMS.hex(), "dek": DEK.hex(), "issue": ISSUE, "nonce": NONCE.hex()},
        "expect": {name: raw.hex() for name, raw in made.items()}
        | {"source_id": H(made["source"]).hex()},
    }


def plan():
    sites = [
        {
            "channel": "lexicon",
            "parts": [{"span": [4, 9], "variants": ["began", "started"]}],
            "private": False,
            "rule": "lexicon.begin",
            "sentence": [0, 40],
            "slot": 0,
            "source": 0,
            "stretch": 0,
        },
        {
            "channel": "spelling",
            "parts": [
                {"span": [10, 16], "variants": ["colour", "color"]},
                {"span": [30, 30], "variants": ["", "é"]},
            ],
            "private": True,
            "rule": "spelling.our",
            "sentence": [0, 40],
            "slot": 7,
            "source": 1,
            "stretch": 0,
        },
    ]
    whole = {
        "format": "canary.plan/v1",
        "profile": "U",
        "sites": sites,
        "text_sha256": H(b"text").hex(),
        "wordlists_sha256": H(b"lists").hex(),
    }
    return {
        "input": {"plan": dumps(whole)},
        "expect": {"slots": [0, 7], "q": [2, 2], "channels": ["lexicon", "spelling"]},
    }


def valid():
    """Return every scenario that is accepted, by name."""
    return {
        "key-derivation": key_derivation(),
        "wrapped-master-secret": wrapped_secret(),
        "sealed-key-and-blobs": sealed(),
        "plan-of-two-sites": plan(),
        "copy-commitments": commitments(),
        "codeword-profile-u": codeword("U"),
        "codeword-profile-s": codeword("S"),
        "prints-of-two-shingles": prints(),
        "pseudonyms-of-case-and-leak": pseudonyms(),
        "key-file-with-passphrase": {
            "input": {"file": key_file(), "passphrase": "correct horse"},
            "expect": {"name": NAME, "seed": SEED.hex()},
        },
        "key-file-plain": {
            "input": {"file": f"canary.key-plain/v1\n{vkey()}\n{b64(SEED)}\n"},
            "expect": {"name": NAME, "seed": SEED.hex()},
        },
        "officer-file": {
            "input": {"file": officer_file()},
            "expect": {"vkey": vkey(), "x25519": x25519().public_key().public_bytes_raw().hex()},
        },
        "note-of-one-signature": {
            "input": {"note": note("a text\n\nof two paragraphs\n"), "vkey": vkey()},
            "expect": {"text": "a text\n\nof two paragraphs\n"},
        },
        "checkpoint": {
            "input": {"note": note(CHECKPOINT), "vkey": vkey()},
            "expect": {"origin": ORIGIN, "size": 1, "root": H(b"root").hex()},
        },
        "entry-release": {
            "input": {"note": note(ENTRY), "vkey": vkey()},
            "expect": {"kind": "release", "origin": ORIGIN, "index": 7},
        },
    }


def refused_notes():
    """Return notes that must be refused, each named after what is wrong with it."""
    good, text = note("text\n"), "text\n"
    signature = line(text).split(" ")[2].strip()
    raw = bytearray(base64.b64decode(signature))
    raw[-1] ^= 1
    loose = signature[:-1].rstrip("=")
    return {
        "note-without-empty-line": good.replace("\n\n", "\n"),
        "note-without-signature": "text\n\n",
        "note-without-final-newline": good[:-1],
        "note-of-another-text": good.replace("text", "Text"),
        "note-with-altered-signature": f"text\n\n— {NAME} {b64(bytes(raw))}\n",
        "note-with-truncated-signature": f"text\n\n— {NAME} {b64(bytes(raw[:-1]))}\n",
        "note-with-hyphen-for-dash": good.replace("— ", "- "),
        "note-with-two-spaces": good.replace(f"{NAME} ", f"{NAME}  "),
        "note-with-space-after-signature": good[:-1] + " \n",
        "note-with-carriage-returns": good.replace("\n", "\r\n"),
        "note-with-tab": note("te\txt\n"),
        "note-with-nul": note("te\0xt\n"),
        "note-with-unpadded-base64": f"text\n\n— {NAME} {loose}\n",
        "note-with-urlsafe-base64": f"text\n\n— {NAME} {signature.replace('/', '_')}-\n",
        "note-signed-twice": good + line(text),
        "note-of-a-stranger": text + "\n" + line(text, "stranger", b"\x12" * 32),
        "note-of-a-namesake": text + "\n" + line(text, NAME, b"\x12" * 32),
        "note-of-an-empty-text": "\n" + line("\n"),
        "note-with-short-key-id": f"text\n\n— {NAME} AAAA\n",
        "note-with-17-signatures": good + "".join(line(text, f"s{i}") for i in range(16)),
    }


def refused_texts():
    """Return signed texts that are no checkpoint, and no entry, by name."""
    root = b64(H(b"root"))
    body = ENTRY.split("\n")[3]
    head = f"canary.event/v1 release\n{ORIGIN}\n7\n"
    checkpoints = {
        "checkpoint-with-leading-zero": f"{ORIGIN}\n01\n{root}\n",
        "checkpoint-with-sign": f"{ORIGIN}\n+1\n{root}\n",
        "checkpoint-with-underscore": f"{ORIGIN}\n1_0\n{root}\n",
        "checkpoint-with-other-digits": f"{ORIGIN}\n１\n{root}\n",
        "checkpoint-with-extension-line": f"{ORIGIN}\n1\n{root}\nmore\n",
        "checkpoint-without-root": f"{ORIGIN}\n1\n",
        "checkpoint-with-short-root": f"{ORIGIN}\n1\n{b64(b'short')}\n",
        "checkpoint-with-hex-root": f"{ORIGIN}\n1\n{H(b'root').hex()[:-1]}=\n",
        "checkpoint-without-origin": f"\n1\n{root}\n",
    }
    entries = {
        "entry-of-version-2": ENTRY.replace("event/v1", "event/v2"),
        "entry-of-unknown-type": ENTRY.replace("release", "rumour"),
        "entry-with-leading-zero": ENTRY.replace("\n7\n", "\n07\n"),
        "entry-with-spaces-in-json": ENTRY.replace('"n":3', '"n": 3'),
        "entry-with-unsorted-keys": f'{head}{{"n":3,"issue":"{ISSUE}","time":1}}\n',
        "entry-with-a-key-twice": head + body.replace("{", '{"issue":"' + ISSUE + '",') + "\n",
        "entry-with-a-float": ENTRY.replace('"n":3', '"n":3.0'),
        "entry-with-a-negative-number": ENTRY.replace('"n":3', '"n":-3'),
        "entry-with-true-for-a-number": ENTRY.replace('"n":3', '"n":true'),
        "entry-with-a-number-beyond-53-bits": ENTRY.replace('"n":3', '"n":9007199254740993'),
        "entry-with-upper-case-hex": ENTRY.replace("0a0b", "0A0B"),
        "entry-with-a-short-id": ENTRY.replace(ISSUE, ISSUE[:-2]),
        "entry-with-a-key-too-many": ENTRY.replace('"n":3', '"m":1,"n":3'),
        "entry-without-its-time": ENTRY.replace(',"time":1700000000', ""),
        "entry-of-two-json-lines": ENTRY + "{}\n",
        "entry-with-a-list-for-payload": f"{head}[]\n",
        "entry-without-payload": head,
    }
    return checkpoints | entries


def refused_key_files():
    """Return key files that must be refused, each named after what is wrong with it."""
    good = key_file()
    plain = f"canary.key-plain/v1\n{vkey()}\n{b64(SEED)}\n"
    return {
        "key-file-of-little-memory": good.replace("m=65536", "m=1024"),
        "key-file-of-too-much-memory": good.replace("m=65536", "m=99999999"),
        "key-file-of-many-passes": good.replace("t=3", "t=17"),
        "key-file-of-many-lanes": good.replace("p=4", "p=9"),
        "key-file-with-zero-passes": good.replace("t=3", "t=0"),
        "key-file-with-leading-zero": good.replace("t=3", "t=03"),
        "key-file-of-another-kdf": good.replace("argon2id", "argon2i"),
        "key-file-of-version-2": good.replace("key/v1", "key/v2"),
        "key-file-with-a-line-more": good + "\n",
        "key-file-without-final-newline": good[:-1],
        "key-file-with-carriage-returns": good.replace("\n", "\r\n"),
        "key-file-with-another-name": good.replace("jane", "joan"),
        "key-file-with-another-public-key": good.replace(vkey(), vkey(NAME, b"\x12" * 32)),
        "key-file-truncated": good[:40],
        "key-file-empty": "",
        "key-file-plain-with-another-public-key": plain.replace(vkey(), vkey(NAME, b"\x12" * 32)),
        "key-file-plain-with-short-seed": plain.replace(b64(SEED), b64(SEED[:31])),
        "key-file-plain-named-protected": plain.replace("key-plain", "key"),
    }


def vectors():
    """Return every scenario, by name."""
    refused = {}
    for name, value in refused_notes().items():
        refused[name] = {"input": {"note": value, "vkey": vkey()}}
    for name, value in refused_texts().items():
        refused[name] = {"input": {"note": note(value), "vkey": vkey()}}
    for name, value in refused_key_files().items():
        refused[name] = {"input": {"file": value, "passphrase": "correct horse"}}
    return valid() | {name: case | {"expect": "refused"} for name, case in refused.items()}
