"""The whole story in a temporary vault: issue, leak, decode, verify. Nothing is left behind."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from canary import leaks
from canary.crypto import sha256
from canary.files.documents import parse
from canary.model import Recipient
from canary.workflows.audit import VerifyReport, verify
from canary.workflows.decode import decode
from canary.workflows.decode_result import Result
from canary.workflows.issue import Release, issue
from canary.workflows.plan import Planned, make_plan
from canary.workflows.question import Leak, Question
from canary.workflows.vault import Vault, open_vault
from canary.workflows.vault_init import init_vault

LEAKER = 4  # whose copy leaks: the fifth of the list
CHANNEL = "intercept"
RECIPIENTS = tuple(
    Recipient(name.split()[-1].lower(), (("name", name),))
    for name in (
        "Amara Okafor",
        "Bjorn Lindqvist",
        "Chen Wei",
        "Dolores Reyes",
        "Emil Novak",
        "Fatima Haddad",
        "Grace Adeyemi",
        "Hugo Martins",
        "Irene Duarte",
        "Jonas Weber",
        "Keiko Tanaka",
        "Liam Byrne",
    )
)


@dataclass
class Story:
    """What has happened so far; each step of `tell` fills in the next field.

    Attributes:
        planned: The memo and its plan.
        release: The issue and its copies on disk.
        copies: The text of each copy, by recipient.
        leaked: Text of the leak.
        traced: What decoding the leak says.
        source: What decoding the source itself says.
        report: What verifying the registry says.
    """

    planned: Planned | None = None
    release: Release | None = None
    copies: dict[str, str] = field(default_factory=dict)
    leaked: str = ""
    traced: Result = field(default_factory=dict)
    source: Result = field(default_factory=dict)
    report: VerifyReport | None = None

    @property
    def leaker(self) -> str:
        """Whose copy leaked."""
        return RECIPIENTS[LEAKER].id


def tell(*, clock: Callable[[], int]) -> Iterator[tuple[str, Story]]:
    """Yield the name of each step when it is done, with the story so far.

    Args:
        clock: Returns seconds since 1970.
    """
    story = Story()
    with tempfile.TemporaryDirectory(prefix="canary-demo-") as folder:
        home = Path(folder, "vault")
        init_vault(
            home,
            officer="demo",
            passphrase=None,
            notice="given",
            because="a demonstration",
            now=clock(),
        )
        yield "init", story
        with open_vault(home, lambda: b"") as vault:
            yield from _in_vault(vault, Path(folder, "copies"), story, clock)
        story.report = verify(home, passphrase=lambda: b"")
        yield "verify", story


def _in_vault(
    vault: Vault, out: Path, story: Story, clock: Callable[[], int]
) -> Iterator[tuple[str, Story]]:
    """Tell the steps that need an open vault."""
    memo = resources.files("canary.workflows").joinpath("samples", "memo.txt").read_bytes()
    story.planned = make_plan(parse(memo, name="memo.txt"))
    yield "plan", story
    story.release = issue(
        vault, story.planned, RECIPIENTS, out, title="The ferry contract", clock=clock
    )
    story.copies = {copy.recipient: _text(copy.path) for copy in story.release.copies}
    yield "issue", story
    copy = story.copies[story.leaker]
    story.leaked = leaks.play(CHANNEL, copy, seed=sha256(copy.encode()))
    yield "leak", story
    story.traced = decode(vault, _leak(story.leaked), Question(), now=clock())
    yield "decode", story
    story.source = decode(vault, _leak(memo.decode()), Question(), now=clock())
    yield "source", story


def _text(path: Path) -> str:
    return path.read_bytes().decode()


def _leak(text: str) -> Leak:
    return Leak.of([(text, text.encode())])
