"""The record of verdicts: bench/verdicts/SET.txt, a line a judged site, sorted, no sentence in it.

    rule, source > variant, context, genre, verdict, reason       (parted by tabs)

The context is 16 hex digits of the SHA-256 of the site's surroundings as `judge.context` shows
them with the source's words. The verdict is `good`, `bad`, or `mended`: judged bad, and no longer
offered by the rules.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "verdicts"
FIRED = FOLDER / "fired.tsv"
VERDICTS = ("good", "bad", "mended")
MOST_BAD, MOST_SHARE = 1, 0.05  # a gold rule has no more than either, over all and in each genre


@dataclass(frozen=True, order=True, slots=True)
class Verdict:
    """What became of one judged site."""

    rule: str
    source: str
    variant: str
    context: str
    genre: str
    verdict: str
    reason: str = ""

    @property
    def site(self):
        """What was judged: rule, direction and place."""
        return self.rule, self.source, self.variant, self.context

    @property
    def line(self):
        """The line of the record."""
        edge = f"{self.source} > {self.variant}"
        return "\t".join((self.rule, edge, self.context, self.genre, self.verdict, self.reason))


def parse(line):
    """Return the verdict of a line.

    Raises:
        ValueError: The line is not one of a record.
    """
    rule, edge, context, genre, verdict, reason = line.split("\t")
    source, arrow, variant = edge.partition(" > ")
    if not arrow or verdict not in VERDICTS or len(context) != 16:
        raise ValueError(f"not a verdict: {line!r}")
    return Verdict(rule, source, variant, context, genre, verdict, reason)


def read(which):
    """Return the verdicts on one set of texts, none if none are recorded."""
    path = FOLDER / f"{which}.txt"
    return [parse(row) for row in path.read_text("utf-8").splitlines()] if path.exists() else []


def sets():
    """Return the names of the recorded sets."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def write(which, verdicts):
    """Write the verdicts on one set; a refusal of a site stays, of two the last."""
    kept = {}
    for verdict in sorted(verdicts, key=lambda v: v.verdict != "good"):
        kept[verdict.site] = verdict
    FOLDER.mkdir(exist_ok=True)
    lines = sorted(v.line for v in kept.values())
    (FOLDER / f"{which}.txt").write_text("".join(f"{row}\n" for row in lines), encoding="utf-8")


def too_bad(verdicts):
    """Yield (rule, genre or "all", bad, judged) where a rule is refused too often to be gold.

    Mended sites say nothing of the rule as it is now.
    """
    judged, bad = Counter(), Counter()
    for v in verdicts:
        if v.verdict == "mended":
            continue
        for genre in (v.genre, "all"):
            judged[v.rule, genre] += 1
            bad[v.rule, genre] += v.verdict == "bad"
    for key in sorted(bad):
        if bad[key] > MOST_BAD and bad[key] > MOST_SHARE * judged[key]:
            yield *key, bad[key], judged[key]
