"""How every error reads on the wire (PROTOCOL §0, RFC 9457)."""

from msgspec import UNSET, Struct, UnsetType


class FieldError(Struct):
    """A field that is not as it should be: `entries[3].body.lines[0].price`."""

    field: str
    message: str


class Problem(Struct):
    """Why not. `code` is stable and never translated; further members are facts that belong to the code."""

    type: str
    title: str
    status: int
    code: str
    detail: str | UnsetType = UNSET
    errors: list[FieldError] | UnsetType = UNSET
    retry_after_s: int | UnsetType = UNSET
