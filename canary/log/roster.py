"""Who may sign: the officers named by genesis, roster and revoke entries."""

from __future__ import annotations

from dataclasses import dataclass

from canary.encoding import Json, decode_hex
from canary.errors import VerificationError
from canary.log.entry import Entry
from canary.log.note import Verifier
from canary.log.payloads import list_of, text_of


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer's public keys.

    Attributes:
        verifier: Name and Ed25519 key.
        wrapping: X25519 key, 32 bytes, that master secrets are wrapped for.
    """

    verifier: Verifier
    wrapping: bytes

    def as_json(self) -> Json:
        """Return the object of a roster."""
        return {"vkey": str(self.verifier), "x25519": self.wrapping.hex()}


@dataclass(frozen=True, slots=True)
class Roster:
    """The officers at one moment of a log."""

    officers: tuple[Officer, ...]

    @property
    def verifiers(self) -> tuple[Verifier, ...]:
        """Their signing keys."""
        return tuple(officer.verifier for officer in self.officers)

    @property
    def as_json(self) -> list[Json]:
        """The array of genesis and roster entries."""
        return [officer.as_json() for officer in self.officers]

    @classmethod
    def of_genesis(cls, entry: Entry) -> Roster:
        """Return the first roster.

        Raises:
            VerificationError: `entry` is not a genesis entry.
        """
        if entry.kind != "genesis" or entry.index != 0:
            raise VerificationError(f"entry 0 is {entry.kind!r}, 'genesis' expected")
        return cls(_officers(entry))

    def after(self, entry: Entry) -> Roster:
        """Return the roster that holds once `entry` is in the log."""
        if entry.kind == "roster":
            return Roster(_officers(entry))
        if entry.kind == "revoke":
            gone = text_of(entry.payload, "vkey")
            return Roster(tuple(o for o in self.officers if str(o.verifier) != gone))
        return self


def _officers(entry: Entry) -> tuple[Officer, ...]:
    return tuple(_officer(value) for value in list_of(entry.payload, "officers"))


def _officer(value: Json) -> Officer:
    match value:
        case {"vkey": str(vkey), "x25519": str(wrapping)}:
            return Officer(Verifier.parse(vkey), decode_hex(wrapping, what="x25519", length=32))
    raise VerificationError(f"not an officer: {value!r}")
