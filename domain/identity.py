"""By what a thing is known again when its address changes: its MAC address, its maker's serial number."""

import re

from domain.refusal import Refusal
from domain.text import optional_text

LONGEST_SERIAL = 64
#: written in their groups of two or four digits, or without any sign between
_MAC = re.compile(
    r"[0-9a-f]{12}"
    r"|[0-9a-f]{2}(?P<sign>[:\- ])(?:[0-9a-f]{2}(?P=sign)){4}[0-9a-f]{2}"
    r"|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}"
)
#: what many things answer when they do not know their own
_NOBODYS = {"000000000000", "ffffffffffff"}


def read_mac(typed: str | None) -> str | None:
    """A MAC address as `aa:bb:cc:dd:ee:ff`, however it was written; None for an empty one.

    Raises Refusal `mac_invalid` at `mac`.
    """
    text = (typed or "").strip().lower()
    if not text:
        return None
    digits = re.sub(r"[:\-. ]", "", text)
    if not _MAC.fullmatch(text) or digits in _NOBODYS:
        raise Refusal("mac_invalid", "mac")
    return ":".join(digits[start : start + 2] for start in range(0, 12, 2))


def read_serial(typed: str | None) -> str | None:
    """A serial number as one line; None for an empty one. Raises Refusal `too_long` at `serial`."""
    return optional_text(typed, "serial", LONGEST_SERIAL).replace("\n", " ") or None
