"""How fast copies of a Word document are issued, and whether memory grows with their number.

A document of about 1,500 words, its runs broken every few words as Word breaks them, issued to
200 and to 2,000 recipients: recorded, checked, written and synced. Prints copies a second of
processor time, the slowest step apart, and the peak memory of each.
"""

import resource
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from canary.files.documents import count_words, parse
from canary.model import Recipient
from canary.workflows.issue import issue
from canary.workflows.plan import make_plan
from canary.workflows.vault import open_vault
from canary.workflows.vault_init import init_vault
from tests.files.packages import docx, paragraph, run

MEMOS = Path(__file__).parents[1] / "tests" / "data" / "memos"
WORDS, PIECE = 1500, 4


def document():
    """Return a Word document of the sample memos, over and over."""
    told = [
        p
        for name in ("harbour", "clinic")
        for p in (MEMOS / f"{name}.txt").read_text().split("\n\n")
    ]
    body, words = [], 0
    while words < WORDS:
        for text in told:
            tokens = text.split()
            pieces = [" ".join(tokens[n : n + PIECE]) + " " for n in range(0, len(tokens), PIECE)]
            body.append(paragraph(*(run(piece.replace("&", "&amp;")) for piece in pieces)))
            words += len(tokens)
    return parse(docx(*body), name="memo.docx")


def measure(number):
    """Issue to a number of recipients; return sites, copies a second, and peak memory in MB."""
    planned = make_plan(document())
    people = [Recipient(f"r{n:05}") for n in range(number)]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "vault"
        init_vault(home, officer="bench", passphrase=None, notice="given", because="bench", now=1)
        with open_vault(home, lambda: b"") as vault:
            before = time.process_time()
            issue(vault, planned, people, Path(folder) / "out", clock=lambda: 2)
            seconds = time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return len(planned.plan.sites), number / seconds, peak


def main():
    """Print the table."""
    print(f"{count_words(document().text.content)} words")
    print("copies   sites   copies/s   peak MB")
    for number in (200, 2000):
        with get_context("spawn").Pool(1) as pool:
            sites, speed, peak = pool.apply(measure, (number,))
        print(f"{number:6} {sites:7} {speed:10.0f} {peak:9}")


if __name__ == "__main__":
    main()
