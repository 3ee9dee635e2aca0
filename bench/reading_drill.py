"""How well `drill` foretells what quoting one sentence proves.

    python bench/reading_drill.py [--trials T] [--recipients N] [--alpha A] [--authored] DOCUMENT …

Each sentence that holds a site is quoted alone, retyped, in an article, from copies other than
those the prediction looked at. Measured beside the prediction: copies left that fit (they show
what is read at every site), sites shown, and the share named at alpha. The slopes are those of
the regression of measured on predicted, one pair a sentence.
"""

import argparse
import math
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from canary import leaks
from canary.files.documents import open_document
from canary.leaks.chance import Chance
from canary.leaks.prose import foreign
from canary.model import Outcome
from canary.workflows.drill import Rehearsal
from canary.workflows.drill_sentences import prospects, quotable
from canary.workflows.plan import make_plan


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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--recipients", type=int, default=100)
    parser.add_argument("--alpha", type=float, default=1e-3)
    parser.add_argument("--authored", action="store_true")
    parser.add_argument("documents", nargs="+")
    options = parser.parse_args()
    print(
        f"N = {options.recipients}, alpha = {options.alpha:g}, {options.trials} quotes a sentence"
    )
    print(f"{'document':40} {'sentences':>9} {'left':>7} {'shown':>7} {'named':>7} {'seconds':>8}")
    every = {"left": [], "shown": [], "named": []}
    for path in options.documents:
        planned = make_plan(open_document(Path(path)), authored=options.authored)
        rehearsal = Rehearsal(planned, recipients=options.recipients, alpha=options.alpha)
        begun = time.perf_counter()
        found = [prospect for prospect in prospects(rehearsal) if prospect.sites]
        spent = time.perf_counter() - begun
        rows = {"left": [], "shown": [], "named": []}
        for each in found:
            left, shown, named = measure(rehearsal, each, options.trials)
            rows["left"].append((each.left, left))
            rows["shown"].append((each.shown, shown))
            rows["named"].append((each.attributed, named))
        for key, pairs in rows.items():
            every[key] += pairs
        print(line(Path(path).name, rows, spent), flush=True)
    print(line("slope over all", every, 0))
    offsets = [f"{key} {slope(pairs)[1]:+.3f}" for key, pairs in every.items()]
    print("intercepts: " + ", ".join(offsets))


def line(label, rows, spent):
    slopes = " ".join(f"{slope(rows[key])[0]:7.3f}" for key in ("left", "shown", "named"))
    return f"{label:40} {len(rows['left']):9} {slopes} {spent:8.1f}"


if __name__ == "__main__":
    main()
