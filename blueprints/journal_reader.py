"""Reading one entry of a till's journal, as it comes from a till or from whoever repairs it."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import msgspec

from blueprints.journal_messages import (
    CashMovementBody,
    DayReportBody,
    ReceiptBody,
    ShiftCloseBody,
    ShiftOpenBody,
    UnreadEntry,
)
from domain.entry_faults import Fault, write_fault
from domain.journal import LARGEST_NUMBER, Entry, EntryKind, Upload
from domain.receipts import ReceiptFacts
from domain.shifts import DayClosed, ShiftWord, clamp_count, readable_number, readable_totals

BODIES: dict[str, msgspec.json.Decoder[Any]] = {
    EntryKind.RECEIPT: msgspec.json.Decoder(ReceiptBody),
    EntryKind.SHIFT_OPEN: msgspec.json.Decoder(ShiftOpenBody),
    EntryKind.CASH_MOVEMENT: msgspec.json.Decoder(CashMovementBody),
    EntryKind.SHIFT_CLOSE: msgspec.json.Decoder(ShiftCloseBody),
    EntryKind.DAY_REPORT: msgspec.json.Decoder(DayReportBody),
}
_KINDS = {kind.value: kind for kind in EntryKind}
_ENTRY = msgspec.json.Decoder(UnreadEntry)
#: what answers repeat of an id or number that was not usable
_ECHO = 64


class _Unreadable(Exception):
    """Why an entry cannot be taken in."""


def read_entry(index: int, raw: bytes) -> Upload:
    """An entry as it came, and what could be read of it."""
    content = raw.decode().strip()
    try:
        unread = _ENTRY.decode(raw)
    except (msgspec.MsgspecError, RecursionError):
        return Upload(index, content, reason=Fault.NOT_AN_OBJECT)
    return _read(index, content, unread)


def read_repaired(text: str, entry_id: str) -> Upload:
    """An entry as a person wrote it: this id stands for one that is not usable, as does the largest number."""
    try:
        unread = _ENTRY.decode(text.encode())
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return Upload(0, text, reason=Fault.NOT_AN_OBJECT)
    if not _is_usable_id(unread.id):
        unread.id = entry_id
    if not _is_usable_number(unread.n):
        unread.n = LARGEST_NUMBER
    return _read(0, text, unread)


def _read(index: int, content: str, unread: UnreadEntry) -> Upload:
    entry_id = unread.id if _is_usable_id(unread.id) else None
    n = unread.n if _is_usable_number(unread.n) else None
    seen = (index, content, entry_id or _echo(unread.id), n or _echo(unread.n), entry_id, n)
    try:
        entry, body = _read_entry(unread, entry_id, n)
        if isinstance(body, ReceiptBody):  # as most are
            return Upload(*seen, entry, _receipt_facts(body))
        day = _day_closed(body) if isinstance(body, DayReportBody) else None
        return Upload(*seen, entry, shift=_shift_word(entry.n, body), day=day)
    except _Unreadable as reason:
        return Upload(*seen, reason=str(reason))


def _read_entry(unread: UnreadEntry, entry_id: str | None, n: int | None) -> tuple[Entry, Any]:
    if entry_id is None:
        raise _Unreadable(Fault.ID_UNUSABLE)
    if n is None:
        raise _Unreadable(Fault.N_UNUSABLE)
    kind = _KINDS.get(unread.kind) if isinstance(unread.kind, str) else None
    if kind is None:
        raise _Unreadable(Fault.KIND_UNKNOWN)
    body = _read_body(kind, unread)
    entry = Entry(
        entry_id,
        n,
        kind,
        bytes(unread.body).decode().strip(),
        _fingerprint(unread),
        getattr(body, "shift_id", None),
        *_who_signed_in(body),
    )
    return entry, body


def _read_body(kind: EntryKind, unread: UnreadEntry) -> Any:
    try:
        return BODIES[kind].decode(unread.body)
    except msgspec.ValidationError as error:
        raise _Unreadable(_fault_of(error)) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise _Unreadable(Fault.UNREADABLE) from error


def _receipt_facts(body: ReceiptBody) -> ReceiptFacts:
    return ReceiptFacts(
        number=body.number,
        kind=body.kind,
        closed_at=_utc(body.closed_at),
        currency=body.currency,
        total=body.total,
        line_totals=tuple([line.total for line in body.lines]),
        payments=tuple([payment.amount for payment in body.payments]),
        product_ids=frozenset([line.product_id for line in body.lines if line.product_id]),
        refund_of=body.refund_of,
        clock_offset_ms=body.clock_offset_ms or 0,
        employee_id=body.employee_id,
        shift_id=body.shift_id,
        store_id=body.store_id if isinstance(body.store_id, str) else None,
    )


def _who_signed_in(body: Any) -> tuple[str | None, datetime | None]:
    """The employee who opened a shift, and when; a time outside of the calendar is no reason to refuse the entry."""
    if not isinstance(body, ShiftOpenBody):
        return None, None
    at = _moment(body.at)
    return (body.employee_id, at) if at is not None else (None, None)


def _shift_word(n: int, body: Any) -> ShiftWord | None:
    """What the entry says of a shift, if it opens or closes one."""
    if isinstance(body, ShiftOpenBody):
        return ShiftWord(
            body.shift_id,
            n,
            closes=False,
            at=_moment(body.at),
            employee=body.employee_id,
            cash=body.opening_cash,
            clock_offset_ms=body.clock_offset_ms,
        )
    if isinstance(body, ShiftCloseBody):
        return ShiftWord(
            body.shift_id,
            n,
            closes=True,
            at=_moment(body.at),
            employee=body.employee_id,
            cash=body.closing_cash,
            expected=body.expected_cash,
            clock_offset_ms=body.clock_offset_ms,
        )
    return None


def _day_closed(body: DayReportBody) -> DayClosed:
    return DayClosed(
        readable_number(body.number),
        _moment(body.closed_at),
        clamp_count(body.receipts_count),
        readable_totals(body.totals),
        body.clock_offset_ms,
    )


def _moment(moment: datetime) -> datetime | None:
    """By our clock; a time outside of the calendar is no reason to refuse the entry."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None


def _fault_of(error: msgspec.ValidationError) -> str:
    """Where the body is not as it should be, and why; of a field that is missing, where it should be."""
    message, _sign, path = str(error).partition(" - at `")
    field = path.removesuffix("`").removeprefix("$").removeprefix(".")
    if message.startswith("Object missing required field `"):
        field = ".".join(part for part in (field, message.split("`")[1]) if part)
    return write_fault(message, field)


def _utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise _Unreadable(write_fault("Not a time", "closed_at")) from error


def _fingerprint(unread: UnreadEntry) -> str:
    """SHA-256 of what an entry says: a till that writes its keys in another order says the same."""
    try:
        said = msgspec.json.encode([unread.n, unread.kind, msgspec.json.decode(unread.body)], order="sorted")
    except (msgspec.MsgspecError, OverflowError, ValueError):
        said = bytes(unread.body)  # numbers that no encoder takes: the words themselves
    return hashlib.sha256(said).hexdigest()


def _is_usable_id(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 64 and value.isascii() and value.isprintable()


def _is_usable_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LARGEST_NUMBER


def _echo(value: Any) -> Any:
    if isinstance(value, str):
        return value[:_ECHO]
    if isinstance(value, int) and abs(value) <= LARGEST_NUMBER:
        return value
    return None
