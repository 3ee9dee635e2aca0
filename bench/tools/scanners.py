"""Scanners of text on PyPI, and how each is called: a snippet that defines `flags(text)`.

`flags` returns labels: what the tool itself reports of a text; an empty list is no finding.
"""

PROSELINT = """
import os, re, subprocess, sys, tempfile
def flags(text):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "text.md")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        command = [sys.executable, "-m", "proselint", "check", path]
        found = subprocess.run(command, capture_output=True, text=True).stdout
    return sorted(set(re.findall(r"text\\.md:\\d+:\\d+: ([\\w.]+):", found)))
"""
LMSCAN = """
import lmscan
def flags(text):
    verdict = lmscan.scan(text).verdict
    return [] if "human" in verdict.lower() else [verdict]
"""
AIFINGERPRINT = """
import aifingerprint
def flags(text):
    label = aifingerprint.score_label(aifingerprint.analyze(text)[0])
    return [] if label == "CLEAN" else [label]
"""
SLOP_GUARD = """
import slop_guard
def flags(text):
    band = slop_guard.analyze_text(text)["band"]
    return [] if band == "clean" else [band]
"""
TEXTMARK = """
from textmark_audit.scanner import scan_text
def flags(text):
    return sorted({finding.category for finding in scan_text(text).findings})
"""
SCANNERS = {
    "proselint": PROSELINT,
    "lmscan": LMSCAN,
    "aifingerprint": AIFINGERPRINT,
    "slop-guard": SLOP_GUARD,
    "ai-text-watermark-audit": TEXTMARK,
}
