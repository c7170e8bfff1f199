"""One-time codes: how they look, how they are read back, when they still work (PROTOCOL §1)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

#: no look-alikes: without 0 O, 1 I L, 5 S, 8 B, 2 Z (keeps 2), U V (keeps V)
ALPHABET = "234679ACDEFGHJKMNPQRTVWXY"
LENGTH = 8
LIFETIME = timedelta(minutes=15)


def code_from_digest(digest: bytes, length: int = LENGTH) -> str:
    """So many characters of the alphabet (up to twelve) out of at least 16 evenly distributed bytes."""
    number = int.from_bytes(digest[:16])
    letters = []
    for _ in range(length):
        number, index = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[index])
    return "".join(letters)


def read_code(typed: str) -> str:
    """What a person typed, as the code it means: any case, dashes and spaces ignored."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def show_code(code: str) -> str:
    """The code as people read it: 7K4M-Q2XD."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


@dataclass(frozen=True)
class CodeFacts:
    """What is known of a code when somebody uses it."""

    expires_at: datetime
    revoked: bool
    used_at: datetime | None
    used_by_same: bool


def refusal_for_code(code: CodeFacts | None, now: datetime) -> str | None:
    """Why a code does not work (code_unknown, code_expired, code_used), or None when it does.

    The same caller repeating itself within the lifetime is served again, so that a lost answer costs nothing.
    A revoked code is unknown: whoever revoked it wanted it forgotten.
    """
    if code is None or code.revoked:
        return "code_unknown"
    if code.used_at is not None:
        repeated = code.used_by_same and now <= code.used_at + LIFETIME
        return None if repeated else "code_used"
    return "code_expired" if now > code.expires_at else None
