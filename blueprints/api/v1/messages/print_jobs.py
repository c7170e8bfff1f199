"""Messages about print jobs (PROTOCOL §7)."""

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from domain.names import Role

DocumentKind = Literal["receipt", "pickup", "assembly", "report", "test", "drawer", "text", "pdf"]
Status = Literal[
    "queued", "leased", "sending", "printed", "uncertain", "blocked", "failed", "expired", "cancelled"
]


class PrintJobRequest(Struct):
    """A document on its way to paper: meaning, not bytes; whoever finally prints it lays it out."""

    role: Role
    document: dict[str, Any]
    copies: Annotated[int, Meta(ge=1, le=20)] = 1
    expires_at: Annotated[datetime, Meta(tz=True)] | None = None


class PrintJobState(Struct, omit_defaults=True):
    """How far a print job is. `printer` is the name of the printer, `reason` a stable word."""

    status: Status
    updated_at: str
    reason: str | UnsetType = UNSET
    printer: str | UnsetType = UNSET
