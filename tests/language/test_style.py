"""canary.language.style and lists: a document's style changes as a whole, or not at all."""

import pytest

from canary.errors import InputError
from canary.language import Lexicon, analyse
from canary.language.compiler import compile_wordlists
from canary.language.lexicon import folder
from canary.language.proposals import Proposal
from canary.language.resolution import with_spread
from canary.model import Block, BlockKind, Part, Span, Text

ALWAYS = {n: (folder() / n).read_text(encoding="utf-8") for n in ("forms.toml", "guards.toml")}
EXAMPLES = 'accept = ["A {b|c} d.", "E {f|g} h."]\nreject = ["A {b} c.", "D {e} f."]'
RULES = f"""schema = 1
[[rule]]
id = "st.home"
operation = "spelled"
channel = "spelling"
style = "document"
words = ["licence"]
unless = ["doc:american|british"]
pairs = [
  ["organise", "organize"], ["colour", "color"], ["e-mail", "email"], ["web site", "website"],
]
{EXAMPLES}
[[rule]]
id = "st.list"
operation = "oxford-comma"
channel = "spelling"
style = "document"
{EXAMPLES}
[[rule]]
id = "st.not"
operation = "contracted-not"
channel = "spelling"
style = "place"
{EXAMPLES}
[[class]]
id = "v.arrange"
pos = "VERB"
variants = ["arrange", "organize", "sort"]
{EXAMPLES}
"""
LEXICON = Lexicon.parse(compile_wordlists({**ALWAYS, "rules.toml": RULES}))


def text(*paragraphs, kinds=(), locked=()):
    content, blocks = "\n\n".join(paragraphs), []
    for n, paragraph in enumerate(paragraphs):
        start = content.index(paragraph)
        kind = kinds[n] if n < len(kinds) else BlockKind.PARAGRAPH
        inside = tuple(s for s in locked if start <= s.start < start + len(paragraph))
        blocks.append(Block(Span(start, start + len(paragraph)), kind, inside))
    return Text(content, tuple(blocks))


def sites(*paragraphs, **options):
    found = analyse(text(*paragraphs, **options), lexicon=LEXICON).sites
    return [(s.rule, s.source, [p.variants for p in s.parts]) for s in found]


def spelled(*paragraphs, **options):
    return [places for rule, _, places in sites(*paragraphs, **options) if rule == "st.home"]


def test_all_places_of_a_spelling_are_one_site_and_keep_their_capitals():
    first, second = "Colour is new. We organise it.", "The colour of the web site is plain."
    assert sites(first, second.replace("web site", "room")) == [
        ("st.home", 0, [("Colour", "Color"), ("organise", "organize"), ("colour", "color")])
    ]
    assert spelled("Our color is new.") == [[("colour", "color")]]


@pytest.mark.parametrize(
    "paragraph",
    [
        "We organise the color.",
        "We organise it in a licence.",
        "The Federal office will organise it.",
        "The office in London will organise it.",
        "We organise it. Our [colour] is new.",
    ],
)
def test_a_second_way_a_doubtful_word_or_a_home_leaves_a_spelling_alone(paragraph):
    expected = [[("organise", "organize")]] if "[" in paragraph else []
    assert spelled(paragraph) == expected


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("Our colour is new.", "They wrote “the color of hope” on it."),
        ("Our colour is new.", "We met at the World Color Office."),
        ("Our colour is new.", "See www.color.example and color@site.example for it."),
        ("Our colour is new.", "It is multi-color and color-blind."),
    ],
)
def test_quotations_names_addresses_and_other_words_do_not_count(paragraphs):
    assert spelled(*paragraphs) == [[("colour", "color")]]


@pytest.mark.parametrize("kind", [BlockKind.HEADING, BlockKind.TABLE])
def test_a_heading_or_table_that_would_keep_the_old_way_keeps_it_everywhere(kind):
    paragraphs = ("All about color", "Our color is new.")
    assert spelled(*paragraphs, kinds=(kind,)) == []
    assert spelled(*paragraphs, kinds=(BlockKind.CODE,)) == [[("colour", "color")]]


def test_a_locked_place_keeps_the_old_way_everywhere():
    paragraph = "Our color is new, and this color too."
    locked = [Span(paragraph.rindex("color"), paragraph.rindex("color") + 5)]
    assert spelled(paragraph, locked=locked) == []


def test_compounds_change_their_hyphen_in_any_case():
    assert spelled("E-mails came. An e-mail is on the web site.") == [
        [("e-mail", "email"), ("web site", "website")]
    ]


def test_no_other_site_brings_a_spelling_that_may_change():
    (arrange,) = (s for s in sites("Our colour is new. They arrange it.") if s[0] == "v.arrange")
    assert arrange[2] == [("arrange", "sort")]
    (arrange,) = (
        s for s in sites("In London the colour fades. They arrange it.") if s[0][0] == "v"
    )
    assert arrange[2] == [("arrange", "sort")]
    (arrange,) = (s for s in sites("In London they arrange it.") if s[0][0] == "v")
    assert arrange[2] == [("arrange", "organize", "sort")]


def test_a_letter_that_grows_in_lower_case_stops_the_search():
    assert spelled("Our colour is new in İzmir.") == []


def lists(*paragraphs):
    return [
        (source, len(places)) for rule, source, places in sites(*paragraphs) if rule == "st.list"
    ]


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("We need pens, paper and ink. It is short, clear and cheap.", [(0, 2)]),
        ("We need pens, paper, and ink. It is short, clear, and cheap.", [(1, 2)]),
        ("We need pens, paper, and ink. It is short, clear and cheap.", []),
        ("We need pens, paper, and ink. It is a hall, a room, and a yard.", []),
        ("We need pens, paper, and ink. It has tea, bread and butter, and cold milk.", [(1, 1)]),
        ("We need pens, paper and ink. They said “pens, paper, and ink” to us.", [(0, 1)]),
        ("We need pens and ink.", []),
    ],
)
def test_the_comma_of_lists_comes_and_goes_in_all_of_them(paragraph, expected):
    assert lists(paragraph) == expected


def test_a_style_by_place_varies_only_where_the_document_mixes():
    two = "They do not see it. They did not see it."
    assert sites(two) == []
    mixed = f"{two} They don't hear it. They didn't hear it."
    assert [(rule, len(places)) for rule, _, places in sites(mixed)] == [("st.not", 1)] * 4


def proposal(rule, channel, *spans):
    first, *also = (Span(*span) for span in spans)
    parts = tuple(Part(span, ("a", "b")) for span in also)
    return Proposal(first, ("a", "b"), 0, channel, rule, also=parts)


def test_a_site_of_several_places_stands_where_it_weighs_more_than_what_it_drops():
    style = proposal("st", "spelling", (2, 4), (20, 22))
    word, space = proposal("w", "lexicon", (21, 25)), proposal("sp", "spacing", (3, 4))
    far = proposal("f", "lexicon", (10, 12))
    assert [p.rule for p in with_spread([space, far], [style])] == ["st", "f"]
    assert [p.rule for p in with_spread([far, word], [style])] == ["f", "w"]
    other = proposal("st2", "spelling", (0, 1), (21, 22))
    assert [p.rule for p in with_spread([far], [style, other])] == ["st", "f"]


def test_only_known_styles_are_compiled():
    with pytest.raises(InputError, match="style is one of"):
        compile_wordlists({**ALWAYS, "rules.toml": RULES.replace('"place"', '"always"')})
