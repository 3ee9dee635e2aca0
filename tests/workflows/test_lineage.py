"""canary.workflows.lineage: a document drafted from an issued copy owns up to it, or stops."""

import pytest

from canary.errors import UsageError
from canary.files.documents import parse
from canary.model import Recipient
from canary.workflows import issue as issuing
from canary.workflows import plan as planning
from canary.workflows.audit import verify
from canary.workflows.decode import decode
from canary.workflows.lineage import ancestors
from canary.workflows.question import Leak, Question
from canary.workflows.recording import Descent
from canary.workflows.vault import open_vault
from tests.workflows.fake_language import MEMO

OTHERS = tuple(Recipient(f"s-{number:02}") for number in range(8))
NEW = "\n\nWe think the board said so before, and many often help to show that. They also begin.\n"


@pytest.fixture
def drafted(language, copy):
    """A document that copy 3 was extended to, with its wording locked: it is everybody's."""
    text = copy.path.read_text("utf-8") + NEW
    return planning.make_plan(parse(text.encode(), name="draft.txt"), channels={"spacing"})


@pytest.fixture
def second(vault, drafted, copy, tmp_path, clock):
    return issuing.issue(
        vault,
        drafted,
        OTHERS,
        tmp_path / "second",
        descent=Descent(lineage=(copy.copy,)),
        allow_weak=True,
        clock=clock,
    )


def found(vault, text, clock, **options):
    return decode(vault, Leak.of([(text, text.encode())]), Question(**options), now=clock())


def test_the_source_and_strange_texts_carry_no_marks(vault, release, planned):
    assert ancestors(vault, planned.document) == []
    assert ancestors(vault, parse(b"Nothing of the kind was ever written.", name="a.txt")) == []


def test_a_document_drafted_from_a_copy_stops_until_it_says_so(
    vault, drafted, copy, tmp_path, clock
):
    assert ancestors(vault, drafted.document) == [copy.copy]
    for lineage in ((), ("00000000-0001",)):
        with pytest.raises(UsageError) as caught:
            issuing.issue(
                vault,
                drafted,
                OTHERS,
                tmp_path / "second",
                descent=Descent(lineage=lineage),
                allow_weak=True,
                clock=clock,
            )
    assert "no copy '00000000-0001'" in str(caught.value)
    assert not (tmp_path / "second").exists()


def test_the_hint_says_which_copy_to_own_up_to(vault, drafted, copy, tmp_path, clock):
    with pytest.raises(UsageError, match="carries the marks") as caught:
        issuing.issue(vault, drafted, OTHERS, tmp_path / "x", allow_weak=True, clock=clock)
    assert f"--lineage {copy.copy}" in caught.value.hint


def test_it_is_recorded_and_the_registry_holds(home, vault, second, copy):
    assert second.issued.entry.payload["lineage"] == [copy.copy]
    assert verify(home, passphrase=lambda: b"").problems == ()


def test_what_leaks_from_the_draft_is_never_put_to_the_copy_it_was_drafted_from(
    vault, copy, drafted, recipients, tmp_path, clock, second
):
    leak = second.copies[2].path.read_text("utf-8")
    result = found(vault, leak, clock)
    rows = {row["copy"]: row for row in result["candidates"]}
    assert not rows.get(copy.copy, {"attributed": False})["attributed"]
    assert copy.copy not in {name for each in result["coalitions"] for name in each["copies"]}
    pooled = found(vault, leak, clock, coalition=3, keep=None)
    rows = {row["copy"]: row for row in pooled["candidates"]}
    assert rows[copy.copy]["attributed"] is False
    assert rows[copy.copy]["observed"] == 0
    assert all(copy.copy not in each["copies"] for each in pooled["coalitions"])


def test_without_the_record_it_would_be_put_to_it(vault, copy, drafted, clock):
    leak = drafted.document.text.content
    rows = found(vault, leak, clock)["candidates"]
    assert (rows[0]["copy"], rows[0]["attributed"]) == (copy.copy, True)


def test_other_copies_are_traced_as_before(vault, release, second, clock):
    other = release.copies[5]
    result = found(vault, other.path.read_text("utf-8"), clock)
    assert result["candidates"][0]["copy"] == other.copy
    assert result["verdict"] == "attributed"


def test_leaks_of_a_case_do_not_add_up_to_the_copy_either(vault, copy, second, clock):
    text = second.copies[2].path.read_text("utf-8")
    half = len(text) // 2
    for part in (text[:half], text[half:]):
        result = found(vault, part, clock, case="summer")
    named = {name for each in result["together"] if each["attributed"] for name in each["copies"]}
    assert copy.copy not in named


def test_an_erased_draft_takes_everything_over(home, vault, copy, second, clock):
    entry = second.issued.entry
    with vault.writing() as transaction:
        transaction.erase(second.issued.issue, entry.payload["blobs"].values())
        vault.add(transaction, "erase", {"issue": second.issued.issue}, now=clock())
    with open_vault(home, lambda: b"") as again:
        rows = found(again, copy.path.read_text("utf-8"), clock, keep=None)["candidates"]
    assert not any(row["attributed"] for row in rows)


def test_its_holders_copy_of_a_second_edition_is_spared_too(  # noqa: PLR0917
    vault, planned, release, copy, second, recipients, tmp_path, clock
):
    again = issuing.issue(
        vault,
        planned,
        recipients,
        tmp_path / "again",
        descent=Descent(revises=release.issued.issue),
        clock=clock,
    )
    (twin,) = [each for each in again.copies if each.recipient == copy.recipient]
    leak = second.copies[2].path.read_text("utf-8")
    result = found(vault, leak, clock, keep=None)
    rows = {row["copy"]: row for row in result["candidates"]}
    assert not rows[copy.copy]["attributed"]
    assert not rows[twin.copy]["attributed"]


def test_a_leak_of_a_web_page_is_read_against_its_text(
    vault, language, recipients, tmp_path, clock
):
    paragraphs = "".join(f"<p>{part}</p>" for part in MEMO.split("\n\n"))
    page = f"<!doctype html><html><body>{paragraphs}</body></html>"
    planned = planning.make_plan(parse(page.encode(), name="memo.html"))
    out = issuing.issue(vault, planned, recipients, tmp_path / "web", clock=clock)
    copy = out.copies[1]
    text = parse(copy.path.read_bytes(), name="memo.html").text.content
    assert found(vault, text, clock)["candidates"][0]["copy"] == copy.copy
