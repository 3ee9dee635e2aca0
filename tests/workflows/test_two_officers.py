"""Two officers issue at once: every entry is signed in its turn, and nothing is lost."""

from concurrent.futures import ThreadPoolExecutor

from canary.keys import OfficerKey, print_key, write_private
from canary.keys.recovery import parse_recovery
from canary.model import Recipient
from canary.workflows import issue as issuing
from canary.workflows.audit import identify_copy, verify
from canary.workflows.issued import list_issues
from canary.workflows.vault import KEY_FILE, PIN_FILE, Vault, open_vault
from canary.workflows.vault_init import init_vault

ISSUES = 4


def test_two_officers_issue_at_once(planned, tmp_path):
    home = tmp_path / "vault"
    made = init_vault(
        home,
        officer="jane",
        passphrase=None,
        notice="given",
        because="",
        recovery=True,
        now=1,
    )
    desks = {"jane": None, "john": parse_recovery(made.recovery)}

    def work(name):
        written = []
        with open_vault(home, bytes) as vault:
            if desks[name] is not None:
                sit_down(vault, desks[name], tmp_path / name)
            for number in range(ISSUES):
                people = tuple(Recipient(f"{name}-{number}-{n}") for n in range(5))
                out = tmp_path / f"{name}-{number}"
                written.append(issuing.issue(vault, planned, people, out, clock=lambda: 2))
        return written

    with ThreadPoolExecutor(2) as pool:
        releases = [release for done in pool.map(work, desks) for release in done]
    assert verify(home, passphrase=bytes).problems == ()
    with open_vault(home, bytes) as vault:
        assert len(list_issues(vault)) == 2 * ISSUES
        for release in releases:
            for copy in release.copies:
                assert identify_copy(vault, copy.path.read_bytes()).copy == copy.copy
        signers = {vault.registry.entry(n).decode().split("— ")[1].split(" ")[0] for n in range(17)}
    assert signers == {"jane", "recovery"}


def sit_down(vault: Vault, officer: OfficerKey, desk):
    """Let another officer of the roster work on the same registry, with a pin of their own."""
    (desk / "keys").mkdir(parents=True, mode=0o700)
    write_private(desk / KEY_FILE, print_key(officer, None, b""))
    write_private(desk / PIN_FILE, (vault.home / PIN_FILE).read_bytes())
    vault.officer, vault.home = officer, desk
