"""Peripherals of the account: add, edit, give a stand-in, remove."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from domain.connections import THROUGH_SERVER, TypedConnection, Way, address_of, read_connection
from domain.names import DeviceStatus, PeripheralKind
from domain.peripherals import PAPER_WIDTHS, PRINTERS, PROFILES
from domain.places import LANGUAGES
from domain.refusal import Refusal
from domain.text import required_name
from models import Assignment, Device, Peripheral, Store, StoreServer
from services.events import changes_between, record_event


@dataclass(frozen=True)
class PeripheralFields:
    """What a person says of a peripheral. Paper (`profile`, `paper_width`, `language`) concerns printers only."""

    name: str
    kind: PeripheralKind = PeripheralKind.RECEIPT_PRINTER
    typed: TypedConnection = field(default_factory=TypedConnection)
    store: Store | None = None
    store_server: StoreServer | None = None
    #: the till on which it hangs
    host_device: Device | None = None
    #: the printer that opens it, for a drawer
    printer: Peripheral | None = None
    profile: str = "default"
    paper_width: int = 80
    language: str | None = None


def add_peripheral(session: Session, fields: PeripheralFields, now: datetime) -> Peripheral:
    """A new peripheral of the account.

    Raises Refusal at the field: those of domain.connections.read_connection, and required, too_long,
    profile_unknown, paper_width_unknown, language_unknown, device_unknown, kind_unfit.
    """
    peripheral = Peripheral(created_at=now, **_checked(fields))
    session.add(peripheral)
    record_event(session, "peripheral.added", peripheral, now, kind=str(fields.kind))
    return peripheral


def edit_peripheral(
    session: Session, peripheral: Peripheral, fields: PeripheralFields, now: datetime
) -> None:
    """Change a peripheral; a new connection forgets what was known of its state. Refusals as
    `add_peripheral`; `kind_fixed` when `fields` name another kind."""
    if fields.kind != peripheral.kind:
        raise Refusal("kind_fixed", "kind")
    wanted = _checked(fields)
    before = facts_of(peripheral)
    moved = any(getattr(peripheral, name) != wanted[name] for name in ("connection", "store_server"))
    for name, value in wanted.items():
        if getattr(peripheral, name) != value:
            setattr(peripheral, name, value)
    if moved:
        peripheral.state = peripheral.state_reason = peripheral.state_since = None
        _take_drawers_along(session, peripheral)
    if changes := changes_between(before, facts_of(peripheral)):
        record_event(session, "peripheral.edited", peripheral, now, changes=changes)


def move_peripheral(
    session: Session, peripheral: Peripheral, connection: dict[str, Any], now: datetime
) -> None:
    """It was found again at another address: go on there, and leave a note of where it was."""
    before = address_of(peripheral.connection)
    peripheral.connection = peripheral.connection | connection
    peripheral.moved_from, peripheral.moved_at = before[:160], now
    after = address_of(peripheral.connection)
    record_event(session, "peripheral.moved", peripheral, now, before=before, after=after)


def dismiss_move(peripheral: Peripheral) -> None:
    """Somebody has seen that its address changed; the history keeps it."""
    peripheral.moved_from = peripheral.moved_at = None


def set_stand_in(session: Session, printer: Peripheral, stand_in: Peripheral | None, now: datetime) -> None:
    """Which printer prints in its place while it cannot; None for no other.

    Raises Refusal at `stand_in`: `stand_in_unfit` unless it is another printer of the same kind, driven by
    the same store server.
    """
    if stand_in is not None and not _may_stand_in(printer, stand_in):
        raise Refusal("stand_in_unfit", "stand_in", peripheral=stand_in.name)
    if printer.stand_in is stand_in:
        return
    before, printer.stand_in = printer.stand_in, stand_in
    names = [one.name if one else None for one in (before, stand_in)]
    record_event(session, "peripheral.stand_in_set", printer, now, before=names[0], after=names[1])


def remove_peripheral(session: Session, peripheral: Peripheral, now: datetime) -> None:
    """Take a peripheral out of the account and of every device that used it; its print jobs stay readable.

    Raises Refusal `opens_drawers` (fact `drawers`) for a printer that still opens a drawer.
    """
    if drawers := drawers_behind(session, peripheral):
        raise Refusal("opens_drawers", drawers=", ".join(drawer.name for drawer in drawers))
    for assignment in session.scalars(select(Assignment).where(Assignment.peripheral_id == peripheral.id)):
        session.delete(assignment)
    session.execute(
        update(Peripheral).where(Peripheral.stand_in_id == peripheral.id).values(stand_in_id=None)
    )
    peripheral.deleted_at = now
    record_event(session, "peripheral.removed", peripheral, now)


def list_peripherals(session: Session) -> list[Peripheral]:
    """All that the account owns, by name."""
    query = (
        select(Peripheral)
        .options(joinedload(Peripheral.store_server))
        .where(Peripheral.deleted_at.is_(None))
        .order_by(Peripheral.name, Peripheral.id)
    )
    return list(session.scalars(query))


def find_peripheral(session: Session, public_id: str) -> Peripheral | None:
    """A peripheral of the account that was not removed."""
    return session.scalars(
        select(Peripheral).where(Peripheral.public_id == public_id, Peripheral.deleted_at.is_(None))
    ).first()


def drawers_behind(session: Session, printer: Peripheral) -> list[Peripheral]:
    """The drawers that this printer opens."""
    query = select(Peripheral).where(Peripheral.printer_id == printer.id, Peripheral.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Peripheral.name)))


def facts_of(peripheral: Peripheral) -> dict[str, object]:
    """A peripheral as its history tells it: by names and addresses, not by keys."""
    facts: dict[str, object] = {
        "name": peripheral.name,
        "way": peripheral.connection.get("type"),
        "address": address_of(peripheral.connection) or None,
        "store": peripheral.store.name if peripheral.store else None,
        "store_server": peripheral.store_server.name if peripheral.store_server else None,
        "host_device": peripheral.host_device.name if peripheral.host_device else None,
        "printer": peripheral.printer.name if peripheral.printer else None,
    }
    for detail in ("queue", "baud", "protocol", "pin", "pulse_ms"):
        facts[detail] = peripheral.connection.get(detail)
    if peripheral.kind in PRINTERS:
        facts |= {"paper_width": peripheral.paper_width, "language": peripheral.language}
        facts |= {"profile": peripheral.profile}
    return facts


def _checked(fields: PeripheralFields) -> dict[str, Any]:
    connection = read_connection(
        fields.kind,
        fields.typed,
        printer_id=fields.printer.public_id if fields.printer else None,
        device_id=fields.host_device.public_id if fields.host_device else None,
    )
    return {
        "name": required_name(fields.name, "name", 80),
        "kind": fields.kind,
        "connection": connection,
        **_place(fields, Way(str(connection["type"]))),
        **_paper(fields),
    }


def _place(fields: PeripheralFields, way: Way) -> dict[str, Any]:
    """What it hangs on decides where it stands; a printer in the network stands where its box does."""
    server, host, printer = fields.store_server, None, None
    if way == Way.DEVICE:
        host, server = fields.host_device, None
        if host is None or host.status == DeviceStatus.DELETED:
            raise Refusal("device_unknown", "host_device")
    elif way == Way.PRINTER:
        printer = fields.printer
        if printer is None or printer.kind != PeripheralKind.RECEIPT_PRINTER or printer.deleted_at:
            raise Refusal("kind_unfit", "printer", peripheral=printer.name if printer else "")
        server = printer.store_server
    elif way in THROUGH_SERVER and server is None:
        raise Refusal("required", "store_server")
    place = next((thing.store for thing in (server, host, printer) if thing is not None), None)
    return {
        "store": place or fields.store,
        "store_server": server,
        "host_device": host,
        "printer": printer,
    }


def _paper(fields: PeripheralFields) -> dict[str, Any]:
    if fields.kind not in PRINTERS:
        return {"profile": "default", "paper_width": None, "language": None}
    if fields.language and fields.language not in LANGUAGES:
        raise Refusal("language_unknown", "language")
    language = fields.language or None
    if fields.kind == PeripheralKind.PAGE_PRINTER:
        return {"profile": "default", "paper_width": None, "language": language}
    if fields.profile not in PROFILES:
        raise Refusal("profile_unknown", "profile")
    if fields.paper_width not in PAPER_WIDTHS:
        raise Refusal("paper_width_unknown", "paper_width")
    return {"profile": fields.profile, "paper_width": fields.paper_width, "language": language}


def _take_drawers_along(session: Session, printer: Peripheral) -> None:
    for drawer in drawers_behind(session, printer):
        drawer.store_server, drawer.store = printer.store_server, printer.store


def _may_stand_in(printer: Peripheral, other: Peripheral) -> bool:
    return (
        other.id != printer.id
        and printer.kind in PRINTERS
        and other.kind == printer.kind
        and other.deleted_at is None
        and printer.store_server_id is not None
        and other.store_server_id == printer.store_server_id
    )
