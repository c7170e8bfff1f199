"""What a till deposits: one ordered journal of receipts, shifts, cash movements and day reports (PROTOCOL §5)."""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from blueprints.api.v1.messages.poll import DueStream
from domain.receipts import Flag

EntryKindName = Literal["receipt", "shift_open", "cash_movement", "shift_close", "day_report"]


class UploadEntry(Struct):
    """An entry of the journal; `n` counts up from 1 without gaps per generation."""

    id: Annotated[str, Meta(pattern="^[!-~]{1,64}$", max_length=64, description="A UUID, made by the till")]
    n: Annotated[int, Meta(ge=1, le=2**53 - 1)]
    kind: EntryKindName
    body: dict[str, Any]


class UnreadUpload(Struct):
    """An upload whose entries are read one by one, so that a bad one does not spoil the others."""

    entries: list[Raw]


class Upload(Struct):
    """Up to 200 entries of the journal, in any order."""

    entries: list[UploadEntry]


class EntryResult(Struct):
    """What became of an entry. Kept for good is all but `retry`."""

    index: int
    id: Any
    n: Any
    status: Literal["stored", "duplicate", "quarantined", "retry"]
    flags: list[Flag]
    reason: str | UnsetType = UNSET


class UploadAnswer(Struct):
    """1 to `ack_through` have all arrived; `missing` are the holes above it. `due` after a day report."""

    results: list[EntryResult]
    ack_through: int
    missing: list[list[int]]
    due: list[DueStream]
