"""A small vault with one issue of five copies, made with the real codes."""

from canary import codes
from canary.crypto import sha256
from canary.model import Channel, Part, Plan, Recipient, Site, Span
from canary.workflows import recording
from canary.workflows.vault import open_vault
from canary.workflows.vault_init import init_vault

SOURCE = "The quick committee of Zanzibar said it began to help, and it ended soon.\n"
NAMES = ("Ada Quince", "Bob Ramsbottom", "Cyd O'Hara", "Dé Ødegård", "Eve Xylander")
NOW = 1_700_000_000


def no_passphrase():
    raise AssertionError("a passphrase was asked for")


def make_plan():
    places = (("quick", ("quick", "fast")), ("began", ("began", "started")), ("soon", ("soon", "")))
    sites = tuple(
        Site(
            slot=slot,
            channel=Channel.LEXICON,
            rule=f"rule.{slot}",
            parts=(Part(Span(at, at + len(word)), variants),),
            source=0,
            sentence=Span(0, len(SOURCE) - 1),
            stretch=0,
        )
        for slot, (word, variants) in enumerate(places)
        for at in [SOURCE.index(word)]
    )
    return Plan(sha256(SOURCE.encode()).hex(), sha256(b"lists").hex(), "U", sites)


def people(names=NAMES, first=1):
    return [Recipient(f"r{i:03d}", (("name", name),)) for i, name in enumerate(names, first)]


def render(draft):
    biases = codes.biases(draft.plan, draft.keys.bias_key)
    words = [codes.codeword(copy.keys.word_key, biases) for copy in draft.copies]
    files = [f"{draft.issue}{copy.index}".encode() for copy in draft.copies]
    return [recording.Rendered(word, sha256(f)) for word, f in zip(words, files, strict=True)]


def document():
    shingles = frozenset(bytes([i]) * 5 for i in range(40))
    return recording.Document(SOURCE.encode(), {"title": "Zanzibar memo"}, shingles)


def issue(vault, names=NAMES, now=NOW):
    draft = recording.draft_issue(vault, make_plan(), people(names))
    return recording.record_issue(vault, draft, render(draft), document(), program="t 1", now=now)


def make_vault(home, passphrase=None):
    init_vault(
        home, officer="jane", passphrase=passphrase, notice="given", because="policy 7", now=NOW
    )
    return open_vault(home, lambda: passphrase or no_passphrase())
