"""The tests bite: each way to spoil the bound, applied to the source in memory, fails a named test.

A mutation replaces one piece of a module's text; the tests' modules are then imported anew on top
of it and the named test is called. Nothing is written anywhere.
"""

import importlib
import importlib.abc
import importlib.util
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Mutation:
    """One fault and the test that has to notice it."""

    module: str
    old: str
    new: str
    test: str


PEEK = """words = list(words)
    first = words[0] if words else b""
    observation = Observation(
        tuple(r for r in observation.readings if first and r.symbol == first[r.slot])
    )
    examination = examine("""

MUTATIONS = {
    "greater for greater or equal in the tail": Mutation(
        "tails", "np.clip(scores - self.low,", "np.clip(scores - self.low + 1,",
        "test_attribution.test_reaching_the_score_counts_as_reaching_it",
    ),
    "less for less or equal in the decision": Mutation(
        "attribution", "np.flatnonzero(p_adjusted <= alpha)", "np.flatnonzero(p_adjusted < alpha)",
        "test_attribution.test_p_equal_to_alpha_is_attributed",
    ),
    "greater for greater or equal in the draw": Mutation(
        "drawing", "words >= column.astype", "words > column.astype",
        "test_codewords.test_a_word_on_a_threshold_belongs_above_it",
    ),
    "N dropped": Mutation(
        "attribution", "np.minimum(examination.family * scores.p_value, 1.0)",
        "np.minimum(scores.p_value, 1.0)",
        "test_attribution.test_the_adjusted_p_value_counts_the_whole_family",
    ),
    "a slot counted twice": Mutation(
        "observed", "for i, site in enumerate(plan.sites) if site.slot in merged]",
        "for i, site in enumerate(plan.sites) for r in observation.readings\n"
        "        if r.slot == site.slot and r.slot in merged]",
        "test_attribution.test_a_slot_read_twice_scores_once",
    ),
    "a reading that saw a codeword": Mutation(
        "attribution", "examination = examine(", PEEK,
        "test_attribution.test_a_copys_numbers_depend_on_no_other_copy",
    ),
    "balanced assignment": Mutation(
        "drawing", "    return symbols\n",
        "    ranks = words.argsort(axis=0).argsort(axis=0)\n"
        "    variants = 1 + (biases.thresholds < 2**32).sum(axis=1)\n"
        "    return (ranks * variants // len(word_keys)).astype(np.uint8)\n",
        "test_codewords.test_recipients_added_later_leave_earlier_codewords_as_they_were",
    ),
    "the guard dropped": Mutation(
        "tails", "GUARD * (summed", "(1 - 1e-9) * (summed",
        "test_tails.test_the_tail_of_skewed_biases_equals_exact_fractions",
    ),
    "the weights dropped": Mutation(
        "hypotheses", "tail.at(found) / w for", "tail.at(found) for",
        "test_error_rates.test_p_values_of_two_million_innocents_are_never_too_small",
    ),
    "weights that are more than 1 together": Mutation(
        "hypotheses", "(1 - sum(others), *others)", "(1.0, *others)",
        "test_attribution.test_the_weights_of_short_and_long_leaks_are_1_together",
    ),
    "the gate moved by alpha": Mutation(
        "hypotheses", "math.log2(family / GATE_ALPHA)", "math.log2(family / 1e-3)",
        "test_attribution.test_splices_are_tested_once_the_leak_is_long_enough",
    ),
    "a group scored singly": Mutation(
        "statistic", "np.array(group, dtype=np.int64), mixed=True", "np.array(group)",
        "test_attribution.test_a_normalised_rule_costs_at_most_one_bit_and_names_nobody_wrong",
    ),
    "the shares of a deep search dropped": Mutation(
        "joint", "family * p_value / SINGLE_SHARE", "family * p_value",
        "test_coalitions.test_shares_of_alpha_make_the_deep_search_stricter_on_single_copies",
    ),
    "steps counted as copies": Mutation(
        "given", "examination.family * (examination.family - 1)", "examination.family",
        "test_coalitions.test_a_step_counts_every_ordered_pair",
    ),
    "steps that forget whom they are given": Mutation(
        "given", "np.maximum(level, p)", "p",
        "test_coalitions.test_a_copy_is_no_surer_than_those_it_is_named_given",
    ),
    "pairs counted as copies": Mutation(
        "joint", "times = family * (family - 1) / share", "times = family / share",
        "test_coalitions.test_the_pair_stage_counts_every_ordered_pair",
    ),
}  # fmt: skip


class _Mutant(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Serves one module of canary.codes with its text changed."""

    def __init__(self, mutation):
        self.name = f"canary.codes.{mutation.module}"
        text = (ROOT / "canary" / "codes" / f"{mutation.module}.py").read_text(encoding="utf-8")
        assert text.count(mutation.old) == 1, "the mutation no longer fits the source"
        self.text = text.replace(mutation.old, mutation.new)

    def find_spec(self, fullname, path, target=None):
        return importlib.util.spec_from_loader(fullname, self) if fullname == self.name else None

    def exec_module(self, module):
        exec(compile(self.text, f"<mutated {self.name}>", "exec"), module.__dict__)


@contextmanager
def mutated(mutation):
    """Import codes and its tests on top of a mutation; put the sound ones back afterwards."""
    ours = ("canary.codes", "tests.codes")
    sound = {name: sys.modules.pop(name) for name in list(sys.modules) if name.startswith(ours)}
    package, mutant = importlib.import_module("canary"), _Mutant(mutation)
    sys.meta_path.insert(0, mutant)
    try:
        yield
    finally:
        sys.meta_path.remove(mutant)
        for name in [name for name in sys.modules if name.startswith(ours)]:
            del sys.modules[name]
        sys.modules.update(sound)
        package.codes = sound.get("canary.codes", getattr(package, "codes", None))


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_spoilt_bound_fails_the_named_test(name):
    mutation = MUTATIONS[name]
    module, function = mutation.test.split(".")
    with mutated(mutation):
        test = getattr(importlib.import_module(f"tests.codes.{module}"), function)
        with pytest.raises(AssertionError):
            test()


@pytest.mark.parametrize("name", [n for n, m in MUTATIONS.items() if "million" not in m.test])
def test_the_named_test_passes_on_the_sound_source(name):
    mutation = MUTATIONS[name]
    module, function = mutation.test.split(".")
    getattr(importlib.import_module(f"tests.codes.{module}"), function)()
