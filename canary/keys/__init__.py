"""Key files, officers, wrapped master secrets and the pin: what lies in the folder `keys`."""

from canary.keys.keyfile import is_protected, print_key, unlock_key
from canary.keys.officer import OfficerKey, parse_officer, print_officer, wrap_secret
from canary.keys.pin import advance_pin, check_pin, read_pin
from canary.keys.private import read_private, write_private

__all__ = [
    "OfficerKey",
    "advance_pin",
    "check_pin",
    "is_protected",
    "parse_officer",
    "print_key",
    "print_officer",
    "read_pin",
    "read_private",
    "unlock_key",
    "wrap_secret",
    "write_private",
]
