"""What a till fetches of a stream, and how it says that it has it (PROTOCOL §3)."""

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

ObjectType = Literal["configuration", "employee", "category", "unit", "tax", "product"]


class Change(Struct):
    """One object as it is now, or its end; `data` only with `upsert`."""

    op: Literal["upsert", "delete"]
    type: ObjectType
    id: str
    data: dict[str, Any] | UnsetType = UNSET


class StreamPage(Struct):
    """A page of a pull. `count` and `digest` come with the last one, when `more` is false."""

    stream: Literal["configuration", "users", "products"]
    snapshot: bool
    changes: list[Change]
    cursor: str
    more: bool
    count: int | UnsetType = UNSET
    digest: str | UnsetType = UNSET


class FailedObject(Struct):
    """An object that the till could not use."""

    id: Annotated[str, Meta(max_length=64)]
    reason: Annotated[str, Meta(max_length=400)] = ""


class StreamAcknowledgement(Struct):
    """The till has the stream up to `cursor`. For `transactions` and `app` only the order is closed."""

    applied_at: Annotated[datetime, Meta(tz=True)]
    cursor: Annotated[str, Meta(max_length=80)] | None = None
    order_id: Annotated[str, Meta(max_length=64)] | None = None
    applied: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0
    failed: Annotated[list[FailedObject], Meta(max_length=5000)] = []
