"""Two copies of a hundred pooled into one text, from the document to the verdict."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from canary.cli import canary

SUBJECTS = ("The harbour", "The school", "The library", "The clinic", "The garden", "The archive")
CHOICES = (
    ("{was|has been}", "{opened|unlocked}", "{at the start of|early in}"),
    ("{will be|is to be}", "{repaired|mended}", "{before|ahead of}"),
    ("{had been|was once}", "{painted|decorated}", "{in|during}"),
    ("{is|remains}", "{shut|closed}", "{until|up to}"),
)
MONTHS = ("May", "June", "July", "August", "October")
SENTENCES = 56


def minutes():
    """Return minutes with three choices a sentence, and no two sentences alike."""
    sentences = []
    for n in range(SENTENCES):
        verb, deed, when = CHOICES[n % len(CHOICES)]
        subject, month = SUBJECTS[n % len(SUBJECTS)], MONTHS[n % len(MONTHS)]
        sentences.append(f"{subject} {verb} {deed} {when} {month}, as item {n + 1} says.")
    paragraphs = [" ".join(sentences[n : n + 4]) for n in range(0, SENTENCES, 4)]
    return "MINUTES OF THE COUNCIL\n\n" + "\n\n".join(paragraphs) + "\n"


def run(*args, code=0):
    result = CliRunner().invoke(canary, ("--home", "vault", *map(str, args)), prog_name="canary")
    assert result.exit_code == code, (result.stderr, result.exception)
    return result.stdout


@pytest.fixture
def copies(tmp_path, monkeypatch):
    """Issue minutes to a hundred people; return who holds which copy and where it lies."""
    monkeypatch.chdir(tmp_path)
    Path("minutes.txt").write_text(minutes(), encoding="utf-8")
    people = "".join(f"r-{n:03}\n" for n in range(100))
    Path("people.csv").write_text("id\n" + people, encoding="utf-8")
    run("init", "--no-passphrase")
    arguments = ("--to", "people.csv", "--out", "out", "--authored", "--json")
    issued = json.loads(run("issue", "minutes.txt", *arguments))
    return {row["recipient"]: row for row in issued["copies"]}


def pooled(*texts):
    """Return a text whose sentences were taken from one text after the other."""
    pieces = zip(*(re.split(r"(?<=says\.)", text) for text in texts), strict=True)
    return "".join(piece[n % len(texts)] for n, piece in enumerate(pieces))


def test_a_pool_of_two_among_a_hundred_is_reported_as_a_coalition(copies):
    pool = [copies["r-017"], copies["r-064"]]
    both = sorted(row["copy"] for row in pool)
    texts = [Path(row["path"]).read_text(encoding="utf-8") for row in pool]
    Path("leak.txt").write_text(pooled(*texts), encoding="utf-8")

    found = json.loads(run("decode", "leak.txt", "--coalition", 2, "--alpha", 0.001, "--json"))
    assert found["verdict"] == "attributed"
    named = {row["copy"]: row["recipient"] for row in found["candidates"] if row["attributed"]}
    assert named == {row["copy"]: row["recipient"] for row in pool}
    assert ("pair", both) in [(row["kind"], sorted(row["copies"])) for row in found["coalitions"]]

    shown = run("decode", "leak.txt", "--coalition", 2, "--alpha", 0.001)
    (line,) = [line for line in shown.splitlines() if line.startswith("pair ")]
    assert all(copy in line for copy in both)
    plain = json.loads(run("decode", "leak.txt", "--alpha", 0.001, "--json"))
    assert [sorted(row["copies"]) for row in plain["coalitions"] if row["kind"] == "pool"] == [both]
