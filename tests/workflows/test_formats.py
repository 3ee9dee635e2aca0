"""The whole story in every format: issue, leak, decode."""

import csv
from html import escape

import pytest

from canary.errors import InputError, VerificationError
from canary.files.documents import Document, parse
from canary.files.leaks import said
from canary.model import Channel, Span
from canary.workflows import issue as issuing
from canary.workflows import plan as planning
from canary.workflows.decode import decode
from canary.workflows.issued import load_issue, source_of, source_text
from canary.workflows.question import Leak, Question
from canary.workflows.rendering import covering_words, render
from tests.files import packages
from tests.files.test_mail import mail, multipart, part
from tests.files.test_odt import odt
from tests.workflows.fake_language import MEMO

TOLD = [" ".join(each.split()) for each in MEMO.split("\n\n")]
PAGE = "".join(f"<p>{escape(each)}</p>\n" for each in TOLD)


def as_docx(paragraphs):
    """A document whose runs are broken every eleven characters, words or not."""
    return packages.docx(
        *(
            packages.paragraph(
                *(packages.run(escape(each[n : n + 11])) for n in range(0, len(each), 11))
            )
            for each in paragraphs
        )
    )


FILES = {
    "memo.html": PAGE.encode(),
    "memo.docx": as_docx(TOLD),
    "memo.odt": odt(*(f"<text:p>{escape(each)}</text:p>" for each in TOLD)),
    "memo.eml": mail(
        multipart(
            "alternative",
            part("text/plain", MEMO, "quoted-printable"),
            part("text/html", PAGE, "base64"),
        )
    ),
    "plain.eml": mail(part("text/plain", MEMO, "8bit")),
}


@pytest.fixture(params=FILES)
def marked(request, language):
    return planning.make_plan(parse(FILES[request.param], name=request.param))


def test_every_copy_of_every_format_is_traced(marked, vault, recipients, tmp_path, clock):
    release = issuing.issue(vault, marked, recipients, tmp_path / "out", clock=clock)
    for copy in (release.copies[0], release.copies[5]):
        raw = copy.path.read_bytes()
        words = said(raw, what=copy.path.name).content
        result = decode(vault, Leak.of([(words, raw)]), Question(), now=clock())
        assert result["verdict"] == "attributed"
        assert result["candidates"][0]["recipient"] == copy.recipient
        seen = {row["channel"]: row["observed"] for row in result["channels"]}
        lexicon = [site for site in marked.plan.sites if site.channel is Channel.LEXICON]
        assert seen["lexicon"] == len(lexicon)
        assert result["sites"]["substituted"] == 0


def test_the_same_copy_is_the_same_bytes_again(marked, vault, recipients, tmp_path, clock):
    first = issuing.issue(vault, marked, recipients, tmp_path / "out", clock=clock)
    again = issuing.resume(vault, first.issued.issue, tmp_path / "again", clock=clock)
    assert [c.sha256 for c in again.copies] == [c.sha256 for c in first.copies]
    assert len({c.sha256 for c in first.copies}) == len(recipients)
    with (tmp_path / "out" / "index.csv").open() as file:
        assert len(list(csv.DictReader(file))) == len(recipients)


def test_the_words_are_recorded_beside_the_file(marked, vault, recipients, tmp_path, clock):
    release = issuing.issue(vault, marked, recipients, tmp_path / "out", clock=clock)
    issued = load_issue(vault, release.issued.issue)
    assert source_text(issued) == marked.document.text.content
    assert source_of(issued).raw == marked.document.raw


def test_another_reading_of_the_source_is_refused(
    marked, vault, recipients, tmp_path, clock, monkeypatch
):
    release = issuing.issue(vault, marked, recipients, tmp_path / "out", clock=clock)
    issued = load_issue(vault, release.issued.issue)
    other = parse(b"Other words were read here.", name="memo.txt")
    monkeypatch.setattr("canary.workflows.issued.parse", lambda *_, **__: other)
    with pytest.raises(VerificationError, match="reads otherwise"):
        source_of(issued)


def test_a_file_that_would_not_say_what_it_should_is_never_recorded(
    marked, vault, recipients, tmp_path, clock, monkeypatch
):
    size = vault.registry.size()
    monkeypatch.setattr(Document, "render", lambda self, _: self.raw)
    with pytest.raises(VerificationError, match="can't be written"):
        issuing.issue(vault, marked, recipients, tmp_path / "out", clock=clock)
    assert vault.registry.size() == size


@pytest.mark.parametrize(
    ("name", "kept"),
    [("memo.html", False), ("memo.docx", True), ("memo.odt", True), ("memo.eml", False),
     ("plain.eml", True)],
)  # fmt: skip
def test_spaces_vary_where_they_show(language, name, kept):
    planned = planning.make_plan(parse(FILES[name], name=name))
    assert (Channel.SPACING in {site.channel for site in planned.plan.sites}) == kept


def test_an_authors_alternatives_in_a_word_document_leave_no_braces():
    told = [
        "They said that the north basin of the harbour {closes|shuts} on Monday next week.",
        "It was agreed by all that {nobody|no one} is to be told of it before then.",
    ]
    planned = planning.make_plan(parse(as_docx(told), name="memo.docx"), authored=True)
    authored = [s for s in planned.plan.sites if s.channel is Channel.AUTHORED]
    assert [site.variants for site in authored] == [("closes", "shuts"), ("nobody", "no one")]
    shown = {
        parse(render(planned.document, planned.plan, word), name="memo.docx").text.content
        for word in covering_words(planned.plan.sites)
    }
    assert not any("{" in words or "|" in words for words in shown)
    for word in ("closes", "shuts", "nobody", "no one"):
        assert any(f" {word} " in words for words in shown)


def test_alternatives_that_change_their_looks_midway_are_refused():
    body = packages.paragraph(
        packages.run("They said that the basin of the harbour {closes|"),
        packages.run("shuts", "<w:b/>"),
        packages.run("} on Monday of the week that is to come."),
    )
    document = parse(packages.docx(body), name="memo.docx")
    with pytest.raises(InputError, match="can't be written there") as caught:
        planning.make_plan(document, authored=True)
    assert "one look" in caught.value.hint


def test_a_word_that_a_charset_lacks_is_no_variant(language, monkeypatch):
    document = parse(mail(part("text/plain", MEMO, "8bit", "us-ascii")), name="memo.eml")
    start = document.text.content.index("said")
    assert not document.holds(Span(start, start + 4), ["said", "dít"])
