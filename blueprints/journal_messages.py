"""What an entry of a till's journal says, by its kind (PROTOCOL §5)."""

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Raw, Struct

Amount = Annotated[int, Meta(ge=-(2**53) + 1, le=2**53 - 1)]
Moment = Annotated[datetime, Meta(tz=True)]
Id = Annotated[str, Meta(pattern=r"^[^\u0000-\u001f]{1,64}$", max_length=64)]
DecimalText = Annotated[
    str, Meta(pattern=r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$", max_length=20, description="A decimal string")
]
#: a number instead of a decimal string is against the contract, but no reason to set a sale aside
Quantity = DecimalText | int | float
Rate = str | int | float | None
#: anything but a text names no store, and is no reason to set a sale aside either
StoreId = Annotated[Any, Meta(extra_json_schema={"type": ["string", "null"]})]


class ReceiptLine(Struct):
    """A line of a receipt; `local_id` for goods that exist only on the till."""

    name: Annotated[str, Meta(max_length=400)]
    quantity: Quantity
    price: Amount
    total: Amount
    product_id: Id | None = None
    local_id: Id | None = None
    unit: str | None = None
    discount: Amount | None = None
    tax_id: Id | None = None
    tax_rate: Rate = None


class ReceiptPayment(Struct):
    """What was paid, and how."""

    method: Annotated[str, Meta(min_length=1, max_length=64)]
    amount: Amount
    reference: str | None = None


class ReceiptTax(Struct):
    """What of the total is tax, per rate."""

    rate: str | int | float
    base: Amount
    amount: Amount
    tax_id: Id | None = None


class ReceiptBody(Struct):
    """A sale or a refund as it was closed on the till; `clock_offset_ms` is the till's clock minus ours.

    `store_id`: for which of the stores that the till serves (configuration: `store`, `further_stores`); without
    it, or with any other, the receipt belongs to the home store.
    """

    number: Id
    kind: Literal["sale", "refund"]
    closed_at: Moment
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$", max_length=3)]
    lines: Annotated[list[ReceiptLine], Meta(max_length=5000)]
    payments: Annotated[list[ReceiptPayment], Meta(max_length=200)]
    total: Amount
    opened_at: Moment | None = None
    refund_of: Id | None = None
    clock_offset_ms: Amount | None = None
    employee_id: Id | None = None
    shift_id: Id | None = None
    taxes: list[ReceiptTax] = []
    note: str | None = None
    store_id: StoreId = None


class ShiftOpenBody(Struct):
    """A shift begins."""

    shift_id: Id
    at: Moment
    opening_cash: Amount
    employee_id: Id | None = None
    clock_offset_ms: Amount | None = None


class CashMovementBody(Struct):
    """Money into or out of the drawer without a sale."""

    shift_id: Id | None
    kind: Literal["pay_in", "pay_out", "drop"]
    amount: Amount
    at: Moment
    note: str | None = None
    clock_offset_ms: Amount | None = None


class ShiftCloseBody(Struct):
    """A shift ends; `closing_cash` was counted."""

    shift_id: Id
    at: Moment
    closing_cash: Amount | None
    expected_cash: Amount | None
    employee_id: Id | None = None
    clock_offset_ms: Amount | None = None


class DayReportBody(Struct):
    """The day is closed."""

    number: str | int
    closed_at: Moment
    totals: dict[str, Any] | list[Any]
    receipts_count: Annotated[int, Meta(ge=0)]
    clock_offset_ms: Amount | None = None


class UnreadEntry(Struct):
    """An entry whose body is read by its kind."""

    id: Any = None
    n: Any = None
    kind: Any = None
    body: Raw = Raw(b"null")
