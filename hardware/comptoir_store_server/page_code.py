"""The code that opens the box's own page: the box knows a slow digest of it, the office shows it."""

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from typing import Any

ALGORITHM = "pbkdf2-sha256"
#: SHA-256, in hex.
DIGEST = re.compile("[0-9a-f]{64}")
MOST_ITERATIONS = 1_000_000
#: Nobody types more than this.
LONGEST = 64


@dataclass(frozen=True)
class PageCode:
    """By what the code is known again."""

    iterations: int
    salt: str
    digest: str = field(repr=False)

    def fits(self, typed: str) -> bool:
        """Whether this is the code; any case, dashes and spaces ignored."""
        code = "".join(letter for letter in typed[:LONGEST].upper() if letter.isalnum())
        found = hashlib.pbkdf2_hmac("sha256", code.encode(), self.salt.encode(), self.iterations)
        return hmac.compare_digest(found.hex(), self.digest)


def read_page_code(told: Any) -> PageCode | None:
    """What the office told; nothing if there is no code, or none that this version understands."""
    if not isinstance(told, dict) or told.get("algo") != ALGORITHM:
        return None
    iterations, salt, digest = told.get("iterations"), told.get("salt"), told.get("hash")
    if not isinstance(iterations, int) or not 0 < iterations <= MOST_ITERATIONS:
        return None
    if not isinstance(salt, str) or not DIGEST.fullmatch(str(digest)):
        return None
    return PageCode(iterations, salt, str(digest))
