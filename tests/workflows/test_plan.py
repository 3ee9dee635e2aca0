"""canary.workflows.plan: only what reads back, in numbers."""

from dataclasses import replace

import pytest

from canary.errors import CapacityError
from canary.files.documents import parse
from canary.model import Channel, Part, Span
from canary.reading import Reader
from canary.workflows import plan as planning
from canary.workflows.rendering import covering_words, render
from tests.workflows import fake_language
from tests.workflows.fake_language import MEMO


@pytest.fixture(autouse=True)
def language(monkeypatch):
    monkeypatch.setattr(planning, "analyse", fake_language.analyse)


@pytest.fixture
def memo():
    return parse(MEMO.encode(), name="memo.txt")


def test_every_planned_site_reads_back_from_every_covering_rendering(memo):
    planned = planning.make_plan(memo)
    assert planned.dropped == 0
    assert len(planned.plan.sites) > 40
    reader = Reader(MEMO, planned.plan.sites)
    for word in covering_words(planned.plan.sites):
        copy = render(memo, planned.plan, word).decode()
        assert [reading.symbol for reading in reader.read(copy, faithful=True).readings] == list(
            word
        )


def test_a_site_that_does_not_read_back_is_dropped_and_slots_are_renumbered(memo, monkeypatch):
    def with_a_blind_site(*args, **options):
        found = fake_language.analyse(*args, **options)
        first = found.sites[1]
        blind = replace(first, parts=(Part(first.span, (first.variants[0], first.variants[0])),))
        return replace(found, sites=(found.sites[0], blind, *found.sites[2:]))

    whole = planning.make_plan(memo).plan.sites
    monkeypatch.setattr(planning, "analyse", with_a_blind_site)
    planned = planning.make_plan(memo)
    assert planned.dropped == 1
    assert [site.slot for site in planned.plan.sites] == list(range(len(whole) - 1))


def test_a_variant_that_makes_a_list_of_a_paragraph_is_dropped(monkeypatch):
    content = "We said that we would go, and many of us went there to\nhelp with it."

    def with_a_dash(text, **options):
        found = fake_language.analyse(text, **options)
        at = content.index("\n")
        bad = replace(
            found.sites[0],
            channel=Channel.PUNCTUATION,
            parts=(Part(Span(at, at + 1), ("\n", "\n\n- ")),),
        )
        return replace(found, sites=(*found.sites[:2], bad))

    monkeypatch.setattr(planning, "analyse", with_a_dash)
    planned = planning.make_plan(parse(content.encode(), name="memo.txt"))
    assert all(site.channel is not Channel.PUNCTUATION for site in planned.plan.sites)


def test_a_variant_that_the_encoding_cannot_write_is_dropped(monkeypatch, memo):
    def with_thin_spaces(*args, **options):
        found = fake_language.analyse(*args, **options)
        sites = (
            replace(s, parts=(Part(s.span, (" ", "\u202f")),)) if s.variants[0] == " " else s
            for s in found.sites
        )
        return replace(found, sites=tuple(sites))

    monkeypatch.setattr(planning, "analyse", with_thin_spaces)
    narrow = parse(MEMO.replace("A. Clerk", "A. Müller").encode("cp1252"), name="memo.txt")
    channels = {site.channel for site in planning.make_plan(narrow).plan.sites}
    assert channels == {Channel.LEXICON}


def test_markdown_keeps_no_spacing_and_channels_can_be_chosen(memo):
    def channels(planned):
        return {site.channel.value for site in planned.plan.sites}

    markdown = parse(MEMO.encode(), name="memo.md")
    assert channels(planning.make_plan(markdown)) == {"lexicon"}
    assert channels(planning.make_plan(memo, channels={"spacing"})) == {"spacing"}
    locked = planning.make_plan(memo, lock=("said",)).plan
    assert "said" not in {site.rule for site in locked.sites}


def test_the_json_adds_up(memo):
    planned = planning.make_plan(memo)
    result = planning.plan_json(planned, recipients=100, alpha=1e-6)
    assert result["sites"] == sum(row["sites"] for row in result["channels"])
    assert result["bits"] == pytest.approx(sum(row["bits"] for row in result["channels"]))
    kept = sum(row["bits"] for row in result["channels"] if row["survives_retyping"])
    words = result["document"]["words"]
    assert result["retyping_bits_per_100_words"] == pytest.approx(100 * kept / words)
    assert result["quoted_words"] == pytest.approx(result["needed_bits"] * words / kept, abs=1)
    for entry in planning.site_list(planned):
        said = entry["variants"][entry["source_variant"]]
        assert MEMO[entry["start"] : entry["end"]] == said
        assert said in entry["sentence"] or said.isspace()


def test_the_weakest_sentences_come_first(memo):
    weakest = planning.weakest(planning.make_plan(memo))
    assert 1 <= len(weakest) <= 5
    assert all(strength.sites for strength in weakest)


def test_too_few_bits_are_refused_and_warned_of(memo):
    planned = planning.make_plan(memo)
    planning.require_capacity(planned, 1000)
    few = replace(planned, plan=replace(planned.plan, sites=planned.plan.sites[:8]))
    assert planning.warnings(planned, 10, 1e-6) == []
    assert len(planning.warnings(few, 1000, 1e-6)) == 2
    with pytest.raises(CapacityError, match="needed for 1000 recipients"):
        planning.require_capacity(few, 1000)


def test_another_language_is_refused_unless_alternatives_are_authored():
    german = (
        "Wir haben beschlossen, dass die Arbeit an dem Bericht nicht weitergehen kann, und " * 3
    )
    document = parse(german.encode(), name="memo.txt")
    with pytest.raises(CapacityError, match="not in english"):
        planning.make_plan(document)
    assert planning.make_plan(document, authored=True).plan.sites == ()
