"""canary.workflows.issue: nothing on disk is unknown to the registry."""

import stat

import pytest

from canary.errors import CapacityError, UsageError, VerificationError
from canary.files.documents import parse
from canary.files.output import read_csv
from canary.model import Recipient
from canary.workflows import issue as issuing
from canary.workflows import plan as planning
from canary.workflows.audit import identify_copy, verify
from canary.workflows.issued import list_issues
from tests.workflows.fake_language import MEMO


def files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_every_copy_differs_in_the_marks_and_in_nothing_else(release, planned):
    texts = [copy.path.read_text(encoding="utf-8") for copy in release.copies]
    assert len(set(texts)) == len(texts) == 8
    for text in texts:
        assert text.startswith("NOTE TO THE BOARD\n\nFrom: A. Clerk\n\nThey ")
        assert len(text.split("\n")) == len(MEMO.split("\n"))


def test_what_is_written_is_private_and_indexed(release, tmp_path):
    out = tmp_path / "out"
    rows = read_csv((out / "index.csv").read_bytes(), what="index")
    assert [row["id"] for row in rows] == [copy.recipient for copy in release.copies]
    assert len(files(out)) == 9
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.rglob("*.txt")} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir() if path.is_dir()} == {0o700}


def test_the_registry_holds_and_knows_every_file(release, vault, home):
    assert verify(home, passphrase=lambda: b"").ok
    for copy in release.copies:
        assert identify_copy(vault, copy.path.read_bytes()).copy == copy.copy


def test_resume_writes_the_same_bytes_and_touches_nothing_else(release, vault, tmp_path, clock):
    out = tmp_path / "out"
    before = files(out)
    gone = release.copies[2].path
    gone.unlink()
    for place in (gone.parent, out):
        (place / ".canary-0123456789abcdef.part").write_bytes(b"half")
    (out / "notes.txt").write_bytes(b"mine")
    again = issuing.resume(vault, release.issued.issue, out, clock=clock)
    assert files(out) == {**before, "notes.txt": b"mine"}
    assert again.copies == release.copies


def test_whoever_watches_sees_each_copy_rendered_and_written(
    vault, planned, recipients, tmp_path, clock
):
    seen = []

    def watch(items, steps, label):
        for item in items:
            seen.append((label, steps))
            yield item

    issuing.issue(vault, planned, recipients, tmp_path / "out", clock=clock, watch=watch)
    n = len(recipients)
    assert seen == [("render", n)] * n + [("write", n)] * n


def test_resume_refuses_to_write_other_bytes_than_were_registered(
    release, vault, tmp_path, clock, monkeypatch
):
    monkeypatch.setattr(issuing, "renderer", lambda document, _: lambda _: document.raw)
    with pytest.raises(VerificationError, match="other bytes than were registered"):
        issuing.resume(vault, release.issued.issue, tmp_path / "new", clock=clock)
    assert not list((tmp_path / "new").iterdir())


def test_added_recipients_share_plan_and_keys_and_nobody_gets_two(release, vault, tmp_path, clock):
    more = (Recipient("late"), Recipient("later"))
    added = issuing.add(vault, release.issued.issue, more, tmp_path / "more", clock=clock)
    assert added.issued.first == release.issued.issue
    assert added.issued.plan == release.issued.plan
    with pytest.raises(UsageError, match="has a copy already"):
        issuing.add(vault, release.issued.issue, more, tmp_path / "more", clock=clock)


def test_too_few_bits_are_refused_before_anything_is_recorded(vault, language, tmp_path, clock):
    planned = planning.make_plan(parse(b"They said so, and we think so.", name="short.txt"))
    recipients = tuple(Recipient(str(number)) for number in range(100))
    with pytest.raises(CapacityError):
        issuing.issue(vault, planned, recipients, tmp_path / "out", clock=clock)
    assert not list_issues(vault)
    assert not (tmp_path / "out").exists()
    weak = issuing.issue(vault, planned, recipients, tmp_path / "out", allow_weak=True, clock=clock)
    assert len(weak.copies) == 100


def test_a_folder_in_the_way_is_found_before_anything_is_recorded(
    vault, planned, recipients, tmp_path, clock
):
    (tmp_path / "file").write_bytes(b"mine")
    for out in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(UsageError, match="in the way"):
            issuing.issue(vault, planned, recipients, out, clock=clock)
    assert not list_issues(vault)


@pytest.mark.parametrize(
    ("spoilt", "complaint"),
    [
        (lambda raw: b"X" + raw, "differs from the source before"),
        (lambda raw: raw + b"X", "differs from the source after"),
        (lambda raw: raw.replace(b"stated", b"stayed").replace(b"said", b"sa1d"), "variant"),
    ],
)
def test_a_copy_that_differs_elsewhere_is_refused(planned, monkeypatch, spoilt, complaint):
    rendered = planned.document.render([])
    monkeypatch.setattr(issuing, "renderer", lambda *_: lambda _: spoilt(rendered))
    word = bytes(len(planned.plan.sites))
    with pytest.raises(VerificationError, match=complaint):
        list(issuing.render_checked(planned.document, planned.plan, [word]))


def test_a_copy_that_does_not_read_back_stops_the_issue(
    vault, planned, recipients, tmp_path, clock, monkeypatch
):
    class Blind(issuing.Reader):
        def read(self, leak, *, faithful=False):
            return super().read(leak.replace("said", "sold"), faithful=faithful)

    monkeypatch.setattr(issuing, "Reader", Blind)
    with pytest.raises(VerificationError, match="does not read back"):
        issuing.issue(vault, planned, recipients, tmp_path / "out", clock=clock)
    assert not list_issues(vault)


def test_the_json_is_that_of_the_contract(release, planned):
    result = issuing.release_json(release)
    assert result["document"] == {
        "title": "memo",
        "sha256": planned.document.sha256,
        "words": planned.document.words,
        "format": "txt",
    }
    assert result["sites"] == len(planned.plan.sites)
    assert result["bits"] == pytest.approx(planned.bits)
    assert set(result["copies"][0]) == {"copy", "recipient", "path", "sha256"}
    assert result["checkpoint"].startswith("canary.registry/")
