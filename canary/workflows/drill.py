"""Drill: play leaks against a document before it is sent, and count what would be named.

Everything happens in memory, with keys made from the document's hash: nothing is recorded and no
real copy has these codewords.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from canary import codes, leaks
from canary.codes import NullTrials
from canary.crypto import hmac_sha256, sha256
from canary.errors import UsageError
from canary.language import analyse
from canary.model import Attribution, Observation, Span, Text, Verdict
from canary.reading import Reader
from canary.workflows.evidence import trials_json
from canary.workflows.plan import Planned
from canary.workflows.rendering import replacements

CHANNELS: dict[str, dict[str, float | str]] = {
    "verbatim": {},
    "paste": {},
    "retype": {},
    "editor": {},
    "intercept": {},
    "repost": {},
    "redact": {},
    "newspaper": {},
    "quotes": {},
    "excerpt": {},
    "scan": {},
    "photo": {},
    "word-edit": {},
    "synonym-attack": {},
    "wash": {},
    "collude": {"copies": 2, "strategy": "site"},
    "null": {},
}
UNRELATED = "null"


@dataclass(frozen=True, slots=True)
class Tally:
    """What has become of the trials of one channel so far.

    Attributes:
        channel: Name of the leak channel.
        trials: Leaks played.
        attributed: A copy that leaked was attributed.
        shortlisted: No copy was attributed, and one that leaked is on the shortlist.
        wrong: Another copy was attributed.
        decoys: What copies under fresh keys reached against the same readings.
    """

    channel: str
    trials: int = 0
    attributed: int = 0
    shortlisted: int = 0
    wrong: int = 0
    decoys: NullTrials = field(default_factory=NullTrials)

    def plus(self, attribution: Attribution, leaked: frozenset[int]) -> Tally:
        """Return the tally with one more trial of the copies `leaked`."""
        named = {each.copy for each in attribution.candidates if each.attributed}
        listed = attribution.verdict is Verdict.SHORTLIST
        return replace(
            self,
            trials=self.trials + 1,
            attributed=self.attributed + bool(named & leaked),
            shortlisted=self.shortlisted + (listed and bool(leaked & {*attribution.shortlist})),
            wrong=self.wrong + bool(named - leaked),
        )


class Rehearsal:
    """A document issued in memory to some recipients.

    Args:
        planned: The document and its plan.
        recipients: N, how many copies to imagine.
        alpha: As for decode.
    """

    def __init__(self, planned: Planned, *, recipients: int, alpha: float) -> None:
        self.document, self.plan = planned.document, planned.plan
        self.planned, self.recipients, self.alpha = planned, recipients, alpha
        self.master = sha256(b"canary/v1/drill\0" + planned.document.raw)
        self.law = codes.biases(self.plan, self.master)
        self.reader = Reader(self.document.text.content, self.plan.sites)

    @cached_property
    def words(self) -> list[bytes]:
        """The codeword of every copy."""
        keys = (hmac_sha256(self.master, i.to_bytes(8, "big")) for i in range(self.recipients))
        return list(codes.codewords(keys, self.law))

    def copy(self, index: int) -> str:
        """Return the text of a copy."""
        return self.document.splice(self._shown(index))

    def text(self, index: int) -> Text:
        """Return what a copy would be read as."""
        return self.document.reread(self._shown(index))

    def _shown(self, index: int) -> Iterator[tuple[Span, str]]:
        return replacements(self.plan.sites, self.words[index % self.recipients])

    def score(self, seen: Observation) -> Attribution:
        """Return what decode would say of what a leak shows."""
        return codes.attribute(self.plan, self.law, seen, self.words, alpha=self.alpha)

    def score_decoys(self, seen: Observation, label: str, decoys: int) -> NullTrials:
        """Score copies under keys of their own, which nobody holds, against the same readings."""
        seed = hmac_sha256(self.master, f"decoys {label}".encode())
        keys = (hmac_sha256(seed, index.to_bytes(8, "big")) for index in range(decoys))
        return codes.null_attribution(
            self.plan, self.law, seen, keys, alpha=self.alpha, family=self.recipients
        )

    def leak(self, channel: str, trial: int) -> tuple[str, frozenset[int]]:
        """Return a leak through a channel, and the copies that it comes from."""
        seed = hmac_sha256(self.master, f"{channel} {trial}".encode())
        parameters = dict(CHANNELS.get(channel, {}))
        copy = self.copy(trial)
        leaked = frozenset({trial % self.recipients})
        if channel == "wash":
            sites = analyse(self.text(trial)).sites
            return leaks.wash(copy, sites, seed=seed), leaked
        if channel == "collude":
            held = range(trial, trial + min(int(parameters["copies"]), self.recipients))
            copies = [self.copy(index) for index in held] * (1 + (len(held) == 1))
            leak = leaks.collude(copies, str(parameters["strategy"]), seed=seed)
            return leak, frozenset(index % self.recipients for index in held)
        leak = leaks.play(channel, copy, seed=seed, **parameters)
        return leak, leaked if channel != UNRELATED else frozenset()


def drill(
    rehearsal: Rehearsal,
    *,
    trials: int,
    channels: Sequence[str] | None = None,
    decoys: int = 0,
) -> Iterator[Tally]:
    """Play each channel `trials` times, each time on another copy.

    Args:
        rehearsal: The document as issued in memory.
        trials: Leaks a channel.
        channels: Names of leak channels; the usual ones if None.
        decoys: Copies under keys of their own to score blind against each reading.

    Yields:
        The channel's tally so far, after every trial.

    Raises:
        UsageError: No such channel.
    """
    for channel in channels or CHANNELS:
        if channel not in CHANNELS and channel not in leaks.CHANNELS:
            known = ", ".join(sorted({*CHANNELS, *leaks.CHANNELS}))
            raise UsageError(f"no such leak channel: {channel!r}", hint=f"one of {known}")
    for channel in channels or CHANNELS:
        tally = Tally(channel)
        for trial in range(trials):
            leak, leaked = rehearsal.leak(channel, trial)
            seen = rehearsal.reader.read(leak)
            tally = tally.plus(rehearsal.score(seen), leaked)
            if decoys:
                reached = rehearsal.score_decoys(seen, f"{channel} {trial}", decoys)
                tally = replace(tally, decoys=tally.decoys + reached)
            yield tally


def channel_json(tally: Tally) -> dict[str, object]:
    """Return the row of `channels` in the JSON object of `canary drill`."""
    return {
        "channel": tally.channel,
        "parameters": dict(CHANNELS.get(tally.channel, {})),
        "trials": tally.trials,
        "attributed": tally.attributed,
        "shortlisted": tally.shortlisted,
        "wrong": tally.wrong,
        "decoys": trials_json(tally.decoys),
    }


def decoys_json(tallies: Iterable[Tally]) -> dict[str, object]:
    """Return `decoys` of the JSON object of `canary drill`: over all channels."""
    return trials_json(sum((tally.decoys for tally in tallies), NullTrials()))
