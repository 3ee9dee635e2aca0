"""Forms that agree: *am is are was were*, *to do* and *doing*, and guards of one direction."""

import pytest

from canary.errors import InputError
from canary.language.analysis import propose
from canary.language.compiler import compile_wordlists
from canary.language.lexicon import Lexicon, folder
from canary.language.tagger import analyse

ALWAYS = {n: (folder() / n).read_text(encoding="utf-8") for n in ("forms.toml", "guards.toml")}
SENTENCES = """
accept = ["They {a|b}.", "They {a|b}."]
reject = ["They {a}.", "They {a}."]
"""


def lexicon(variants, more=""):
    head = f'schema = 1\n[[class]]\nid = "v.x"\npos = "VERB"\nvariants = {variants}\nnear = 0\n'
    return Lexicon.parse(compile_wordlists({**ALWAYS, "x.toml": head + more + SENTENCES}))


def others(words, sentence):
    """Return what the one site of a sentence offers instead of its source."""
    (passage,) = analyse([sentence])
    return [v for p in propose(passage, words) for i, v in enumerate(p.variants) if i != p.source]


NEED = lexicon('["need", "be~ in need of", "have~ need of"]')
BEGIN = lexicon('["begin +to", "begin +ing", "start +to", "start +ing"]')
HELP = lexicon('["help +inf", "help +to"]')
MANAGE = lexicon('["manage~ +to", "succeed~ in +ing"]')


@pytest.mark.parametrize(
    ("sentence", "offered"),
    [
        ("The town needs rest.", ["is in need of", "has need of"]),
        ("I need rest.", ["am in need of", "have need of"]),
        ("We need rest.", ["are in need of", "have need of"]),
        ("The town needed rest.", ["was in need of", "had need of"]),
        ("The towns needed rest.", ["were in need of", "had need of"]),
        ("The towns were in need of rest.", ["needed", "had need of"]),
        ("The town was in need of rest.", ["needed", "had need of"]),
        ("The town and the village needed rest.", ["had need of"]),
        ("The staff who needed rest left.", ["had need of"]),
    ],
)
def test_be_agrees_with_a_clear_subject_or_is_not_offered(sentence, offered):
    assert others(NEED, sentence) == offered


@pytest.mark.parametrize(
    ("sentence", "offered"),
    [
        ("They began to build it.", ["began building", "started to build", "started building"]),
        ("They started building it.", ["began to build", "began building", "started to build"]),
        ("They are beginning to build it.", ["starting to build"]),
        ("They began to read and write.", []),
        ("They began to know it.", []),
        ("They began with a song.", []),
        ("They began to slowly build it.", []),
    ],
)
def test_the_next_verb_turns_with_the_variant_where_it_is_alone_and_listed(sentence, offered):
    assert others(BEGIN, sentence) == offered


def test_a_bare_infinitive_and_a_preposition_before_the_gerund_are_forms_too():
    assert others(HELP, "They helped build it.") == ["helped to build"]
    assert others(HELP, "They helped to build it.") == ["helped build"]
    assert others(MANAGE, "They managed to build it.") == ["succeeded in building"]
    assert others(MANAGE, "They succeeded in building it.") == ["managed to build"]


def test_a_passive_phrase_is_governed_by_its_participle():
    made = lexicon('["be~ made up of", "consist~ of"]', 'when = ["passive", "has:nsubj"]\n')
    assert others(made, "The team is made up of clerks.") == ["consists of"]
    assert others(made, "The teams were made up of clerks.") == ["consisted of"]
    assert others(made, "The team consists of clerks.") == ["is made up of"]


def test_a_guard_of_one_direction_leaves_the_other_free():
    guarded = lexicon('["ask", "request"]', 'never = { "request > ask" = ["obj:help"] }\n')
    assert others(guarded, "They requested help.") == []
    assert others(guarded, "They asked help.") == ["requested"]
    assert others(guarded, "They requested time.") == ["asked"]
    wanted = lexicon('["ask", "request"]', 'only = { "ask > request" = ["obj:time"] }\n')
    assert others(wanted, "They asked help.") == []
    assert others(wanted, "They asked time.") == ["requested"]


@pytest.mark.parametrize(
    ("variants", "more", "says"),
    [
        ('["begin +to", "start"]', "", "all variants say"),
        ('["begin +too", "start +to"]', "", "ends in one of"),
        ('["ask", "beg"]', 'never = { "ask > cry" = ["end"] }\n', "no variant"),
        ('["be~ made~ of", "beg"]', "", "~ marks the one word"),
    ],
)
def test_a_mistake_is_named(variants, more, says):
    with pytest.raises(InputError, match=says):
        lexicon(variants, more)
