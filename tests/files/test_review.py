"""canary.files.review: what is printed reads back, and every line that says nothing is named."""

import pytest

from canary.errors import InputError
from canary.files.review import (
    HEADER,
    MOST,
    Review,
    ReviewLine,
    parse_review,
    print_review,
    review_lines,
    seal,
)
from canary.model import Channel, Part, Span

TEXT = "The aim is clear, and it is good. We met on Monday | at noon. It ended."
SENTENCES = (Span(0, 33), Span(34, 61), Span(62, 71))
DIGESTS = ("ab" * 32, "cd" * 32)
HEAD = f"{HEADER}\ntext {DIGESTS[0]}\nwordlists {DIGESTS[1]}\n"
PLACES = [
    ("accept", Span(4, 7), Channel.LEXICON, "n.aim", ("aim", "goal", "point of it")),
    ("offer", Span(16, 18), Channel.PUNCTUATION, "p.clause", (", ", " ")),
    ("reject", Span(33, 34), Channel.SPACING, "sp.sentence", (" ", "  ")),
    (
        "lock",
        Span(34, 40),
        Channel.LEXICON,
        "x.met",
        ("We met", "we/they | \\ met", '"we"', "a\tb"),
    ),
    ("accept", Span(61, 62), Channel.SPACING, "sp.nobreak", (" ", "\u00a0")),
    ("accept", Span(65, 70), Channel.SYNTAX, "s.end", ("ended", "")),
]


def lines_of(places):
    return review_lines(
        (action, channel, rule, [Part(span, variants)])
        for action, span, channel, rule, variants in places
    )


def review(places=PLACES, sentences=SENTENCES):
    return Review(*DIGESTS, lines_of(places), sentences)


def read(*rows):
    return parse_review(HEAD + "\n".join(rows) + "\n", what="memo.review")


def said(line):
    return (line.action, line.span, line.channel, line.rule, line.variants)


def row_of(place):
    printed = print_review(review([place]), TEXT)
    return next(row for row in printed.splitlines() if row.startswith(place[0]))


def test_a_printed_review_reads_back_and_prints_the_same_again():
    printed = print_review(review(), TEXT)
    found = parse_review(printed, what="memo.review")
    assert [said(line) for line in found.lines] == PLACES
    assert not any(line.edited for line in found.lines)
    assert found.sentences == SENTENCES
    assert (found.text_sha256, found.wordlists_sha256) == DIGESTS
    assert print_review(found, TEXT) == printed
    assert parse_review(printed.replace("\n", "\r\n"), what="memo.review") == found


def test_each_line_knows_its_number():
    rows = print_review(review(), TEXT).splitlines()
    found = parse_review("\n".join(rows), what="memo.review")
    assert all(rows[line.number - 1].startswith(line.action) for line in found.lines)


def test_each_place_stands_below_its_sentence():
    rows = print_review(review(), TEXT).splitlines()
    below = {row: n for n, row in enumerate(rows)}
    heads = [n for row, n in below.items() if row.startswith("sentence")]
    first = next(n for row, n in below.items() if row.startswith("accept  4-7"))
    second = next(n for row, n in below.items() if row.startswith("lock"))
    assert heads[0] < first < heads[1] < second < heads[2]


def test_a_place_after_the_last_sentence_is_printed_too():
    printed = print_review(review(sentences=SENTENCES[:1]), TEXT)
    assert [said(line) for line in parse_review(printed, what="x").lines] == PLACES


def test_white_space_that_can_not_be_seen_is_written_out():
    assert '" " / "\\u00a0"' in row_of(PLACES[4])
    assert "[aim]" in row_of(PLACES[0])
    bar = ("accept", Span(44, 50), Channel.LEXICON, "x", ("a", "b"))
    assert "[Monday] ¦ at noon" in row_of(bar)


@pytest.mark.parametrize(
    ("old", "new"), [("goal", "purpose"), ("4-7", "4-8"), ("n.aim", "n.aims"), (" / goal", "")]
)
def test_what_a_person_changed_is_theirs(old, new):
    (line,) = read(row_of(PLACES[0]).replace(old, new, 1)).lines
    assert line.edited
    assert line.channel is Channel.HOUSE


@pytest.mark.parametrize("action", ["accept", "offer", "reject", "lock"])
def test_another_action_alone_leaves_the_place_to_its_channel(action):
    (line,) = read(row_of(PLACES[0]).replace("accept", action, 1)).lines
    assert (line.action, line.channel, line.edited) == (action, Channel.LEXICON, False)


def test_the_seal_depends_on_place_channel_rule_and_wordings_only():
    (line,) = lines_of(PLACES[:1])
    others = [
        ReviewLine(0, "accept", Span(4, 8), line.channel, line.rule, line.variants),
        ReviewLine(0, "accept", line.span, Channel.SYNTAX, line.rule, line.variants),
        ReviewLine(0, "accept", line.span, line.channel, "n", line.variants),
        ReviewLine(0, "accept", line.span, line.channel, line.rule, ("aim", "goal")),
    ]
    assert len({seal(each) for each in (line, *others)}) == 5
    assert seal(ReviewLine(9, "lock", *said(line)[1:])) == seal(line)


@pytest.mark.parametrize(
    ("row", "variants", "around"),
    [
        ("add | aim / goal", ("aim", "goal"), ""),
        ("add | aim / goal |", ("aim", "goal"), ""),
        ("add | aim / goal | The aim is ", ("aim", "goal"), "The aim is"),
        ('add|"a/b"/c|', ("a/b", "c"), ""),
        ('add | "a | b" / "c" | x', ("a | b", "c"), "x"),
        ('add | aim / ""', ("aim", ""), ""),
    ],
)
def test_a_person_may_add_places(row, variants, around):
    (line,) = read(row).lines
    assert (line.action, line.span, line.channel) == ("add", None, Channel.HOUSE)
    assert (line.variants, line.around, line.edited, line.number) == (variants, around, True, 4)


def test_notes_and_empty_lines_are_passed_over():
    assert read("", "# a note", "   ", "add | a / b").lines[0].number == 7


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("maybe 4-7 | a / b |", "line 5 says nothing: 'maybe 4-7"),
        ("aim", "line 5 says nothing: 'aim'"),
        ("accept 4-7 telepathy n ** 00000000 | a / b | x", "line 5 says nothing"),
        ("accept 7-7 lexicon n ** 00000000 | a / b | x", "line 5: an empty place, 7-7"),
        ("sentence 9-4  Ended.", "line 5: an empty place, 9-4"),
        ("add | a", "line 5 wants 2 to 6 different wordings, got 1"),
        ("add |", "line 5: a wording is empty"),
        ("add | a / a", "line 5 wants 2 to 6 different wordings, got 2"),
        (f"add | {' / '.join('abcdefgh'[: MOST + 1])}", "line 5 wants 2 to 6 .* got 7"),
        ('add | "a" b / c', "line 5: wordings are parted by ' / '"),
        ('add | "a / b', "line 5: a quotation mark is not closed"),
        ("add | a / / b", "line 5: a wording is empty"),
        ("add | a / b /", "line 5: a wording is empty"),
    ],
)
def test_a_line_that_says_nothing_is_named(row, message):
    with pytest.raises(InputError, match=f"'memo.review' {message}"):
        read("# first", row)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a review"),
        (HEADER, "not a review"),
        (HEAD.replace("review 1", "review 2"), "not a review"),
        (HEAD.replace("text ab", "text xb"), "no line 'text <sha256>'"),
        (HEAD.replace("wordlists cd", "wordlists c"), "no line 'wordlists <sha256>'"),
    ],
)
def test_another_file_is_no_review(text, message):
    with pytest.raises(InputError, match=message):
        parse_review(text, what="memo.review")


STYLE = (Part(Span(7, 8), (" ", "-")), Part(Span(16, 18), (", ", ";")))


def test_places_that_change_together_stand_on_lines_of_their_own_and_read_back():
    lines = review_lines([("accept", Channel.SPELLING, "st.a", STYLE)])
    printed = print_review(Review(*DIGESTS, lines, SENTENCES), TEXT)
    (line,) = parse_review(printed, what="memo.review").lines
    assert (line.parts, line.channel, line.edited) == (STYLE, Channel.SPELLING, False)
    rows = [row.split()[:2] for row in printed.splitlines() if row.startswith(("accept", "also"))]
    assert rows == [["accept", "7-8"], ["also", "16-18"]]


@pytest.mark.parametrize(("old", "new"), [("/ ;", "/ :"), ("16-18", "16-17")])
def test_a_change_of_one_place_makes_the_whole_site_the_reviewers(old, new):
    lines = review_lines([("accept", Channel.SPELLING, "st.a", STYLE)])
    printed = print_review(Review(*DIGESTS, lines, SENTENCES), TEXT)
    (line,) = parse_review(printed.replace(old, new), what="memo.review").lines
    assert (len(line.parts), line.channel, line.edited) == (2, Channel.HOUSE, True)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (['also 16-18 | ", " / ";" | x'], "line 4 belongs to no line above it"),
        (["add | aim / goal", 'also 16-18 | ", " / ";" | x'], "line 5 belongs to no line above it"),
        ([row_of(PLACES[1]), "also 4-7 | aim / goal / end | x"], "as many wordings"),
    ],
)
def test_a_further_place_belongs_to_a_line_and_has_as_many_wordings(rows, message):
    with pytest.raises(InputError, match=message):
        read(*rows)
