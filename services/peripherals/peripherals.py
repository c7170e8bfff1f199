"""Peripherals of the account: add, edit, give a stand-in, remove."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload

from domain.connections import Way, address_of
from domain.peripherals import PRINTERS
from domain.refusal import Refusal
from models import Assignment, Discovery, Peripheral, StoreServer
from services.history.events import changes_between, record_event
from services.peripherals.peripheral_fields import PeripheralFields as PeripheralFields
from services.peripherals.peripheral_fields import check_fields
from services.peripherals.peripheral_locks import hold_peripherals, hold_servers


def add_peripheral(session: Session, fields: PeripheralFields, now: datetime) -> Peripheral:
    """A new peripheral of the account.

    Raises the refusals of services.peripherals.peripheral_fields.check_fields at their fields, and `moved_meanwhile`.
    """
    hold_servers(session, *_servers_of(fields), to_join=True)
    hold_peripherals(session, fields.printer)
    peripheral = Peripheral(created_at=now, **check_fields(fields))
    session.add(peripheral)
    record_event(session, "peripheral.added", peripheral, now, kind=str(fields.kind))
    return peripheral


def edit_peripheral(
    session: Session, peripheral: Peripheral, fields: PeripheralFields, now: datetime
) -> None:
    """Change a peripheral. Refusals as `add_peripheral`; `kind_fixed` when `fields` name another kind.

    A new connection forgets what was known of its state; with another store server stand-ins end. Drawers go
    along with their printer. Raises `peripheral_unknown` when somebody removed it meanwhile, `moved_meanwhile` when
    somebody gave it to another store server.
    """
    hold_servers(session, peripheral.store_server, *_servers_of(fields))
    hold_peripherals(session, fields.printer)
    _hold_living(session, peripheral)
    if fields.kind != peripheral.kind:
        raise Refusal("kind_fixed", "kind")
    wanted = check_fields(fields)
    before = facts_of(peripheral)
    differing = {name: value for name, value in wanted.items() if getattr(peripheral, name) != value}
    was_at_till = peripheral.connection.get("type") == Way.DEVICE
    for name, value in differing.items():
        setattr(peripheral, name, value)
    if was_at_till != (peripheral.connection.get("type") == Way.DEVICE):
        peripheral.keyboard_layout = (
            None  # told by the till's own keyboard, or by the scanner's: not the same
        )
    if {"connection", "store_server"} & differing.keys():
        _forget_state(peripheral)
        dismiss_move(peripheral)
    if changes := changes_between(before, facts_of(peripheral)):
        record_event(session, "peripheral.edited", peripheral, now, changes=changes)
    if {"store", "store_server"} & differing.keys():
        _take_drawers_along(session, peripheral, now)
    if "store_server" in differing:
        end_stand_in(session, peripheral, now)
        _end_standing_in(session, peripheral, now)


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
    the same store server. Raises `peripheral_unknown` when somebody removed the printer meanwhile.
    """
    hold_servers(session, printer.store_server)
    _hold_living(session, printer, stand_in)
    if stand_in is not None and not _may_stand_in(printer, stand_in):
        raise Refusal("stand_in_unfit", "stand_in", peripheral=stand_in.name)
    _note_stand_in(session, printer, stand_in, now)


def end_stand_in(session: Session, printer: Peripheral, now: datetime) -> None:
    """Nobody prints in its place any more; whoever calls holds the store server of both."""
    _note_stand_in(session, printer, None, now)


def _note_stand_in(session: Session, printer: Peripheral, stand_in: Peripheral | None, now: datetime) -> None:
    if printer.stand_in is stand_in:
        return
    before, printer.stand_in = printer.stand_in, stand_in
    names = [one.name if one else None for one in (before, stand_in)]
    record_event(session, "peripheral.stand_in_set", printer, now, before=names[0], after=names[1])


def remove_peripheral(session: Session, peripheral: Peripheral, now: datetime) -> None:
    """Take a peripheral out of the account and of every device that used it; its print jobs stay readable.

    Printers that it stood in for have no stand-in any more; what was found in the shop may be added again.
    Raises Refusal `opens_drawers` (fact `drawers`) for a printer that still opens a drawer, and
    `peripheral_unknown` when somebody removed it meanwhile.
    """
    hold_servers(session, peripheral.store_server)
    _hold_living(session, peripheral)
    if drawers := drawers_behind(session, peripheral):
        raise Refusal("opens_drawers", drawers=", ".join(drawer.name for drawer in drawers))
    _end_standing_in(session, peripheral, now)  # printers before fields, as whoever assigns holds them
    _end_use(session, peripheral, now)
    session.execute(
        update(Discovery).where(Discovery.peripheral_id == peripheral.id).values(peripheral_id=None)
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


def count_driven(session: Session, server: StoreServer) -> int:
    """How many they are."""
    query = select(func.count(Peripheral.id))
    return (
        session.scalar(query.where(Peripheral.store_server_id == server.id, Peripheral.deleted_at.is_(None)))
        or 0
    )


def find_peripheral(session: Session, public_id: str) -> Peripheral | None:
    """A peripheral of the account that was not removed."""
    return session.scalars(
        select(Peripheral).where(Peripheral.public_id == public_id, Peripheral.deleted_at.is_(None))
    ).first()


def replaced_by(session: Session, stand_in: Peripheral) -> list[Peripheral]:
    """The printers in whose place this one prints while they cannot."""
    query = select(Peripheral).where(Peripheral.stand_in_id == stand_in.id, Peripheral.deleted_at.is_(None))
    return list(session.scalars(query.order_by(Peripheral.name)))


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
    return facts | {"mac": peripheral.mac, "serial": peripheral.serial}


def _servers_of(fields: PeripheralFields) -> tuple[StoreServer | None, StoreServer | None]:
    """Those that may come to drive it: the one that was chosen, and the one of the printer that opens it."""
    return fields.store_server, fields.printer.store_server if fields.printer else None


def _hold_living(session: Session, peripheral: Peripheral, other: Peripheral | None = None) -> None:
    hold_peripherals(session, peripheral, other)
    if peripheral.deleted_at is not None:
        raise Refusal("peripheral_unknown")


def _forget_state(peripheral: Peripheral) -> None:
    peripheral.state = peripheral.state_reason = peripheral.state_since = None


def _take_drawers_along(session: Session, printer: Peripheral, now: datetime) -> None:
    for drawer in drawers_behind(session, printer):
        before = facts_of(drawer)
        if drawer.store_server_id != printer.store_server_id:
            _forget_state(drawer)
        drawer.store_server, drawer.store = printer.store_server, printer.store
        if changes := changes_between(before, facts_of(drawer)):
            record_event(session, "peripheral.edited", drawer, now, changes=changes)


def _end_standing_in(session: Session, stand_in: Peripheral, now: datetime) -> None:
    for printer in replaced_by(session, stand_in):
        end_stand_in(session, printer, now)


def _end_use(session: Session, peripheral: Peripheral, now: datetime) -> None:
    """Empty every field in which it is chosen; the history of each device says so."""
    query = select(Assignment).where(Assignment.peripheral_id == peripheral.id).order_by(Assignment.id)
    for assignment in session.scalars(query.with_for_update(of=Assignment)).all():
        device, facts = assignment.device, {"role": assignment.role, "peripheral": peripheral.name}
        session.delete(assignment)
        record_event(session, "device.role_cleared", device, now, **facts)


def _may_stand_in(printer: Peripheral, other: Peripheral) -> bool:
    return (
        other.id != printer.id
        and printer.kind in PRINTERS
        and other.kind == printer.kind
        and other.deleted_at is None
        and printer.store_server_id is not None
        and other.store_server_id == printer.store_server_id
    )
