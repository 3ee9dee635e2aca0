"""The wordlists keep their own word: format, identity, and every example sentence."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from canary.errors import InputError
from canary.language.compiler import compile_wordlists, examples
from canary.language.examples import failures
from canary.language.lexicon import Lexicon, folder, packaged

SOURCES = {p.name: p.read_text(encoding="utf-8") for p in sorted(folder().glob("*.toml"))}
ALWAYS = {name: SOURCES[name] for name in ("forms.toml", "guards.toml")}

CLASS = """
schema = 1
[[class]]
id = "v.reply"
pos = "VERB"
variants = ["reply", "respond"]
when = ["prep:to"]
accept = ["She {replied|responded} to the letter.", "He {replies|responds} to each of us."]
reject = ["He {replied} nothing.", "A fast {reply} is best."]
"""


def compiled(text):
    return Lexicon.parse(compile_wordlists({**ALWAYS, "some.toml": text}))


def test_the_packaged_wordlists_are_what_the_files_say():
    assert compile_wordlists(SOURCES) + b"\n" == (folder() / "compiled.json").read_bytes()


def test_every_example_of_every_rule_holds():
    assert list(failures(packaged(), list(examples(SOURCES)))) == []


def test_a_class_passes_its_own_sentences():
    assert list(failures(compiled(CLASS), list(examples({"some.toml": CLASS})))) == []


def test_a_class_without_its_guard_fails_its_reject_sentence():
    loose = CLASS.replace('when = ["prep:to"]\n', "")
    assert list(failures(compiled(loose), list(examples({"some.toml": loose})))) == [
        "v.reply: offers what it must reject: He {replied} nothing."
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('when = ["prep:to"]', 'when = ["prepp:to"]', "unknown predicate 'prepp:to'"),
        ('when = ["prep:to"]', 'when = ["prep:"]', "unknown predicate 'prep:'"),
        ('when = ["prep:to"]', 'when = "prep:to"', "a condition is a list"),
        ('when = ["prep:to"]', 'when = ["kid:to"]', "kid wants DEP=WORD"),
        ('when = ["prep:to"]', "wen = []", "unknown keys ['wen']"),
        ('pos = "VERB"', 'pos = "VERV"', "unknown pos"),
        ('"reply", "respond"', '"reply"', "wants 2 to 6 different variants, got 1"),
        ('"reply", "respond"', '"reply", "Respond"', "lower-case words"),
        ('"reply", "respond"', '"reply", "answer back"', "~ marks the one word"),
        ('"reply", "respond"]', '"reply", "respond"]\ntier = "bronze"', "unknown tier"),
        ('"reply", "respond"]', '"reply", "respond"]\nedges = ["a > b"]', "an edge is"),
        ('"reply", "respond"]', '"reply", "respond"]\nedges = "some"', "edges is 'all' or a list"),
        ('"reply", "respond"]', '"reply", "respond"]\nonly = { x = ["end"] }', "is no variant"),
        (', "A fast {reply} is best."', "", "wants two sentences, got 1"),
        ("A fast {reply} is", "A fast reply is", "marks one place"),
        ("schema = 1", "schema = 2", "schema is not 1"),
        ("[[class]]", "[[clas]]", "unknown ['clas']"),
        ("[[class]]", "[[class", "is not toml"),
    ],
)
def test_a_mistake_in_a_wordlist_is_named(old, new, says):
    assert old in CLASS
    with pytest.raises(InputError, match=r"some\.toml") as error:
        compiled(CLASS.replace(old, new, 1))
    assert says in str(error.value)


def test_an_id_is_used_once():
    twice = CLASS + CLASS.replace("schema = 1", "")
    with pytest.raises(InputError, match=r"used twice: 'v\.reply'"):
        compiled(twice)


def test_an_operation_must_exist():
    rule = """
schema = 1
[[rule]]
id = "s.x"
operation = "invented"
accept = ["a {b}", "a {b}"]
reject = ["a {b}", "a {b}"]
"""
    with pytest.raises(InputError, match="unknown operation 'invented'"):
        compiled(rule)


def test_a_forbidden_pair_names_its_reason():
    pair = CLASS.replace('"reply", "respond"', '"believe", "know"')
    with pytest.raises(InputError, match=r"joins \['believe', 'know'\]: factivity"):
        compiled(pair)


def joined(first, second, pos="PHRASE"):
    text = CLASS.replace('"reply", "respond"', f'"{first}", "{second}"').replace("VERB", pos)
    return compiled(text)


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("it must", "it should", "modality"),
        ("may be", "can be", "modality"),
        ("many of the", "most of the", "quantity"),
        ("few of us", "a few of us", "quantity"),
        ("hardly new", "not new", "negation"),
        ("aware", "not aware", "negation"),
        ("with reason", "without reason", "negation"),
        ("it is clear", "it was clear", "tense"),
        ("the regime said", "the government said", "sentiment"),
        ("they say that", "they claim that", "factivity"),
    ],
)
def test_variants_that_differ_in_meaning_do_not_compile(first, second, kind):
    with pytest.raises(InputError, match=rf"v\.reply joins .*: {kind}"):
        joined(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("no doubt", "certainly"),
        ("not aware", "unaware"),
        ("it is not surprising", "it is hardly surprising"),
        ("a few of us", "a handful of us"),
    ],
)
def test_variants_that_only_look_so_compile(first, second):
    assert joined(first, second).classes[0].id == "v.reply"


def test_the_marks_of_the_format_hide_no_forbidden_pair():
    with pytest.raises(InputError, match=r"\['have to', 'need to'\]: modality"):
        joined("have~ +to", "need~ +to", "VERB")


def test_a_forbidden_pair_is_refused_in_a_directed_silver_class_too():
    text = CLASS.replace('"reply", "respond"]', '"say", "claim"]\nedges = ["claim > say"]')
    with pytest.raises(InputError, match="a claim is doubted"):
        compiled(text.replace('pos = "VERB"', 'pos = "VERB"\ntier = "silver"'))


def test_every_forbidden_pair_gives_its_reason_once():
    listed = tomllib.loads(SOURCES["guards.toml"])["forbidden"]
    kinds = Counter(pair["why"].partition(": ")[0] for pair in listed)
    assert set(kinds) == set("modality negation quantity factivity tense sentiment".split())
    assert len({frozenset({p["a"], p["b"]}) for p in listed}) == kinds.total() >= 120
    assert all(len(pair["why"].partition(": ")[2]) > 3 for pair in listed)


def test_damaged_compiled_wordlists_are_refused():
    with pytest.raises(InputError, match="damaged"):
        Lexicon.parse(b'{"classes":[{}]}')


def test_every_class_and_rule_of_the_files_is_compiled_once():
    ids = [rule for rule, kind, _ in examples(SOURCES) if kind == "accept"]
    assert {c.id for c in packaged().classes} | {r.id for r in packaged().rules} == set(ids)


def test_the_folder_of_the_checkout_is_the_one_at_its_top():
    assert folder() == Path(__file__).parents[2] / "wordlists"
