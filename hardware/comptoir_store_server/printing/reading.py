"""Reading what tills of any make put into a document: a name may be a text or an object with a name."""

from typing import Any


def name_of(*candidates: Any) -> str:
    """The first candidate that is a text or has a ``name``."""
    for candidate in candidates:
        if candidate is None:
            continue
        if type(candidate) is str and (name := candidate.strip()):
            return name
        value = candidate.get("name") if isinstance(candidate, dict) else candidate
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def text_of(value: Any) -> str:
    """A text, or nothing; a list of lines becomes lines."""
    if isinstance(value, list):
        return "\n".join(text_of(item) for item in value)
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value)
    return ""


def object_of(value: Any) -> dict[str, Any]:
    """An object, empty if it is none."""
    return value if isinstance(value, dict) else {}


def objects_of(value: Any) -> list[dict[str, Any]]:
    """The objects in a list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def amount_of(value: Any) -> int | None:
    """Minor units, or nothing if the till did not say, or said no whole number: nothing is rounded."""
    if type(value) is int or value is None:
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        whole = int(value)
    except (ValueError, OverflowError):
        return None
    return whole if not isinstance(value, float) or whole == value else None
