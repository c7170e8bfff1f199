"""What is known of stores before they open, read for all of them at once: the number of queries depends on nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from domain.app_cells import AppCellState, AppStatus, app_cell
from domain.device_life import RUNNING
from domain.names import PrintStatus, Stream
from domain.opening_checks import (
    UNCERTAIN_FOR,
    WAITING_FOR,
    JobsFact,
    MissedFact,
    PaymentFact,
    PeripheralFact,
    ServerFact,
    StoreFacts,
    TillFact,
)
from models import (
    Assignment,
    Device,
    DeviceReport,
    Generation,
    Peripheral,
    PrintJob,
    StoreServer,
    SyncWindow,
    WindowRun,
)
from services.app_releases.app_states import app_status_of
from services.card_payments.payment_list import open_payments_of
from services.peripherals.peripheral_states import shown_states
from services.synchronization.sync_matrix import read_matrix
from services.tills.contacts import Contact, Contacts
from services.usage_mode.missing_printers import find_missing

_RUNNING = [str(status) for status in RUNNING]
_WAITING = (PrintStatus.QUEUED, PrintStatus.LEASED, PrintStatus.BLOCKED)
Found = dict[int, StoreFacts]


def read_facts(session: Session, stores: Collection[int], contacts: Contacts, now: datetime) -> Found:
    """Everything known of these stores of the session's account, by their keys."""
    found = {key: StoreFacts() for key in stores}
    _read_servers(session, found, contacts)
    _read_peripherals(session, found, contacts, now)
    _read_tills(session, found, contacts)
    _read_jobs(session, found, now)
    _read_missed(session, found)
    _read_payments(session, found)
    return found


def _read_servers(session: Session, found: Found, contacts: Contacts) -> None:
    query = select(StoreServer).where(StoreServer.store_id.in_(found), StoreServer.deleted_at.is_(None))
    servers = session.scalars(query.order_by(StoreServer.id)).all()
    heard = contacts.last(f"store_server:{server.id}" for server in servers)
    for server in servers:
        disk = server.health.get("disk_free")
        fact = ServerFact(
            server.public_id,
            server.name,
            server.status,
            _moment(heard, f"store_server:{server.id}"),
            server.status_since,
            disk if isinstance(disk, int) else None,
            _drift(server),
            server.version,
        )
        found[server.store_id].servers.append(fact)


def _drift(server: StoreServer) -> timedelta | None:
    """How far its clock was ahead of ours when it last said how it is."""
    said = server.health.get("clock")
    if not isinstance(said, str) or server.health_at is None:
        return None
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return None
    return moment - server.health_at if moment.tzinfo else None


def _read_peripherals(session: Session, found: Found, contacts: Contacts, now: datetime) -> None:
    host, opener = aliased(Device), aliased(Peripheral)
    place = func.coalesce(Peripheral.store_id, StoreServer.store_id, host.store_id)
    query = (
        select(Peripheral, place.label("place"), opener.public_id.label("opened_by"))
        .outerjoin(StoreServer, StoreServer.id == Peripheral.store_server_id)
        .outerjoin(host, host.id == Peripheral.host_device_id)
        .outerjoin(opener, opener.id == Peripheral.printer_id)
        .where(place.in_(found), Peripheral.deleted_at.is_(None))
        .order_by(Peripheral.id)
    )
    rows: Any = session.execute(query).all()
    states = shown_states(session, [row[0] for row in rows], contacts.last, now)
    used = _used(session)
    for thing, store, printer in rows:
        shown = states[thing.id]
        fact = PeripheralFact(
            thing.public_id,
            thing.name,
            thing.kind,
            shown.state,
            shown.since,
            is_used=thing.id in used,
            printer=printer,
        )
        found[store].peripherals.append(fact)


def _used(session: Session) -> set[int]:
    """What running tills use, and the printers by which their drawers open."""
    query = (
        select(Assignment.peripheral_id, Peripheral.printer_id)
        .join(Device, Device.id == Assignment.device_id)
        .join(Peripheral, Peripheral.id == Assignment.peripheral_id)
        .where(Device.status.in_(_RUNNING))
    )
    return {key for pair in session.execute(query) for key in pair if key is not None}


def _read_tills(session: Session, found: Found, contacts: Contacts) -> None:
    newest = and_(Generation.device_id == Device.id, Generation.number == Device.generation)
    query = (
        select(
            Device.id,
            Device.store_id,
            Device.public_id,
            Device.name,
            DeviceReport.unsent_amount,
            DeviceReport.currency,
            DeviceReport.drift_ms,
        )
        .outerjoin(Generation, newest)
        .outerjoin(DeviceReport, DeviceReport.generation_id == Generation.id)
        .where(Device.store_id.in_(found), Device.status.in_(_RUNNING))
        .order_by(Device.number)
    )
    rows: Any = session.execute(query).all()
    keys = [row.id for row in rows]
    heard = contacts.last(f"device:{key}" for key in keys)
    cells = {row.device_key: row.cells for row in read_matrix(session, keys)}
    apps = app_status_of(session, keys) if keys else {}
    printerless = find_missing(session, found)
    for row in rows:
        fact = TillFact(
            row.public_id,
            row.name,
            _moment(heard, f"device:{row.id}"),
            dict(zip(Stream, cells.get(row.id, ()), strict=False)),
            row.unsent_amount or 0,
            row.currency,
            row.drift_ms,
            *_app(apps.get(row.id)),
            misses_printer=row.id in printerless,
            printer_since=printerless.get(row.id),
        )
        found[row.store_id].tills.append(fact)


def _app(status: AppStatus | None) -> tuple[AppCellState | None, str | None, datetime | None]:
    """How a till's program is, its version on the way, and since when."""
    if status is None:
        return None, None, None
    return app_cell(status, None).state, status.version, status.since


def _read_jobs(session: Session, found: Found, now: datetime) -> None:
    """Papers whose printer's store server stands in one of the stores."""
    uncertain = and_(PrintJob.status == PrintStatus.UNCERTAIN, PrintJob.created_at > now - UNCERTAIN_FOR)
    waiting = and_(PrintJob.status.in_(_WAITING), PrintJob.created_at < now - WAITING_FOR)
    query = (
        select(
            StoreServer.store_id,
            Peripheral.public_id,
            Peripheral.name,
            PrintJob.status,
            func.count().label("papers"),
            func.min(PrintJob.created_at).label("since"),
        )
        .join(StoreServer, StoreServer.id == PrintJob.store_server_id)
        .join(Peripheral, Peripheral.id == PrintJob.peripheral_id)
        .where(StoreServer.store_id.in_(found), uncertain | waiting, PrintJob.kind != "probe")
        .group_by(StoreServer.store_id, Peripheral.id, Peripheral.public_id, Peripheral.name, PrintJob.status)
        .order_by(Peripheral.id)
    )
    of_printers: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in session.execute(query):
        of_printers[row.store_id, row.public_id].append(row)
    for (store, printer), rows in of_printers.items():
        found[store].jobs.append(JobsFact(printer, rows[0].name, *_counted(rows)))


def _counted(rows: Iterable[Any]) -> tuple[int, datetime | None, int, datetime | None]:
    """Uncertain papers and those that wait, each with the oldest."""
    kinds: dict[bool, list[Any]] = {True: [], False: []}
    for row in rows:
        kinds[row.status == PrintStatus.UNCERTAIN].append(row)
    unsure, waits = (
        (sum(row.papers for row in kind), min((row.since for row in kind), default=None))
        for kind in (kinds[True], kinds[False])
    )
    return *unsure, *waits


def _read_missed(session: Session, found: Found) -> None:
    query = (
        select(
            WindowRun.store_id, WindowRun.public_id, SyncWindow.name, WindowRun.missed, WindowRun.closed_at
        )
        .join(SyncWindow, SyncWindow.id == WindowRun.window_id)
        .where(WindowRun.store_id.in_(found), WindowRun.missed > 0, WindowRun.seen_at.is_(None))
        .order_by(WindowRun.closes_at.desc())
    )
    for row in session.execute(query):
        found[row.store_id].missed.append(MissedFact(row.public_id, row.name, row.missed, row.closed_at))


def _read_payments(session: Session, found: Found) -> None:
    for one in open_payments_of(session, list(found)):
        fact = PaymentFact(one.public_id, one.terminal, one.amount, one.currency, one.asked_at)
        found[one.store_id].payments.append(fact)


def _moment(heard: dict[str, Contact], key: str) -> datetime | None:
    contact = heard.get(key)
    return contact.at if contact else None
