"""Scale: one leak against a million copies, from keys and from the cache.

    python bench/codes_scale.py [--full] [--copies N] [--sites M]

A vault is made with one issue of so many copies; then `canary decode` runs twice, in processes of
its own: cold derives every codeword from its key, scores and names, and keeps the packed words;
warm reads them back. Beside the whole run stands the part that the codes take: getting the words
and scoring them. Peak memory is that of the process. Writes codes_scale.md.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import modes
from canary import codes
from canary.crypto import sha256
from canary.model import Channel, Part, Plan, Recipient, Site, Span
from canary.reading import leak_shingles
from canary.workflows import recording
from tests.vault.world import make_vault

NOW = 1_700_000_000
DECODE = """
import json, re, sys, time
from pathlib import Path
from canary.workflows import decode
from canary.workflows.question import Leak, Question
from canary.workflows.vault import open_vault
spent = 0.0
def timed(function):
    def run(*args, **options):
        global spent
        start = time.perf_counter()
        try:
            return function(*args, **options)
        finally:
            spent += time.perf_counter() - start
    return run
decode.score = timed(decode.score)
raw = Path(sys.argv[2]).read_bytes()
with open_vault(Path(sys.argv[1]), lambda: b"") as vault:
    found = decode.decode(vault, Leak.of([(raw.decode(), raw)]), Question(), now=1_800_000_000)
named = [row["recipient"] for row in found["candidates"] if row["attributed"]]
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps({"codes": spent, "peak": peak, "named": named}))
"""
WORDS = ("harbour", "letter", "garden", "engine", "window", "market", "bridge", "teacher")


def document(sites):
    """Return a text with so many places of two variants, and its plan."""
    text, places = "", []
    for i in range(sites):
        text += f"The {WORDS[i % 8]} of number {i} in {WORDS[(i // 8 + 3) % 8]} row "
        places.append(Span(len(text), len(text) + 5))
        text += f"quick to {WORDS[(5 * i + 1) % 8]} {i * i}.{chr(10) * 2 if i % 10 == 9 else ' '}"
    found = tuple(
        Site(i, Channel.LEXICON, f"r{i}", (Part(span, ("quick", "ready")),), 0, span, i // 10)
        for i, span in enumerate(places)
    )
    return text, Plan(sha256(text.encode()).hex(), sha256(b"").hex(), "U", found)


def make(home, copies, sites):
    """Record an issue; returns the text that one of its copies shows, and its recipient."""
    text, plan = document(sites)
    with make_vault(home) as vault:
        people = [Recipient(f"r{number:07d}") for number in range(copies)]
        draft = recording.draft_issue(vault, plan, people)
        law = codes.biases(plan, draft.keys.bias_key)
        words = codes.codewords((copy.keys.word_key for copy in draft.copies), law)
        rendered = [recording.Rendered(word, bytes(32)) for word in words]
        shingles = frozenset(leak_shingles(text))
        kept = recording.Document(text.encode(), {"title": "bench"}, shingles)
        recording.record_issue(vault, draft, rendered, kept, program="bench", now=NOW)
    source = copies // 3
    shown, end = "", 0
    for site in plan.sites:
        shown += text[end : site.span.start] + site.variants[rendered[source].word[site.slot]]
        end = site.span.end
    return shown + text[end:], draft.copies[source].recipient.id


def decoded(home, leak):
    """Return what one decode took."""
    start = time.perf_counter()
    run = subprocess.run(
        [sys.executable, "-c", DECODE, str(home), str(leak)],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )
    return {"whole": time.perf_counter() - start, **json.loads(run.stdout)}


def measure(copies, sites):
    with tempfile.TemporaryDirectory() as folder:
        home, leak = Path(folder, "vault"), Path(folder, "leak.txt")
        shown, right = make(home, copies, sites)
        leak.write_text(shown, encoding="utf-8")
        cold, warm = decoded(home, leak), decoded(home, leak)
        cache = sum(path.stat().st_size for path in (home / "cache").glob("*"))
    named = {tuple(cold["named"]), tuple(warm["named"])}
    verdict = "yes" if named == {(right,)} else "nobody" if named == {()} else "NO"
    cells = [f"{copies:,}", str(sites)]
    for run in (cold, warm):
        cells += [f"{run['codes']:.2f}", f"{run['whole']:.2f}", f"{run['peak']:.0f}"]
    return "| " + " | ".join([*cells, f"{cache / 1e6:.0f}", verdict]) + " |"


def main():
    options = modes.parse(__doc__, copies=(100_000, 1_000_000), sites=(300, 300))
    lines = [
        "# Scale: one leak against all copies",
        "",
        "Two cores; wanted for 1,000,000 × 300: cold ≤ 15 s and ≤ 500 MB, warm ≤ 1 s where the",
        "codes are concerned. Times in seconds, peaks and cache in MB; the whole run starts the",
        "program, opens the vault, finds the issue, reads the leak and records the decode.",
        "",
        "| copies | sites | cold: codes | all | peak | warm: codes | all | peak | cache | right |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *(measure(options.copies, sites) for sites in sorted({30, options.sites})),
    ]
    modes.write(options, "codes_scale.md", "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
