"""`issue --eml`, `check`, `receipt`: assigned, sent, acknowledged."""

import mailbox
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest

from canary.files.outbox import parse_template, read_messages
from canary.workflows import carried

TEMPLATE = """From: Press office <press@example.org>
To: {name} <{email}>
Subject: {title}, for {name}

Dear {name},

your copy is attached. Copies of this document are marked.
"""


@pytest.fixture
def people(tmp_path):
    path = tmp_path / "people.csv"
    rows = "".join(f"r-{n},Person {n},p{n}@example.org\n" for n in range(8))
    path.write_text("id,name,email\n" + rows, encoding="utf-8")
    return path


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "mail.txt"
    path.write_text(TEMPLATE, encoding="utf-8")
    return path


@pytest.fixture
def issued(vault, ask, memo, people, template):
    return ask("issue", memo, "--to", people, "--out", "out", "--title", "Memo", "--eml", template)


@pytest.fixture
def outbox(issued):
    return Path("out/outbox")


def parsed(path):
    return BytesParser(policy=policy.default).parsebytes(path.read_bytes())


def leave(outbox):
    """Give every message the id that a mail program would, as it leaves."""
    for number, path in enumerate(sorted(outbox.iterdir())):
        path.write_bytes(f"Message-ID: <{number}@example.org>\r\n".encode() + path.read_bytes())


def entries(ask, kind):
    return [row for row in ask("log")["entries"] if row["type"] == kind]


def test_each_recipient_gets_a_message_with_the_copy_and_nobody_elses(issued, outbox):
    assert len(list(outbox.iterdir())) == 8
    for copy in issued["copies"]:
        message = parsed(outbox / f"{copy['copy']}.eml")
        number = copy["recipient"].removeprefix("r-")
        assert message["To"] == f"Person {number} <p{number}@example.org>"
        assert message["Subject"] == f"Memo, for Person {number}"
        (attached,) = message.iter_attachments()
        assert attached.get_content().encode() == Path(copy["path"]).read_bytes()
        assert copy["copy"] not in message.as_string()


def test_a_right_outbox_is_right_and_a_swapped_one_is_exit_5(run, ask, issued, outbox):
    assert ask("check", outbox)["ok"] is True
    assert "8 of 8" in run("check", outbox).stdout
    one, two = sorted(outbox.iterdir())[:2]
    raw = one.read_bytes()
    numbers = [c["recipient"].removeprefix("r-").encode() for c in issued["copies"][:2]]
    one.write_bytes(raw.replace(b"p%b@" % numbers[0], b"p%b@" % numbers[1]))
    result = ask("check", outbox, "--sent", code=5)
    assert [m["problem"] for m in result["messages"] if m["problem"]] == [
        f"carries copy {issued['copies'][0]['copy']}, which is somebody else's"
    ]
    assert entries(ask, "delivery") == []
    assert "somebody else's" in " ".join(run("check", outbox, code=5).stdout.split())
    assert two.exists()


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (b"From:", b"Cc: eve@example.org\r\nFrom:", "goes to 2 addresses"),
        (b"From:", b"Bcc: eve@example.org\r\nFrom:", "goes to 2 addresses"),
        (b"Tk9U", b"Tm9U", "carries no registered copy"),
    ],
)
def test_a_message_that_goes_further_or_carries_nothing_is_wrong(run, outbox, old, new, problem):
    path = sorted(outbox.iterdir())[3]
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    assert problem in run("check", outbox, code=5).stdout


def test_a_copy_stands_in_the_body_where_the_template_says_so(run, ask, vault, memo, people):
    Path("mail.txt").write_bytes(
        TEMPLATE.replace("your copy is attached.", "read this:\n\n{copy}\n")
        .encode()
        .replace(b"\n", b"\r\n")
    )
    issued = ask("issue", memo, "--to", people, "--out", "out", "--eml", "mail.txt")
    for copy in issued["copies"]:
        before, inside, after = parsed(Path(f"out/outbox/{copy['copy']}.eml")).iter_parts()
        assert "read this" in before.get_content()
        assert inside.get_content_disposition() == "inline"
        assert inside.get_payload(decode=True) == Path(copy["path"]).read_bytes()
        assert "are marked" in after.get_content()
    assert "8 of 8" in run("check", "out/outbox").stdout


def test_what_cannot_be_read_in_a_message_is_refused_for_its_body_before_recording(
    run, ask, vault, people, template
):
    template.write_text("To: {email}\n\n{copy}\n", encoding="utf-8")
    words = ("issue", "memo.docx", "--to", people, "--out", "out", "--eml", template)
    assert "can't stand in the body" in run(*words, code=2).stderr
    assert [row["type"] for row in ask("log")["entries"]] == ["genesis"]


def test_a_copy_is_found_by_its_words_whatever_it_was_renamed_to(run, outbox):
    path = min(outbox.iterdir())
    path.write_bytes(path.read_bytes().replace(b'filename="memo.txt"', b'filename="a.docx"'))
    assert b"a.docx" in path.read_bytes()
    assert "8 of 8" in run("check", outbox).stdout


def test_only_the_copies_of_the_documents_that_were_sent_are_opened(
    ask, issued, outbox, people, monkeypatch
):
    other = " ".join(f"The harbour master said that quay {n} was big." for n in range(40))
    Path("other.txt").write_text(other, encoding="utf-8")
    ask("issue", "other.txt", "--to", people, "--out", "others", "--allow-weak")
    opened = []
    load = carried.load_issue
    monkeypatch.setattr(carried, "load_issue", lambda v, i: opened.append(i) or load(v, i))
    assert ask("check", outbox)["ok"] is True
    assert opened == [issued["issue"]]


def test_two_copies_in_one_message_are_one_too_many(run, issued, outbox):
    made = parse_template("To: p0@example.org\n\nx", frozenset(), what="t")
    raws = [Path(copy["path"]).read_bytes() for copy in issued["copies"][:2]]
    message = BytesParser(policy=policy.SMTP).parsebytes(made.fill({}, name="a.txt", copy=raws[0]))
    message.add_attachment(raws[1], maintype="text", subtype="plain", filename="b.txt")
    Path("two.eml").write_bytes(message.as_bytes())
    assert [n for n, _ in next(read_messages(Path("two.eml"))).files[1:]] == ["a.txt", "b.txt"]
    assert "carries 2 copies" in run("check", "two.eml", code=5).stdout


def test_what_was_sent_is_recorded_once_with_its_message_ids(run, ask, issued, outbox):
    assert "not sent yet" in run("check", outbox, "--sent", code=2).stderr
    leave(outbox)
    assert ask("check", outbox, "--sent")["entries"]
    assert ask("check", outbox, "--sent")["entries"] == []
    (entry,) = entries(ask, "delivery")
    assert len(entry["payload"]["copies"]) == 8
    raw = b"".join(path.read_bytes() for path in Path("vault").glob("registry.db*"))
    assert b"@example.org" not in raw
    assert ask("verify")["ok"] is True


def test_reports_say_assigned_sent_or_acknowledged(run, ask, issued, outbox):
    first, second, third = (copy["copy"] for copy in issued["copies"][:3])
    (outbox / f"{third}.eml").unlink()
    leave(outbox)
    assert ask("check", outbox, "--sent")["missing"] == [third]
    assert third in run("check", outbox).stdout
    run("receipt", first)
    assert "no copy" in run("receipt", "00000000-0001", code=2).stderr
    assert ask("receipt", first)["entry"]
    table = ask("report", "issue", issued["issue"], "--format", "json")["tables"]["copies"]
    said = {row["copy"]: row["evidenced"] for row in table}
    assert (said[first], said[second], said[third]) == ("acknowledged", "sent", "assigned")
    run("decode", issued["copies"][1]["path"], "--case", "summer")
    tables = ask("report", "case", "summer")["tables"]
    assert len(tables[f"copy {second}: propositions"]) == 3
    assert len(tables[f"copy {second}: probabilities if one copy only"]) == 5
    (row,) = tables["delivery of attributed copies"]
    assert (row["copy"], row["evidenced"]) == (second, "sent")
    assert row["recipient"] == issued["copies"][1]["recipient"]


def test_an_mbox_and_a_maildir_are_outboxes_too(ask, outbox, tmp_path):
    box = mailbox.mbox(tmp_path / "sent.mbox")
    folder = mailbox.Maildir(tmp_path / "sent")
    for path in outbox.iterdir():
        box.add(path.read_bytes())
        folder.add(path.read_bytes())
    box.close()
    for place in ("sent.mbox", "sent"):
        result = ask("check", place)
        assert (result["ok"], len(result["messages"])) == (True, 8)


def test_an_empty_outbox_is_no_right_one(run, issued, tmp_path):
    (tmp_path / "none").mkdir()
    assert "holds no message" in run("check", "none", code=5).stderr
    assert "not there" in run("check", "nowhere", code=2).stderr
    (tmp_path / "none" / "x.eml").write_bytes(b"\n\nno header")
    assert "no message" in run("check", "none", code=3).stderr


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("To: {phone}\n\nx", "nothing to put at {phone}"),
        ("Subject: x\n\nx", "no header To"),
        ("no header\n\nx", "not a header"),
        ("To: {email}\nMessage-ID: <x>\n\nx", "is written by canary"),
    ],
)
def test_a_template_that_cannot_be_filled_in_is_refused_before_recording(  # noqa: PLR0917
    run, ask, vault, memo, people, template, text, fault
):
    template.write_text(text, encoding="utf-8")
    words = ("issue", memo, "--to", people, "--out", "out", "--eml", template)
    assert fault in run(*words, code=2).stderr
    assert [row["type"] for row in ask("log")["entries"]] == ["genesis"]


def test_people_without_an_address_cannot_be_checked(run, vault, memo, template, tmp_path):
    (tmp_path / "few.csv").write_text(
        "id,name\n" + "".join(f"r{n},P {n}\n" for n in range(4)), encoding="utf-8"
    )
    template.write_text("To: {id}@example.org\n\nHello\n", encoding="utf-8")
    run("issue", memo, "--to", "few.csv", "--out", "out", "--eml", template)
    assert "no address to compare" in run("check", "out/outbox", code=5).stdout


def test_a_name_cannot_add_a_header(ask, vault, memo, template, tmp_path):
    rows = ['a,"Eve\nBcc: eve@example.org",a@example.org\n', "b,B,b@example.org\n"]
    (tmp_path / "evil.csv").write_text("id,name,email\n" + "".join(rows), encoding="utf-8")
    issued = ask("issue", memo, "--to", "evil.csv", "--out", "out", "--eml", template)
    for copy in issued["copies"]:
        message = parsed(Path("out/outbox") / f"{copy['copy']}.eml")
        assert set(message.keys()) == {"From", "To", "Subject", "MIME-Version", "Content-Type"}


def test_purge_removes_messages_that_carry_a_copy_and_leaves_changed_ones(ask, issued, outbox):
    changed = min(outbox.iterdir())
    changed.write_bytes(changed.read_bytes().replace(b"\r\n\r\n", b"\r\n\r\nX", 4))
    leave(outbox)
    done = ask("purge", issued["issue"])
    assert done["kept"] == [str(changed.resolve())]
    assert len(done["removed"]) == 8 + 1 + 7
    assert [path.name for path in outbox.iterdir()] == [changed.name]
