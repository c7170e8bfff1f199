"""The POS devices of an account with all that lists and files show of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Row, and_, bindparam, select
from sqlalchemy.orm import Session

from domain.device_life import TillReport
from models import Device, DeviceReport, Generation, Store
from services.devices.fleet import wanted


@dataclass(frozen=True)
class DeviceRow:
    """One POS: itself, its store, its newest till and what that one last reported."""

    id: int
    public_id: str
    name: str
    status: str
    store_id: str
    store_name: str
    timezone: str
    app_version: str
    #: receipts that only the till has, as last reported; None when it never reported
    unsent_receipts: int | None


def list_devices(session: Session, *, store: str = "", status: str = "") -> list[DeviceRow]:
    """All POS devices of the account, by one query; deleted ones only when asked for by status.

    `store`: those at home there, and those that serve it, too.
    """
    return [_row(row) for row in session.execute(_whole().where(*wanted(store, status)))]


def load_devices(session: Session, keys: Sequence[int]) -> list[DeviceRow]:
    """These POS devices, in the order of the keys, by one query."""
    found = {row.id: _row(row) for row in session.execute(_of_keys(), {"keys": keys})}
    return [found[key] for key in keys if key in found]


def read_unsent(session: Session) -> dict[int, int]:
    """How many receipts only the till has, as last reported; of those POS devices that reported any, by key."""
    return {row.id: _unsent(row) for row in session.execute(_reporting_unsent())}


@cache
def _of_keys() -> Any:
    return _whole().where(Device.id.in_(bindparam("keys", expanding=True)))


@cache
def _whole() -> Any:
    query = select(
        Device.id,
        Device.public_id,
        Device.name,
        Device.status,
        Store.public_id.label("store_id"),
        Store.name.label("store_name"),
        Store.timezone,
        Generation.app,
        DeviceReport.app_version,
    )
    return _with_report(query.join(Store, Store.id == Device.store_id))


@cache
def _reporting_unsent() -> Any:
    return _with_report(select(Device.id)).where(DeviceReport.unsent_receipts > 0)


def _with_report(query: Any) -> Any:
    """What the newest till last said, and what of its journal has arrived."""
    newest = and_(Generation.device_id == Device.id, Generation.number == Device.generation)
    return (
        query.add_columns(
            Generation.ack_through,
            Generation.last_n,
            DeviceReport.reported_at,
            DeviceReport.unsent_entries,
            DeviceReport.unsent_receipts,
            DeviceReport.last_sequence,
        )
        .outerjoin(Generation, newest)
        .outerjoin(DeviceReport, DeviceReport.generation_id == Generation.id)
    )


def _row(row: Row[Any]) -> DeviceRow:
    app: dict[str, Any] = row.app or {}
    return DeviceRow(
        id=row.id,
        public_id=row.public_id,
        name=row.name,
        status=row.status,
        store_id=row.store_id,
        store_name=row.store_name,
        timezone=row.timezone,
        app_version=row.app_version or str(app.get("version") or ""),
        unsent_receipts=None if row.reported_at is None else _unsent(row),
    )


def _unsent(row: Row[Any]) -> int:
    report = TillReport(
        reported_at=row.reported_at,
        unsent_entries=row.unsent_entries,
        unsent_receipts=row.unsent_receipts,
        last_sequence=row.last_sequence,
        ack_through=row.ack_through,
        last_n=row.last_n,
    )
    return report.unsent_receipts if report.has_unsent else 0
