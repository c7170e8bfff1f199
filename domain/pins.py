"""PINs of employees: what is one, which are easy to guess, and the verifier that tills check offline."""

import hashlib
import hmac
from collections.abc import Mapping
from itertools import pairwise

from domain.refusal import Refusal

ALGORITHM = "pbkdf2-sha256"
ITERATIONS = 200_000
SALT_BYTES = 16
SHORTEST, LONGEST = 4, 8
#: other PINs that everybody tries first
_FAVOURITES = frozenset({"1212", "2580", "0852", "1004", "6969", "1122", "1313", "2000"})


def read_pin(typed: str, field: str = "pin") -> str:
    """The PIN a person typed; spaces around it do not count.

    Raises Refusal `pin_invalid` at `field` unless it is 4 to 8 digits from 0 to 9.
    """
    pin = typed.strip()
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST):
        raise Refusal("pin_invalid", field, shortest=SHORTEST, longest=LONGEST)
    return pin


def is_easy_pin(pin: str) -> bool:
    """Whether somebody looking over the counter would guess it: 0000, 1234, 4321, 1212 and the like."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    same_or_staircase = len(steps) == 1 and steps <= {0, 1, 9}
    repeated = len(pin) % 2 == 0 and pin == pin[:2] * (len(pin) // 2)
    return same_or_staircase or repeated or pin in _FAVOURITES


def make_verifier(pin: str, salt: bytes, iterations: int = ITERATIONS) -> dict[str, object]:
    """What is stored and sent to tills instead of the PIN; salt and hash in hex."""
    return {
        "algo": ALGORITHM,
        "iterations": iterations,
        "salt": salt.hex(),
        "hash": _derive(pin, salt, iterations).hex(),
    }


def pin_fits(pin: str, verifier: Mapping[str, object]) -> bool:
    """Whether a PIN is the one behind a verifier, reckoned as tills do it."""
    salt = bytes.fromhex(str(verifier["salt"]))
    derived = _derive(pin, salt, int(str(verifier["iterations"])))
    return hmac.compare_digest(derived.hex(), str(verifier["hash"]))


def _derive(pin: str, salt: bytes, iterations: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, iterations)
