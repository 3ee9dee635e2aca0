"""What is recorded of an issue, and what comes back."""

import pytest

from canary.errors import UsageError, VerificationError
from canary.model import Recipient
from canary.workflows import recording
from canary.workflows.issued import (
    family,
    find_issue,
    list_issues,
    load_issue,
    match_issues,
    open_copy,
    parse_opening,
    recipient_of,
    word_keys,
)
from tests.vault import world


def record(vault, draft):
    return recording.record_issue(
        vault, draft, world.render(draft), world.document(), program="t 1", now=world.NOW
    )


def add(vault, issue, people):
    return record(vault, recording.draft_addition(vault, issue, people))


def test_an_issue_comes_back_as_it_was_recorded(vault, issued):
    back = load_issue(vault, issued.issue)
    assert back.plan == world.make_plan()
    assert back.source == world.SOURCE.encode()
    assert back.about == {"title": "Zanzibar memo"}
    assert (back.n, back.first, back.entry.index) == (5, issued.issue, issued.entry)
    names = {dict(recipient_of(vault, back, i).recipient.fields)["name"] for i in range(5)}
    assert names == set(world.NAMES)


def test_the_draft_of_a_recorded_issue_is_the_one_it_was_recorded_from(vault):
    draft = recording.draft_issue(vault, world.make_plan(), world.people())
    recording.record_issue(vault, draft, world.render(draft), world.document(), program="t", now=1)
    again = recording.draft_of(vault, load_issue(vault, draft.issue))
    assert again == draft
    assert world.render(again) == world.render(draft)
    keys = [copy.keys.word_key for copy in draft.copies]
    assert list(word_keys(vault, load_issue(vault, draft.issue))) == keys


def test_copies_are_numbered_by_their_leaf_and_never_by_their_recipient(vault):
    names = [f"Name {i}" for i in range(40)]
    draft = recording.draft_issue(vault, world.make_plan(), world.people(names))
    assert [c.c_rcpt for c in draft.copies] == sorted(c.c_rcpt for c in draft.copies)
    assert [c.id for c in draft.copies[:2]] == [
        f"{draft.issue[:8]}-0000",
        f"{draft.issue[:8]}-0001",
    ]
    assert [c.recipient.id for c in draft.copies] != [f"r{i:03d}" for i in range(1, 41)]


def test_two_issues_of_one_document_share_no_key(vault):
    drafts = [recording.draft_issue(vault, world.make_plan(), world.people()) for _ in range(2)]
    one, two = drafts
    assert one.issue != two.issue
    assert one.keys.bias_key != two.keys.bias_key
    assert not {c.c_rcpt for c in one.copies} & {c.c_rcpt for c in two.copies}


@pytest.mark.parametrize(
    "ids", [("a", "a"), ("Ada", " ADA "), ("ｒ１", "r1"), ("straße", "STRASSE")]
)
def test_one_recipient_twice_is_refused_in_any_spelling(vault, ids):
    with pytest.raises(UsageError, match="is there twice"):
        recording.draft_issue(vault, world.make_plan(), [Recipient(i) for i in ids])


def test_an_issue_to_nobody_is_refused(vault):
    with pytest.raises(UsageError, match="nobody to issue to"):
        recording.draft_issue(vault, world.make_plan(), [])


def test_an_issue_is_recorded_once(vault):
    draft = recording.draft_issue(vault, world.make_plan(), world.people())
    record(vault, draft)
    with pytest.raises(UsageError, match="has copies already"):
        record(vault, draft)
    assert vault.registry.size() == 2


def test_a_rendered_copy_too_few_records_nothing(vault):
    draft = recording.draft_issue(vault, world.make_plan(), world.people())
    with pytest.raises(ValueError, match="shorter"):
        recording.record_issue(
            vault, draft, world.render(draft)[:-1], world.document(), program="t", now=1
        )
    assert vault.registry.size() == 1
    assert not list(vault.registry.copies(draft.issue))


def test_added_recipients_get_copies_under_the_same_keys_in_a_tree_of_their_own(vault, issued):
    more = add(vault, issued.issue, world.people(["New Person"], first=9))
    first, second = load_issue(vault, issued.issue), load_issue(vault, more.issue)
    assert (second.n, second.first) == (1, issued.issue)
    assert second.keys == first.keys
    assert (second.plan, second.source) == (first.plan, first.source)
    assert family(vault, issued.issue) == [issued.issue, more.issue]
    third = add(vault, more.issue, world.people(["Another"], first=10))
    assert family(vault, issued.issue) == [issued.issue, more.issue, third.issue]
    assert recording.draft_of(vault, second).extends == issued.issue


def test_a_recipient_who_has_a_copy_is_not_added(vault, issued):
    add(vault, issued.issue, world.people(["New Person"], first=9))
    for known in ("R001", "r009"):
        with pytest.raises(UsageError, match="has a copy already"):
            recording.draft_addition(vault, issued.issue, [Recipient(known)])


def test_two_additions_drafted_at_once_are_not_both_recorded(vault, issued):
    one, two = (recording.draft_addition(vault, issued.issue, [Recipient("new")]) for _ in range(2))
    record(vault, one)
    with pytest.raises(UsageError, match="added meanwhile"):
        record(vault, two)


def test_a_leak_is_matched_to_the_document_it_shares_most_with(vault, issued):
    shared = [bytes([i]) * 5 for i in (3, 4, 99)]
    assert match_issues(vault, shared, 2) == [issued.issue]
    assert match_issues(vault, shared, 3) == []
    assert match_issues(vault, [b"other"], 1) == []


def test_an_issue_is_found_by_its_first_eight_digits(vault, issued):
    world.issue(vault)
    assert find_issue(vault, issued.issue[:8]) == find_issue(vault, issued.issue) == issued.issue
    for text in ("", issued.issue[:7], "f" * 32):
        with pytest.raises(UsageError, match="one expected"):
            find_issue(vault, text)
    assert list_issues(vault)[0].payload["issue"] == issued.issue


def test_what_is_not_recorded_is_not_loaded(vault, issued):
    with pytest.raises(UsageError, match="no issue"):
        load_issue(vault, "00" * 16)
    with pytest.raises(UsageError, match="no copy 5"):
        recipient_of(vault, load_issue(vault, issued.issue), 5)


def test_a_copy_whose_record_was_exchanged_is_refused(vault, issued):
    loaded = load_issue(vault, issued.issue)
    one, two = list(vault.registry.copies(issued.issue))[:2]
    swapped = type(one)(one.index, one.c_rcpt, one.c_word, one.c_file, two.c_enc, two.enc)
    with pytest.raises(VerificationError, match="does not decrypt"):
        open_copy(vault, loaded, issued.issue, swapped)
    other_file = type(one)(one.index, one.c_rcpt, one.c_word, two.c_file, one.c_enc, one.enc)
    with pytest.raises(VerificationError, match="another file"):
        open_copy(vault, loaded, issued.issue, other_file)


@pytest.mark.parametrize(
    "raw",
    [b"{}", b"[]", b'{"file":"ab","recipient":{"fields":[],"id":"x"}}', b"{ }"],
)
def test_the_record_of_a_copy_has_one_shape(raw):
    with pytest.raises(VerificationError):
        parse_opening(raw, what="copy")


def test_nothing_in_the_registry_names_a_recipient_a_title_or_a_sentence(vault, issued):
    vault.append("reveal", {"copies": []}, now=5, blobs={"reason": b"Ramsbottom complained"})
    files = [path for path in vault.home.glob("registry.db*") if path.suffix != ".db-shm"]
    stored = b"".join(path.read_bytes() for path in files)
    words = [*world.NAMES, *world.SOURCE.split(), "r001", "r005", "Zanzibar", "complained"]
    secret = {w for w in (name.encode() for name in words) if len(w) > 6}
    assert [word for word in secret if word in stored] == []
    assert issued.issue.encode() in stored
