"""Drill: play leaks against a document before it is sent, and count what would be named.

Everything happens in memory, with keys made from the document's hash: nothing is recorded and no
real copy has these codewords.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from canary import codes, leaks
from canary.codes import NullTrials
from canary.crypto import hmac_sha256, sha256
from canary.model import Attribution, Verdict
from canary.reading import Reader
from canary.workflows.evidence import trials_json
from canary.workflows.plan import Planned, strengths
from canary.workflows.rendering import replacements

CHANNELS: dict[str, dict[str, float | str]] = {
    "verbatim": {},
    "paste": {},
    "retype": {},
    "intercept": {},
    "repost": {},
    "newspaper": {},
    "excerpt": {},
    "word-edit": {},
    "null": {},
}
UNRELATED = "null"


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the trials of one channel.

    Attributes:
        channel: Name of the leak channel.
        trials: Leaks played.
        attributed: The right copy was attributed.
        shortlisted: No copy was attributed, and the right one is on the shortlist.
        wrong: Another copy was attributed.
        decoys: What copies under fresh keys reached against the same readings.
    """

    channel: str
    trials: int = 0
    attributed: int = 0
    shortlisted: int = 0
    wrong: int = 0
    decoys: NullTrials = field(default_factory=NullTrials)

    def plus(self, attribution: Attribution, right: int | None) -> Tally:
        """Return the tally with one more trial; `right` is None where no copy leaked."""
        named = {each.copy for each in attribution.candidates if each.attributed}
        listed = attribution.verdict is Verdict.SHORTLIST and right in attribution.shortlist
        return replace(
            self,
            trials=self.trials + 1,
            attributed=self.attributed + (right in named),
            shortlisted=self.shortlisted + listed,
            wrong=self.wrong + bool(named - {right}),
        )


def drill(
    planned: Planned,
    *,
    recipients: int,
    trials: int,
    alpha: float,
    channels: Sequence[str] | None = None,
    decoys: int = 0,
) -> Iterator[Tally]:
    """Play each channel `trials` times, each time on another copy.

    Args:
        planned: The document and its plan.
        recipients: N, how many copies to imagine.
        trials: Leaks a channel.
        alpha: As for decode.
        channels: Names of leak channels; the usual ones if None.
        decoys: Copies under keys of their own to score blind against each reading.

    Yields:
        One tally a channel.

    Raises:
        UsageError: No such channel.
    """
    document, plan = planned.document, planned.plan
    master = sha256(b"canary/v1/drill\0" + document.raw)
    law = codes.biases(plan, master)
    keys = [hmac_sha256(master, index.to_bytes(8, "big")) for index in range(recipients)]
    words = list(codes.codewords(keys, law))
    reader = Reader(document.text.content, plan.sites)
    for channel in channels or CHANNELS:
        tally = Tally(channel)
        for trial in range(trials):
            right = trial % recipients
            copy = document.splice(replacements(plan.sites, words[right]))
            seed = hmac_sha256(master, f"{channel} {trial}".encode())
            leak = leaks.play(channel, copy, seed=seed, **CHANNELS.get(channel, {}))
            seen = reader.read(leak)
            found = codes.attribute(plan, law, seen, words, alpha=alpha)
            tally = tally.plus(found, None if channel == UNRELATED else right)
            if decoys:
                fresh = (hmac_sha256(seed, index.to_bytes(8, "big")) for index in range(decoys))
                reached = codes.null_attribution(
                    plan, law, seen, fresh, alpha=alpha, family=recipients
                )
                tally = replace(tally, decoys=tally.decoys + reached)
        yield tally


def drill_json(planned: Planned, tallies: Sequence[Tally]) -> dict[str, object]:
    """Return the JSON object of `canary drill`."""
    decoys = [tally.decoys for tally in tallies]
    content = planned.document.text.content
    return {
        "channels": [
            {
                "channel": tally.channel,
                "parameters": dict(CHANNELS.get(tally.channel, {})),
                "trials": tally.trials,
                "attributed": tally.attributed,
                "shortlisted": tally.shortlisted,
                "wrong": tally.wrong,
                "decoys": trials_json(tally.decoys),
            }
            for tally in tallies
        ],
        "decoys": trials_json(sum(decoys, NullTrials())),
        "sentences": [
            {"sentence": each.span.cut(content), "bits": each.bits, "sites": each.sites}
            for each in strengths(planned)
        ],
    }
