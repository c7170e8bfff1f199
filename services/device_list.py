"""The POS devices of an account as light rows, for lists and files."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from domain.device_life import TillReport
from domain.names import DeviceStatus
from models import Device, DeviceReport, Generation, Store
from services.device_facts import report_of


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
    activated_at: datetime | None
    report: TillReport | None

    @property
    def unsent_receipts(self) -> int | None:
        """Receipts that only the till has, as last reported; None when it never reported."""
        if self.report is None:
            return None
        return self.report.unsent_receipts if self.report.has_unsent else 0


def list_devices(session: Session, *, store: str = "", status: str = "") -> list[DeviceRow]:
    """All POS devices of the account, by one query; deleted ones only when asked for by status.

    `store`: those at home there, and those that serve it, too.
    """
    query = (
        select(Device, Generation, DeviceReport)
        .outerjoin(
            Generation, and_(Generation.device_id == Device.id, Generation.number == Device.generation)
        )
        .outerjoin(DeviceReport, DeviceReport.generation_id == Generation.id)
    )
    query = (
        query.where(Device.status == status) if status else query.where(Device.status != DeviceStatus.DELETED)
    )
    if store:
        home = Device.store_id.in_(select(Store.id).where(Store.public_id == store))
        query = query.where(or_(home, Device.also_serves.any(Store.public_id == store)))
    return [_row(*found) for found in session.execute(query)]


def _row(device: Device, generation: Generation | None, report: DeviceReport | None) -> DeviceRow:
    app: dict[str, Any] = generation.app if generation else {}
    reported = report.app_version if report else None
    return DeviceRow(
        id=device.id,
        public_id=device.public_id,
        name=device.name,
        status=device.status,
        store_id=device.store.public_id,
        store_name=device.store.name,
        timezone=device.store.timezone,
        app_version=reported or str(app.get("version") or ""),
        activated_at=generation.activated_at if generation else None,
        report=report_of(report, generation.ack_through, generation.last_n)
        if report and generation
        else None,
    )
