"""What the back office knows of a till: its last report beside what of its journal has arrived."""

from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, String, bindparam, select
from sqlalchemy.orm import Session

from domain.device_life import TillReport
from models import Device, DeviceReport, Generation, Peripheral, Receipt


def newest_generation(session: Session, device: Device) -> Generation | None:
    """The till that is, or last was, this POS."""
    return session.scalars(
        select(Generation).where(Generation.device_id == device.id, Generation.number == device.generation)
    ).first()


def read_report(session: Session, generation: Generation | None) -> TillReport | None:
    """What this till last said of itself; None when it never did."""
    if generation is None:
        return None
    row = session.scalars(
        select(DeviceReport)
        .where(DeviceReport.generation_id == generation.id)
        .execution_options(populate_existing=True)
    ).first()
    return None if row is None else report_of(row, generation.ack_through, generation.last_n)


def report_of(row: DeviceReport, ack_through: int, last_n: int) -> TillReport:
    """A stored report as the rules read it."""
    return TillReport(
        reported_at=row.reported_at,
        unsent_entries=row.unsent_entries,
        unsent_receipts=row.unsent_receipts,
        unsent_amount=row.unsent_amount,
        currency=row.currency,
        open_tickets=row.open_tickets,
        open_shift=row.open_shift_id is not None,
        last_sequence=row.last_sequence,
        ack_through=ack_through,
        last_n=last_n,
        oldest_unsent_at=row.oldest_unsent_at,
        local_products=row.local_products,
        drift_ms=row.drift_ms,
    )


def list_tills(session: Session, device: Device) -> list[tuple[Generation, TillReport | None]]:
    """Every till that ever was this POS, newest first, with its last report."""
    rows = session.execute(_tills(), {"device": device.id})
    return [
        (till, report_of(report, till.ack_through, till.last_n) if report else None) for till, report in rows
    ]


@cache
def _tills() -> Any:
    return (
        select(Generation, DeviceReport)
        .outerjoin(DeviceReport, DeviceReport.generation_id == Generation.id)
        .where(Generation.device_id == bindparam("device", type_=Integer))
        .order_by(Generation.number.desc())
    )


def list_receipts(session: Session, device: Device, limit: int) -> list[Receipt]:
    """The latest receipts of a POS, of whichever till."""
    query = select(Receipt).where(Receipt.device_id == device.id).order_by(Receipt.closed_at.desc())
    return list(session.scalars(query.limit(limit)))


def last_receipt_of(session: Session, till: Generation | None) -> Receipt | None:
    """The last receipt of a till that has arrived, by its number, to be compared with the till itself (B14)."""
    if till is None or till.last_receipt_number is None:
        return None
    query = select(Receipt).where(
        Receipt.generation_id == till.id, Receipt.number == till.last_receipt_number
    )
    return session.scalars(query.limit(1)).first()


def find_any_device(session: Session, public_id: str) -> Device | None:
    """A POS of the account, deleted or not: its receipts lead to it for ever."""
    return session.scalars(_any_device(), {"public_id": public_id}).first()


@cache
def _any_device() -> Select[Device]:
    return select(Device).where(Device.public_id == bindparam("public_id", type_=String))


def list_hanging_on(session: Session, device: Device) -> list[Peripheral]:
    """The peripherals that are plugged into this POS's till itself; they stay when it is deleted."""
    query = select(Peripheral).where(Peripheral.host_device_id == device.id, Peripheral.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Peripheral.name)))
