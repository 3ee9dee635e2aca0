"""Does a third-party scanner flag a copy that it does not flag as source?

    python bench/scanners.py [--keep FOLDER] [--copies N] [DOCUMENT …]

Five programs from PyPI, each in an environment of its own: a prose linter, three that look for
writing by machines, one that looks for hidden characters. Documents: txt and md of the corpus, and
the project's own prose. Copies are drawn evenly at every site but spacing. Writes
bench/results/scanners.md; the exit code says whether no copy is newly flagged.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import judge
from protected import spliced

from bench.tools.environments import Environment
from bench.tools.scanners import SCANNERS
from canary.files.documents import open_document
from canary.model import Channel
from canary.workflows.plan import make_plan

CORPUS = Path(os.environ.get("CANARY_CORPUS", Path(__file__).parents[2] / "shared" / "corpus"))
OWN = Path(__file__).parents[1] / "tests" / "data" / "prose"
RESULT = Path(__file__).parent / "results" / "scanners.md"
CHANNELS = frozenset(Channel) - {Channel.SPACING, Channel.LAYOUT}


def documents():
    """Return the documents that are scanned where none is named."""
    found = [p for p in CORPUS.iterdir() if p.suffix in {".txt", ".md"}] if CORPUS.exists() else []
    odd = {"NOTICE.txt", "weird_huge_concat.txt"}
    return sorted(p for p in found if p.name not in odd) + sorted(OWN.glob("*.txt"))


def texts(path, copies):
    """Return a document's text, and as many copies of it."""
    document = open_document(path)
    planned = make_plan(document, channels={channel.value for channel in CHANNELS})
    sites, content = planned.plan.sites, document.text.content
    words = [
        bytes(judge.draw_number(path.name, copy, s.slot) % s.q for s in sites)
        for copy in range(copies)
    ]
    return [content, *(spliced(content, sites, word) for word in words)]


def scan(tool, snippet, groups, folder):
    """Return the counts of one tool: sources and copies flagged, and what is new in copies."""
    environment = Environment(folder / tool, tool)
    calls = [[text] for group in groups for text in group]
    answers, _, _ = environment.call(snippet, "flags", calls)
    counts, at = Counter(), 0
    for group in groups:
        source, *copies = answers[at : at + len(group)]
        at += len(group)
        for labels in (source, *copies):
            if isinstance(labels, dict):
                raise subprocess.SubprocessError(labels["error"])
        counts["sources"] += 1
        counts["copies"] += len(copies)
        counts["sources flagged"] += bool(source)
        counts["copies flagged"] += sum(map(bool, copies))
        counts["newly flagged"] += sum(bool(labels) and not source for labels in copies)
        counts["no longer flagged"] += sum(bool(source) and not labels for labels in copies)
        counts["a label more"] += sum(bool(set(labels) - set(source)) for labels in copies)
    return counts


def main():
    """Print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="make the environments here and keep them")
    parser.add_argument("--copies", type=int, default=5)
    parser.add_argument("documents", nargs="*", type=Path)
    args = parser.parse_args()
    groups = [texts(path, args.copies) for path in args.documents or documents()]
    columns = ("sources flagged", "copies flagged", "newly flagged", "no longer flagged")
    columns = (*columns, "a label more")
    lines = [
        "# What text scanners say of copies",
        "",
        f"`python bench/scanners.py`: {len(groups)} documents and {args.copies} copies of each,",
        "spacing off. *Newly flagged*: copies that the tool flags and their source not. *A label",
        "more*: copies with a finding of a kind, or a verdict, that their source does not have.",
        "",
        f"| tool | {' | '.join(columns)} |",
        "|---" * (len(columns) + 1) + "|",
    ]
    fresh = 0
    with tempfile.TemporaryDirectory() as scratch:
        for tool, snippet in SCANNERS.items():
            try:
                counts = scan(tool, snippet, groups, args.keep or Path(scratch))
            except (subprocess.SubprocessError, OSError) as error:
                lines.append(f"| {tool} | not run: {str(error)[:70]} |" + " |" * (len(columns) - 1))
                continue
            fresh += counts["newly flagged"]
            totals = ("sources", *("copies",) * (len(columns) - 1))
            cells = [f"{counts[c]}/{counts[t]}" for c, t in zip(columns, totals, strict=True)]
            lines.append(f"| {tool} | {' | '.join(cells)} |")
            print(lines[-1], flush=True)
    RESULT.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return 1 if fresh else 0


if __name__ == "__main__":
    sys.exit(main())
