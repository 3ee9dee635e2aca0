"""How long the analysis takes: 1,500 words with the model's load, then 1.5k, 15k and 150k words.

The texts are the project's own prose, repeated. The first figure is a new process from start to
end of analysis; the bound is 1.5 s. The others are without load, the best of three runs (one of
the longest), in seconds of this process, which neighbours on the machine do not lengthen much.
"""

import resource
import subprocess
import sys
import time
from pathlib import Path

from canary.files.documents import parse
from canary.language import analyse

FOLDER = Path(__file__).parents[1] / "tests" / "data" / "prose"
SIZES = {1_500: 3, 15_000: 3, 150_000: 1}  # words to runs
BOUND = 1.5  # seconds
FRESH = "import sys, bench.analysis_speed as b; b.analyse(b.document(int(sys.argv[1])).text)"


def document(words):
    """Return a document of about so many words."""
    found, count = [], 0
    paragraphs = [p for f in sorted(FOLDER.glob("*.txt")) for p in f.read_text().split("\n\n")]
    while count < words:
        paragraph = paragraphs[len(found) % len(paragraphs)].strip()
        found.append(paragraph)
        count += len(paragraph.split())
    return parse("\n\n".join(found).encode(), name="prose.txt")


def seconds(words, runs):
    """Return the least time that the analysis of so many words took this process."""
    text, best = document(words).text, float("inf")
    for _ in range(runs):
        begun = time.process_time()
        analyse(text)
        best = min(best, time.process_time() - begun)
    return best


def fresh(words):
    """Return the wall and the processor time of a new process that analyses so many words."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", FRESH, str(words)], check=True, cwd=FOLDER.parents[2])
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime


def main():
    """Print the table; the exit code says whether the bound holds in processor time."""
    fresh(1_500)  # the files come into the cache
    wall, cpu = min(fresh(1_500) for _ in range(3))
    print(f"1,500 words in a new process: {wall:.2f} s, {cpu:.2f} s of a processor (≤ {BOUND})")
    analyse(document(100).text)
    print(f"{'words':>8} {'seconds':>8} {'ms / 1,000 words':>17}")
    for words, runs in SIZES.items():
        took = seconds(words, runs)
        print(f"{words:8} {took:8.2f} {1e6 * took / words:17.1f}", flush=True)
    return 0 if cpu <= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
