"""What counts as a usable name or text: trimmed, one line, not empty, not too long, no control characters."""

import unicodedata

from domain.refusal import Refusal


def required_name(value: str | None, field: str, maximum: int) -> str:
    """A name a person typed, trimmed and composed (NFC).

    Raises Refusal `required` or `too_long` (fact `maximum`) at `field`.
    """
    text = optional_text(value, field, maximum).replace("\n", " ")
    if not text:
        raise Refusal("required", field)
    return text


def optional_text(value: str | None, field: str, maximum: int) -> str:
    """A text a person may leave empty. Raises Refusal `too_long` at `field`."""
    composed = unicodedata.normalize("NFC", value or "").replace("\r\n", "\n")
    text = "".join(
        letter for letter in composed if letter == "\n" or unicodedata.category(letter) != "Cc"
    ).strip()
    if len(text) > maximum:
        raise Refusal("too_long", field, maximum=maximum)
    return text


def is_same_name(name: str, other: str) -> bool:
    """Whether people would take two names for one: capitals and how many spaces there are do not count."""
    return _heard(name) == _heard(other)


def _heard(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
