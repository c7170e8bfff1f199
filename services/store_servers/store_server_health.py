"""What a store server says of itself and of its peripherals (PROTOCOL §8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.peripheral_state import WORKING
from models import Peripheral, StoreServer
from services.peripherals.unconfirmed_printing import BLIND
from services.trials.drawer_contacts import note_contact


@dataclass(frozen=True)
class PeripheralReport:
    """How one peripheral is, since when; `confirm` is how its printer confirms paper."""

    public_id: str
    state: str
    since: datetime | None = None
    last_success_at: datetime | None = None
    confirm: str | None = None
    reason: str | None = None
    #: the level of a drawer's contact, where its printer reads it
    contact: str | None = None


def record_health(
    session: Session,
    server: StoreServer,
    health: Mapping[str, Any],
    reports: Iterable[PeripheralReport],
    now: datetime,
    *,
    urls: list[str],
    certificate_sha256: str | None = None,
) -> None:
    """Keep the box's report (JSON-ready), where it listens and each peripheral's state; strangers are passed over."""
    server.health = dict(health)
    server.urls = urls
    server.certificate_sha256 = certificate_sha256 if urls else None
    server.health_at = now
    server.version = str(health.get("version") or server.version)[:40]
    known = {report.public_id: report for report in reports}
    for peripheral in session.scalars(select(Peripheral).where(Peripheral.store_server_id == server.id)):
        if peripheral.public_id in known:
            _note_state(peripheral, known[peripheral.public_id], now)


def _note_state(peripheral: Peripheral, report: PeripheralReport, now: datetime) -> None:
    state = report.state[:20]
    if state != peripheral.state:
        peripheral.state, peripheral.state_since = state, report.since or now
        if state not in WORKING:
            peripheral.last_fault, peripheral.last_fault_at = state, report.since or now
    peripheral.state_reason = report.reason[:60] if report.reason else None
    note_contact(peripheral, report.contact, now)
    peripheral.last_success_at = report.last_success_at or peripheral.last_success_at
    if report.confirm and BLIND not in (report.confirm, peripheral.confirm):  # the owner's own word
        peripheral.confirm = report.confirm[:20]
