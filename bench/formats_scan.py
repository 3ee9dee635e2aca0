"""Does canary-scan, a scanner of third parties for marked copies, tell copies apart?

    python bench/formats_scan.py [--keep FOLDER] [--copies N]

A document of each format is issued to 20, and the scanner (PyPI, in an environment of its own) runs
over the folder of the copies. Counted: what its uniqueness stage finds, what its other stages find,
and how many kinds of files there are by these findings: 1 if nothing tells copies apart. As a
control, the Word copies are scanned once more with another revision number in each, which the
scanner must find. Needs exiftool, qpdf, mutool, rg, unzip and 7z. CANARY_CORPUS: folder of the
documents.
"""

import argparse
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.tools.environments import Environment
from canary.files.converting import converted
from canary.files.documents import open_document
from canary.model import Recipient
from canary.workflows.issue import issue
from canary.workflows.plan import make_plan
from canary.workflows.vault import open_vault
from canary.workflows.vault_init import init_vault

CORPUS = Path(os.environ.get("CANARY_CORPUS", Path(__file__).parents[2] / "shared" / "corpus"))
SCANNER = "canary-scan==0.2.0"
DOCUMENTS = (
    ("docx4j_convert_out.docx", None),
    ("openchain_playbook_small.odt", None),
    ("clef_working_remotely.md", "html"),
    ("mail_welcome_multipart_alt.eml", None),
    ("speech_inaugural_1957_eisenhower.txt", None),
)
SAME = ("stage", "category", "subcategory", "finding", "evidence", "severity")


def issued(vault, name, as_format, out, copies):
    """Issue a document of the corpus; return its sites and the paths of its copies."""
    document = open_document(CORPUS / name)
    planned = make_plan(converted(document, as_format) if as_format else document)
    people = [Recipient(f"r{n:02}") for n in range(copies)]
    release = issue(vault, planned, people, out, clock=lambda: int(time.time()))
    (out / "index.csv").unlink()
    return len(planned.plan.sites), [copy.path for copy in release.copies]


def scanned(python, folder, out):
    """Scan a folder; return its report's findings."""
    command = [Path(python).with_name("canary-scan"), "scan", folder, "-o", out, "--workers", "2"]
    path = f"{Path(python).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        command, check=True, capture_output=True, timeout=600, env={**os.environ, "PATH": path}
    )
    return [json.loads(row) for row in (out / "canary-scan-report.json").read_text().splitlines()]


def row(label, sites, paths, findings):
    """Return a row of the table."""
    by_file = defaultdict(Counter)
    for found in findings:
        if found["stage"] != "inventory":  # what a file is called, its size and hash
            by_file[found["file"]][tuple(str(found.get(key)) for key in SAME)] += 1
    unique = sum(found["stage"] == "uniqueness" for found in findings)
    others = sum(map(Counter.total, by_file.values())) - unique
    kinds = len({frozenset(by_file[str(path)].items()) for path in paths})
    return f"| {label} | {len(paths)} | {sites} | {unique} | {others} | {kinds} |"


def numbered(paths, folder):
    """Write Word copies anew, each with a revision number of its own; return their paths."""
    found = []
    for number, path in enumerate(paths):
        out = io.BytesIO()
        with zipfile.ZipFile(path) as source, zipfile.ZipFile(out, "w") as target:
            for info in source.infolist():
                data = source.read(info)
                if info.filename == "docProps/core.xml":
                    data = re.sub(rb"(revision>)[^<]*", rb"\g<1>%d" % (number + 100), data)
                target.writestr(info, data)
        found.append(folder / path.parent.name / path.name)
        found[-1].parent.mkdir(parents=True)
        found[-1].write_bytes(out.getvalue())
    return found


def main():
    """Print the table; the exit code says whether nothing but the control is told apart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="make the scanner's environment here and keep it")
    parser.add_argument("--copies", type=int, default=20)
    args = parser.parse_args()
    print("| document | copies | sites | uniqueness findings | other findings | kinds of files |")
    print("|---|---|---|---|---|---|")
    told = []
    with tempfile.TemporaryDirectory() as place:
        scratch = Path(place)
        python = Environment(args.keep or scratch / "scanner", SCANNER).python
        home = scratch / "vault"
        init_vault(home, officer="bench", passphrase=None, notice="given", because="b", now=1)
        with open_vault(home, lambda: b"") as vault:
            for number, (name, as_format) in enumerate(DOCUMENTS):
                out = scratch / f"out{number}"
                sites, paths = issued(vault, name, as_format, out, args.copies)
                label = f"{name} as {as_format}" if as_format else name
                told.append(row(label, sites, paths, scanned(python, out, scratch / f"s{number}")))
                print(told[-1], flush=True)
                if number == 0:
                    altered = numbered(paths, scratch / "control")
                    findings = scanned(python, scratch / "control", scratch / "c")
                    control = row("control: a revision number each", sites, altered, findings)
    print(control)
    return 0 if all(line.split("|")[4].strip() == "0" for line in told) else 1


if __name__ == "__main__":
    sys.exit(main())
