"""How well `drill` foretells what quoting one sentence proves, and how long it takes.

    python bench/reading_drill.py [--full] [--trials T]

Each sentence of the corpus documents that holds a site is quoted alone T times, retyped, in an
article, from copies other than those the prediction looked at. Measured beside the prediction:
copies left that fit (they show what is read at every site), sites shown, and the share named at
alpha. The slopes are those of the regression of measured on predicted, one pair a sentence. Three
settings: the corpus documents with many recipients, and with so few that one sentence can name a
copy; and a document of authored alternatives, 16 per 100 words. Then `canary drill` as the officer
runs it on 1,500 words, default trials, 100 recipients. Writes reading_drill.md.
"""

import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import corpus, modes
from canary import leaks
from canary.files.documents import open_document
from canary.leaks.chance import Chance
from canary.leaks.prose import foreign
from canary.model import Outcome
from canary.workflows.drill import Rehearsal
from canary.workflows.drill_sentences import prospects, quotable
from canary.workflows.plan import make_plan

HEAD = """\
| document | sentences | copies left | sites shown | named | seconds |
|---|---|---|---|---|---|"""
PAGE = """# What `drill` foretells of one quoted sentence

`python bench/reading_drill.py --full`: slope (and intercept) of measured on predicted, one pair a
sentence, {} quotes each. – where no sentence alone can name a copy. Seconds of the processor for
the predictions.

{}
## `canary drill`, default trials, 100 recipients

{}
"""


def slope(pairs):
    """Slope and intercept of the least squares line of measured on predicted."""
    n = len(pairs)
    x, y = sum(p for p, _ in pairs) / n, sum(m for _, m in pairs) / n
    spread = sum((p - x) ** 2 for p, _ in pairs)
    if not spread:
        return math.nan, math.nan
    found = sum((p - x) * (m - y) for p, m in pairs) / spread
    return found, y - found * x


def sites_of(rehearsal, span):
    within = span.start, span.end
    return [
        site
        for site in rehearsal.plan.sites
        if any(within[0] <= p.span.start and p.span.end <= within[1] for p in site.parts)
    ]


def leak_of(rehearsal, inside, span, index):
    chance = Chance(f"calibration {span.start} {index}".encode())
    quote = leaks.play("retype", quotable(rehearsal, inside, span, index), seed=b"%d" % index)
    return f"{foreign(chance, 2)}\n\n“{quote}” {foreign(chance, 2)}"


def fitting(rehearsal, readings):
    """How many copies show what is read at every site."""
    seen = [r for r in readings if r.outcome is Outcome.OBSERVED]
    return sum(all(r.likelihood[word[r.slot]] > 0.5 for r in seen) for word in rehearsal.words)


def measure(rehearsal, prospect, trials):
    inside = sites_of(rehearsal, prospect.span)
    left = shown = named = 0
    for trial in range(trials):
        index = 4 + trial
        leak = leak_of(rehearsal, inside, prospect.span, index)
        seen = rehearsal.reader.read(leak)
        left += fitting(rehearsal, seen.readings)
        shown += seen.count(Outcome.OBSERVED)
        found = rehearsal.score(seen).candidates
        named += any(c.attributed and c.copy == index % rehearsal.recipients for c in found)
    return left / trials, shown / trials, named / trials


def slopes(name, pairs, seconds=None):
    cells = []
    for each in pairs.values():
        found, offset = slope(each)
        cells.append("–" if math.isnan(found) else f"{found:.3f} ({offset:+.2f})")
    spent = "" if seconds is None else f"{seconds:.1f}"
    line = f"| {name} | {len(pairs['left'])} | {' | '.join(cells)} | {spent} |"
    print(line, flush=True)
    return line


def table(plans, recipients, alpha, trials):
    every = {"left": [], "shown": [], "named": []}
    rows = []
    for name, planned in plans:
        rehearsal = Rehearsal(planned, recipients=recipients, alpha=alpha)
        begun = time.process_time()
        found = [prospect for prospect in prospects(rehearsal) if prospect.sites]
        spent = time.process_time() - begun
        pairs = {"left": [], "shown": [], "named": []}
        for each in found:
            left, shown, named = measure(rehearsal, each, trials)
            pairs["left"].append((each.left, left))
            pairs["shown"].append((each.shown, shown))
            pairs["named"].append((each.attributed, named))
        for key, own in pairs.items():
            every[key] += own
        rows.append(slopes(name, pairs, spent))
    if len(rows) > 1:
        rows.append(slopes("**all**", every))
    head = f"## {recipients} recipients, alpha {alpha:g}\n\n{HEAD}"
    return "\n".join([head, *rows, ""])


def officers():
    """Seconds by the clock and of the processor of `canary drill` on 1,500 words."""
    words, kept = 0, []
    for paragraph in corpus.MINUTES.read_text().split("\n\n"):
        if words < 1_500:
            kept.append(paragraph)
            words += len(paragraph.split())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "memo.md"
        path.write_text("\n\n".join(kept))
        command = [sys.executable, "-m", "canary", "drill", path, "--recipients", "100"]
        begun, before = time.perf_counter(), os.times()
        subprocess.run(command, check=True, capture_output=True)
        spent, after = time.perf_counter() - begun, os.times()
    used = after.children_user + after.children_system
    used -= before.children_user + before.children_system
    return f"{words:,} words: {spent:.1f} s by the clock, {used:.1f} s of the processor"


def main():
    options = modes.parse(__doc__, trials=(3, 10))
    plans = [(path.name, make_plan(open_document(path))) for path in corpus.DOCUMENTS]
    authored = make_plan(open_document(corpus.AUTHORED), authored=True)
    tables = [
        table(plans, 100, 1e-3, options.trials),
        table(plans, 4, 0.2, options.trials),
        table([(corpus.AUTHORED.name, authored)], 50, 1e-3, options.trials),
    ]
    page = PAGE.format(options.trials, "\n".join(tables), officers())
    modes.write(options, "reading_drill.md", page)


if __name__ == "__main__":
    main()
