"""canary.workflows.review: what a person decides becomes the plan, and nothing else does."""

from dataclasses import replace

import pytest

from canary.errors import InputError, UsageError
from canary.files.documents import parse
from canary.files.review import parse_review, print_review
from canary.model import Channel
from canary.workflows import plan as planning
from canary.workflows import review as reviewing
from tests.workflows import fake_language
from tests.workflows.fake_language import MEMO


def with_offers(text, *, offers=False, **options):
    """Analyse as the fake does, and keep the word `many` back for the weaker proposals."""
    whole = fake_language.analyse(text, **options)
    weak = tuple(site for site in whole.sites if site.rule == "many")
    strong = tuple(site for site in whole.sites if site.rule != "many")
    return replace(whole, sites=strong, offers=weak if offers else ())


def sites(planned):
    """The plan's sites, without the stretches that the fake numbers in its own way."""
    return [replace(site, stretch=0) for site in planned.plan.sites]


@pytest.fixture(autouse=True)
def language(monkeypatch):
    monkeypatch.setattr(planning, "analyse", with_offers)


@pytest.fixture
def document():
    return parse(MEMO.encode(), name="memo.txt")


@pytest.fixture
def planned(document):
    return planning.make_plan(document, offers=True)


@pytest.fixture
def rows(document, planned):
    made = reviewing.make_review(planned)
    return print_review(made, document.text.content).splitlines()


def accept(document, rows):
    review = parse_review("\n".join(rows) + "\n", what="memo.review")
    return reviewing.accept_review(document, review, what="memo.review")


def change(rows, start, old, new):
    """Return the rows with one replacement in the first row that begins with `start`."""
    at = next(n for n, row in enumerate(rows) if row.startswith(start) and old in row)
    return [*rows[:at], rows[at].replace(old, new, 1), *rows[at + 1 :]], at + 1


def test_an_unedited_review_is_the_plan_itself(document, planned, rows):
    found = accept(document, rows)
    assert sites(found) == sites(planned)
    assert found.sentences == planned.sentences


def test_the_wording_of_the_source_comes_first_wherever_it_stood(document, planned, monkeypatch):
    def turned(*args, **options):
        found = with_offers(*args, **options)
        sites = tuple(
            replace(s, source=s.q - 1, parts=(replace(s.parts[0], variants=s.variants[::-1]),))
            for s in found.sites
        )
        return replace(found, sites=sites)

    monkeypatch.setattr(planning, "analyse", turned)
    other = planning.make_plan(document)
    made = reviewing.make_review(other)
    again = accept(document, print_review(made, document.text.content).splitlines())
    for before, after in zip(other.plan.sites, again.plan.sites, strict=True):
        assert after.source == 0
        assert after.variants[0] == before.variants[before.source]
        assert (after.span, set(after.variants)) == (before.span, set(before.variants))


def test_the_channels_and_locks_of_the_plan_hold_for_its_offers(document):
    def offered(**options):
        made = reviewing.make_review(planning.make_plan(document, offers=True, **options))
        return {line.variants[0] for line in made.lines if line.action == "offer"}

    assert offered() == {"many"}
    assert offered(lock=("many",)) == offered(channels={"spacing"}) == set()


def test_a_rejected_place_stays_as_it_is(document, planned, rows):
    edited, _ = change(rows, "accept", "accept", "reject")
    sites = accept(document, edited).plan.sites
    assert [s.span for s in sites] == [s.span for s in planned.plan.sites[1:]]
    assert [s.slot for s in sites] == list(range(len(sites)))


def test_a_locked_word_varies_nowhere(document, planned, rows):
    edited, _ = change(rows, "accept", "said", "said")
    edited = [r.replace("accept", "lock", 1) if " said " in r[:80] else r for r in edited]
    one, _ = change(rows, "accept", " | said / ", " | said / ")
    at = next(n for n, row in enumerate(one) if " | said / " in row)
    one[at] = one[at].replace("accept", "lock", 1)
    left = accept(document, one).plan.sites
    assert [s.span for s in left] == [s.span for s in planned.plan.sites if s.rule != "said"]


def test_locking_a_space_leaves_the_other_spaces_and_words_alone(document, planned, rows):
    edited, _ = change(rows, "accept", "sentence-gap", "sentence-gap")
    at = next(n for n, row in enumerate(edited) if "sentence-gap" in row)
    edited[at] = edited[at].replace("accept", "lock", 1)
    assert len(accept(document, edited).plan.sites) == len(planned.plan.sites) - 1


def test_a_word_is_locked_inside_longer_places_and_not_inside_longer_words(document, rows):
    extra = [
        "add | the summer / summertime | help before the summer, and",
        "add | Many said / Several said | what we think about it. Many said",
        "add | 200 / two hundred | about 200 people",
    ]
    at = next(n for n, row in enumerate(rows) if " | many / " in row)
    rows[at] = rows[at].replace("offer", "lock", 1)
    kept = [row for row in rows if not row.startswith("accept")]
    found = accept(document, [*kept, *extra]).plan.sites
    assert [site.variants[0] for site in found] == ["the summer", "200"]


def test_an_offer_counts_once_it_is_accepted(document, planned, rows):
    edited, _ = change(rows, "offer", "offer", "accept")
    found = accept(document, edited).plan.sites
    assert len(found) == len(planned.plan.sites) + 1
    (new,) = [site for site in found if site.rule == "many"]
    assert (new.channel, new.private) == (Channel.LEXICON, False)


def test_a_changed_wording_is_private(document, rows):
    edited, _ = change(rows, "accept", "show / demonstrate", "show / make plain")
    found = accept(document, edited).plan.sites
    (mine,) = [site for site in found if site.private]
    assert (mine.channel, mine.variants) == (Channel.HOUSE, ("show", "make plain"))


def test_an_added_place_is_private_and_numbered_in_text_order(document, planned, rows):
    edited = [*rows, "add | rise / increase | show a big rise, and"]
    found = accept(document, edited)
    (mine,) = [site for site in found.plan.sites if site.private]
    assert mine.span.cut(MEMO) == "rise"
    assert mine.channel is Channel.HOUSE
    assert mine.sentence in found.sentences
    assert mine.sentence.start <= mine.span.start < mine.sentence.end
    assert [s.slot for s in found.plan.sites] == list(range(len(planned.plan.sites) + 1))
    assert list(found.plan.sites) == sorted(found.plan.sites, key=lambda s: s.span)


def test_lines_may_come_back_in_any_order(document, planned, rows):
    assert sites(accept(document, [*rows[:3], *sorted(rows[3:])])) == sites(planned)


def test_without_its_sentences_a_place_is_its_own(document, rows):
    kept = [row for row in rows if not row.startswith("sentence")]
    assert all(s.sentence == s.span for s in accept(document, kept).plan.sites)


def test_a_review_of_another_text_is_refused(rows):
    with pytest.raises(UsageError, match=r"'memo\.review' reviews another text"):
        accept(parse((MEMO + "\nMore.\n").encode(), name="other.txt"), rows)


def test_the_first_wording_must_be_what_the_document_says(document, rows):
    edited, number = change(rows, "accept", "show / demonstrate", "shows / demonstrate")
    match = f"line {number}: the document says 'show' there, not 'shows'"
    with pytest.raises(InputError, match=match):
        accept(document, edited)


def test_a_place_outside_the_document_is_refused(document, rows):
    edited = [*rows, "accept 90000-90003 lexicon x ** 00000000 | foo / bar | x"]
    with pytest.raises(InputError, match="the document says '' there, not 'foo'"):
        accept(document, edited)


def test_places_that_overlap_are_refused(document, rows):
    edited = [*rows, "add | show a / reveal a | the figures show a big"]
    with pytest.raises(InputError, match=f"line {len(edited)} overlaps the place before it"):
        accept(document, edited)


@pytest.mark.parametrize(
    "row",
    [
        "add | said / stated",
        "add | nowhere / anywhere",
        "add | rise / increase | a bigger rise",
        "add | said / stated | people who said",
        "add | they / these | they think that they",
        "add | We / They | said that the figures",
        'add | "" / "x" | They said that the figures',
    ],
)
def test_an_added_place_that_is_not_at_one_place_is_refused(document, rows, row):
    with pytest.raises(InputError, match=f"line {len(rows) + 1}: .* not stand at one place only"):
        accept(document, [*rows, row])


def test_names_headings_and_code_are_not_opened_to_a_person():
    content = "# The title\n\n" + MEMO + "\nSee `the code` for it.\n"
    document = parse(content.encode(), name="memo.md")
    rows = print_review(reviewing.make_review(planning.make_plan(document)), content).splitlines()
    for row in ("add | The title / A title", "add | the code / code"):
        with pytest.raises(InputError, match="is not in plain prose"):
            accept(document, [*rows, row])


def test_a_wording_that_can_not_be_written_is_dropped(document, planned, rows):
    edited = [*rows, 'add | rise / "\\ud800" | show a big rise, and']
    found = accept(document, edited)
    assert sites(found) == sites(planned)
    assert found.dropped == 1
