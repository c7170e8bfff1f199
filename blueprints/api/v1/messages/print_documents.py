"""The documents that tills send to paper: meaning, not bytes (PROTOCOL §7)."""

from typing import Annotated, Any

from msgspec import Meta, Struct

from blueprints.api.v1.messages.print_jobs import DocumentKind

RECEIPT = (
    "A receipt as in the journal, each member optional, besides names: device, store, employee. Money is a whole"
    " number of minor units (total, discount, change; price, discount, total of a line; amount of a payment;"
    " base, amount of a tax), a quantity a decimal string; anything else is 422 `invalid` with the field."
)
REPORT = (
    "A day report: number, closed_at, receipts_count, and totals by name or as a list of objects with an amount,"
    " nested if need be; each total is a whole number of minor units, each count (count, ..._count) a number."
)


class PrintDocument(Struct):
    """What to print; the member that fits `kind` holds it, and whoever prints it lays it out."""

    kind: DocumentKind
    language: str | None = None
    receipt: Annotated[dict[str, Any], Meta(description=RECEIPT)] | None = None
    report: Annotated[dict[str, Any], Meta(description=REPORT)] | None = None
    text: Annotated[list[Annotated[str, Meta(max_length=2000)]], Meta(max_length=2000)] | None = None
    pdf: str | None = None
    duplicate: bool = False
    open_drawer: bool = False
