"""A second edition: compared with the first, it shows what the author changed and no site."""

import re

import pytest

from canary.errors import UsageError
from canary.files.documents import parse
from canary.model import Channel, Part, Recipient, Site, Span
from canary.workflows import issue as issuing
from canary.workflows import plan as planning
from canary.workflows import revision
from canary.workflows.audit import verify
from canary.workflows.decode import decode
from canary.workflows.issued import relatives
from canary.workflows.question import Leak, Question
from canary.workflows.recording import Descent
from tests.workflows.fake_language import MEMO

OLD = "You said many of us often\nhelp before the summer, and I also think we should begin quickly."
NEW = "Many of you think so, and you said before that we should help often, and quickly."
ADDED = "\nNothing else is new. They said that it is about time, and many think so too.\n"
SECOND = ADDED.lstrip() + "\n" + MEMO.replace(OLD, NEW).replace("May", "June") + ADDED


@pytest.fixture
def first(vault, planned, recipients, tmp_path, clock):
    return issuing.issue(vault, planned, recipients, tmp_path / "first", clock=clock)


@pytest.fixture
def revise(vault, language, recipients, tmp_path, clock):
    def run(text, of, out="second", people=recipients):
        planned = planning.make_plan(parse(text.encode(), name="memo.txt"))
        descent = Descent(revises=of)
        return issuing.issue(vault, planned, people, tmp_path / out, descent=descent, clock=clock)

    return run


@pytest.fixture
def second(first, revise):
    return revise(SECOND, first.issued.issue)


def texts(release):
    return {copy.recipient: copy.path.read_text("utf-8") for copy in release.copies}


def sentences(text):
    return [sentence.strip() for sentence in re.findall(r"[^.!?]+[.!?]*", text)]


def found(vault, text, clock, **options):
    return decode(vault, Leak.of([(text, text.encode())]), Question(**options), now=clock())


def test_unchanged_text_shows_no_site_to_whoever_compares_two_editions(first, second):
    before, after = texts(first), texts(second)
    unchanged = [n for n, said in enumerate(sentences(MEMO)) if said in sentences(SECOND)]
    assert len(unchanged) == len(sentences(MEMO)) - 2
    for name, text in before.items():
        shown, again = sentences(text), sentences(after[name])
        assert all(shown[number] in again for number in unchanged)


def test_the_same_text_again_is_the_same_for_everybody(first, revise):
    again = revise(MEMO, first.issued.issue)
    assert texts(again) == texts(first)
    assert again.issued.plan.sites == first.issued.plan.sites


def test_without_revises_a_comparison_would_show_the_sites(
    vault, first, planned, recipients, tmp_path, clock
):
    alone = issuing.issue(vault, planned, recipients, tmp_path / "alone", clock=clock)
    assert texts(alone) != texts(first)


def test_new_text_is_drawn_under_slots_of_its_own(first, second):
    old = {site.slot: site for site in first.issued.plan.sites}
    new = {site.slot: site for site in second.issued.plan.sites}
    shared = old.keys() & new.keys()
    assert len(shared) > len(old) / 2
    assert all(old[slot].variants == new[slot].variants for slot in shared)
    assert min(new.keys() - shared) > max(old)


def test_slots_are_never_given_twice_even_over_three_editions(vault, first, second, revise):
    third = revise(MEMO + "\nYou think that many often help.\n", second.issued.issue, out="third")
    slots = [{site.slot for site in each.issued.plan.sites} for each in (first, second, third)]
    assert not (slots[2] - slots[0]) & (slots[1] - slots[0])
    firsts = [each.issued.issue for each in (first, second, third)]
    assert relatives(vault, firsts[1]) == firsts
    assert {each.issued.root for each in (first, second, third)} == {firsts[0]}


def test_the_registry_holds_with_its_openings(home, second):
    assert verify(home, passphrase=lambda: b"").problems == ()
    payload = second.issued.entry.payload
    assert "revises" in payload
    assert "extends" not in payload


def test_a_leak_of_either_edition_names_its_recipient_and_no_other(vault, first, second, clock):
    for release in (first, second):
        copy = release.copies[3]
        result = found(vault, copy.path.read_text("utf-8"), clock)
        assert sorted(result["issues"]) == sorted([first.issued.issue, second.issued.issue])
        named = {row["copy"] for row in result["candidates"] if row["attributed"]}
        own = {
            each.copy
            for each in (*first.copies, *second.copies)
            if each.recipient == copy.recipient
        }
        assert copy.copy in named
        assert named <= own
        assert any("of one recipient" in note for note in result["notes"]) is (len(named) > 1)


def test_editions_are_not_counted_as_evidence_of_their_own(vault, first, clock, revise):
    """One leak says as much when its document had a second edition as when it had none."""
    text = first.copies[3].path.read_text("utf-8").split("\n\n")[2:5]
    for part in text:
        alone = found(vault, part, clock, case="before")
    assert alone["together"]
    revise(MEMO, first.issued.issue)
    for part in text:
        both = found(vault, part, clock, case="after")
    best = {name: rows[0] for name, rows in (("a", alone["together"]), ("b", both["together"]))}
    assert best["b"]["log10_e"] == pytest.approx(best["a"]["log10_e"], abs=0.2)


def test_added_people_come_to_a_second_edition_as_to_a_first(vault, second, first, tmp_path, clock):
    late = (Recipient("late"),)
    added = issuing.add(vault, second.issued.issue, late, tmp_path / "late", clock=clock)
    earlier = issuing.add(vault, first.issued.issue, late, tmp_path / "late", clock=clock)
    assert added.issued.root == first.issued.issue
    paragraphs = earlier.copies[0].path.read_text("utf-8").split("\n\n")
    assert paragraphs[3] in added.copies[0].path.read_text("utf-8")


def test_a_row_that_changed_between_editions_is_refused(first, revise, recipients):
    moved = (Recipient(recipients[0].id.upper(), (("name", "Somebody else"),)), *recipients[1:])
    with pytest.raises(UsageError, match="has another row"):
        revise(SECOND, first.issued.issue, people=moved)


def test_unchanged_text_that_no_longer_reads_back_stops_it(first, revise, monkeypatch):
    keep = revision.keep_readable
    monkeypatch.setattr(
        revision, "keep_readable", lambda document, sites: keep(document, sites)[1:]
    )
    with pytest.raises(UsageError, match="can't be a second edition"):
        revise(MEMO, first.issued.issue)


def style(slot, words, text, order=(0, 1)):
    """A site of every place that says one of `words`, its variants in the order given."""
    spans = [
        Span(at, at + len(words[0])) for at in range(len(text)) if text.startswith(words[0], at)
    ]
    variants = tuple(words[i] for i in order)
    parts = tuple(Part(span, variants) for span in spans)
    return Site(slot, Channel.SPELLING, "sp", parts, variants.index(words[0]), Span(0, 9), 0)


def test_a_style_keeps_slot_and_symbols_and_takes_new_places_along():
    from canary.model import Plan  # noqa: PLC0415

    old, new = "an email, no email", "no email, an email, one email"
    before = style(7, ("email", "e-mail"), old)
    after = style(0, ("email", "e-mail"), new, order=(1, 0))
    (kept,) = revision._followed(before, Plan("", "", "U", (after,)), [])
    assert (kept.slot, len(kept.parts), kept.source) == (7, 3, 0)
    assert kept.parts[0].variants == ("email", "e-mail")
    other = style(0, ("grey", "gray"), "grey and grey")
    assert list(revision._followed(before, Plan("", "", "U", (other,)), [])) == []
