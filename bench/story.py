"""The whole story on real documents: 100 recipients, 20 leaked copies a document and channel.

Prints a row a document and channel: observed sites that survive, attributed at 1e-6, true copy
first or tied first, wrong; then who is attributed where nobody should be. Every trial goes through
`issue` and `decode` of a vault. CANARY_CORPUS: folder of the documents (default ../shared/corpus).
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import prose

from canary import codes, leaks
from canary.crypto import hmac_sha256, sha256
from canary.files.documents import open_document
from canary.model import Plan, Recipient
from canary.reading import Reader
from canary.workflows.decode import decode
from canary.workflows.issue import issue
from canary.workflows.plan import make_plan
from canary.workflows.question import Leak, Question
from canary.workflows.vault import open_vault
from canary.workflows.vault_init import init_vault

CORPUS = Path(os.environ.get("CANARY_CORPUS", Path(__file__).parents[2] / "shared" / "corpus"))
DOCUMENTS = (
    "dispatch_hul_a_1052_1954.txt",
    "cable_backchannel_510_1970.txt",
    "policy_memo_M-13-13.md",
    "speech_inaugural_1957_eisenhower.txt",
    "minutes_rust_council_2024-12-06.md",
)
CHANNELS = ("verbatim", "paste", "retype", "intercept")
RECIPIENTS, COPIES, ALPHA = 100, 20, 1e-6
UNRELATED, FRESH = 200, 100_000


def as_leak(text):
    """Return a leak of one piece."""
    return Leak.of([(text, text.encode())])


def play_document(vault, folder, name):
    """Issue a document, leak twenty copies through every channel, print a row a channel."""
    document = open_document(CORPUS / name)
    planned = make_plan(document)
    people = [Recipient(f"r{n:03}") for n in range(RECIPIENTS)]
    release = issue(
        vault, planned, people, folder / name, allow_weak=True, clock=lambda: int(time.time())
    )
    for channel in CHANNELS:
        observed, attributed, first, wrong = [], 0, 0, 0
        for n in range(COPIES):
            copy = release.copies[n * RECIPIENTS // COPIES]
            text = open_document(copy.path).text.content
            leaked = leaks.play(channel, text, seed=sha256(f"{name}{n}".encode()))
            result = decode(vault, as_leak(leaked), Question(alpha=ALPHA), now=int(time.time()))
            observed.append(result["sites"]["observed"])
            best = result["candidates"] or [{"p_value": 1}]
            named = {c["copy"] for c in best if c.get("attributed")}
            top = {c["copy"] for c in best if c["p_value"] <= best[0]["p_value"] and "copy" in c}
            attributed += copy.copy in named
            wrong += bool(named - {copy.copy})
            first += copy.copy in top
        print(
            f"{name[:40]:40} {channel:10} {len(planned.plan.sites):5} {median(observed):8.0f} "
            f"{min(observed):4} {attributed:6}/{COPIES} {first:5}/{COPIES} {wrong:5}",
            flush=True,
        )
    source = decode(vault, as_leak(document.text.content), Question(alpha=ALPHA), now=0)
    return planned, source["verdict"]


def fresh_rate(planned, texts):
    """Score 100,000 fresh codewords against readings of copies; print families that name one."""
    plan: Plan = planned.plan
    reader = Reader(planned.document.text.content, plan.sites)
    for alpha in (0.05, 1e-3):
        families = named = 0
        for n, text in enumerate(texts):
            law = codes.biases(plan, sha256(b"law%d" % n))
            observation = reader.read(text)
            for family in range(FRESH // RECIPIENTS // len(texts)):
                master = sha256(b"fresh %d %d" % (n, family))
                keys = [hmac_sha256(master, i.to_bytes(8, "big")) for i in range(RECIPIENTS)]
                words = codes.codewords(keys, law)
                families += 1
                found = codes.attribute(
                    plan, law, observation, words, alpha=alpha, family=RECIPIENTS, keep=1
                )
                named += found.candidates[0].attributed
        print(f"fresh keys: {named} of {families} families name a copy at alpha {alpha:g}")


def main():
    """Run everything."""
    print(f"{'document':40} channel    sites observed  min attributed  first wrong")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "vault")
        init_vault(home, officer="bench", passphrase=None, notice="given", because="bench", now=0)
        with open_vault(home, lambda: b"") as vault:
            verdicts, last = [], None
            for name in DOCUMENTS:
                last, verdict = play_document(vault, Path(folder), name)
                verdicts.append(verdict)
            print("decoding the sources themselves:", verdicts)
            texts = [t for g in prose.genres("develop") for t in prose.paragraphs("develop", g)]
            texts = [t for t in texts if len(t.split()) > 60]
            texts = texts[:: max(1, len(texts) // UNRELATED)]
            found = [
                decode(vault, as_leak(text), Question(alpha=0.05), now=0)["verdict"]
                for text in texts[:UNRELATED]
            ]
            print(f"{len(found)} unrelated texts:", {v: found.count(v) for v in set(found)})
    copies = [last.document.text.content] + [
        leaks.play("word-edit", last.document.text.content, seed=b"%d" % n) for n in range(3)
    ]
    fresh_rate(last, copies)


if __name__ == "__main__":
    sys.exit(main())
