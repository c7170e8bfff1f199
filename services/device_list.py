"""The POS devices of an account as light rows, for lists and files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import Session

from domain.device_life import TillReport
from domain.names import DeviceStatus
from models import Device, DeviceReport, Generation, Store


class LightRow(NamedTuple):
    """What the list is searched, filtered and ordered by."""

    id: int
    name: str
    status: str
    store_name: str


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


def read_light_rows(session: Session, *, store: str = "", status: str = "") -> list[LightRow]:
    """All POS devices of the account, by one query; deleted ones only when asked for by status.

    `store`: those at home there, and those that serve it, too.
    """
    query = select(Device.id, Device.name, Device.status, Store.name).join(Store, Store.id == Device.store_id)
    return [LightRow._make(row) for row in session.execute(query.where(*_wanted(store, status)))]


def list_devices(session: Session, *, store: str = "", status: str = "") -> list[DeviceRow]:
    """The same with all that is shown of them."""
    return [_row(row) for row in session.execute(_whole().where(*_wanted(store, status)))]


def load_devices(session: Session, keys: Sequence[int]) -> list[DeviceRow]:
    """These POS devices with all that is shown of them, in the order of the keys, by one query."""
    found = {row.id: _row(row) for row in session.execute(_whole().where(Device.id.in_(keys)))}
    return [found[key] for key in keys if key in found]


def _wanted(store: str, status: str) -> list[Any]:
    conditions = [Device.status == status if status else Device.status != DeviceStatus.DELETED]
    if store:
        home = Device.store_id.in_(select(Store.id).where(Store.public_id == store))
        conditions.append(or_(home, Device.also_serves.any(Store.public_id == store)))
    return conditions


def _whole() -> Any:
    return (
        select(
            Device.id,
            Device.public_id,
            Device.name,
            Device.status,
            Store.public_id.label("store_id"),
            Store.name.label("store_name"),
            Store.timezone,
            Generation.app,
            Generation.ack_through,
            Generation.last_n,
            DeviceReport.reported_at,
            DeviceReport.app_version,
            DeviceReport.unsent_entries,
            DeviceReport.unsent_receipts,
            DeviceReport.last_sequence,
        )
        .join(Store, Store.id == Device.store_id)
        .outerjoin(
            Generation, and_(Generation.device_id == Device.id, Generation.number == Device.generation)
        )
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
