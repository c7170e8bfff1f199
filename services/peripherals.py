"""Peripherals of the account: add, edit, remove."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from domain.names import PeripheralKind
from domain.peripherals import ADDABLE, PAPER_WIDTHS, PROFILES, read_network_address
from domain.places import LANGUAGES
from domain.refusal import Refusal
from domain.text import required_name
from models import Assignment, Peripheral, StoreServer
from services.events import record_event


@dataclass(frozen=True)
class PrinterFields:
    """What a person says of a receipt printer in the network. `port` as typed; 9100 when empty."""

    name: str
    host: str
    port: int | str | None = None
    profile: str = "default"
    paper_width: int = 80
    language: str | None = None


def add_printer(
    session: Session,
    fields: PrinterFields,
    server: StoreServer | None,
    now: datetime,
    kind: PeripheralKind = PeripheralKind.RECEIPT_PRINTER,
) -> Peripheral:
    """A new network printer, driven by `server` (None: not yet by any).

    Raises Refusal at the field: required, too_long, host_invalid, port_invalid, profile_unknown,
    paper_width_unknown, language_unknown, kind_unknown.
    """
    if kind not in ADDABLE:
        raise Refusal("kind_unknown", "kind")
    printer = Peripheral(kind=kind, store_server=server, created_at=now, **_checked(fields))
    session.add(printer)
    record_event(session, "peripheral.added", printer, now, kind=str(kind))
    return printer


def edit_printer(
    session: Session, printer: Peripheral, fields: PrinterFields, server: StoreServer | None, now: datetime
) -> None:
    """Change a printer; a new address forgets what was known of its state. Refusals as `add_printer`."""
    wanted = _checked(fields) | {"store_server": server}
    changes = {name: value for name, value in wanted.items() if getattr(printer, name) != value}
    for name, value in changes.items():
        setattr(printer, name, value)
    if "connection" in changes or "store_server" in changes:
        printer.state = printer.state_reason = printer.state_since = None
    if changes:
        record_event(session, "peripheral.edited", printer, now, fields=sorted(changes))


def remove_peripheral(session: Session, peripheral: Peripheral, now: datetime) -> None:
    """Take a peripheral out of the account and of every device that used it; its print jobs stay readable."""
    for assignment in session.scalars(select(Assignment).where(Assignment.peripheral_id == peripheral.id)):
        session.delete(assignment)
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


def _checked(fields: PrinterFields) -> dict[str, object]:
    if fields.profile not in PROFILES:
        raise Refusal("profile_unknown", "profile")
    if fields.paper_width not in PAPER_WIDTHS:
        raise Refusal("paper_width_unknown", "paper_width")
    if fields.language and fields.language not in LANGUAGES:
        raise Refusal("language_unknown", "language")
    return {
        "name": required_name(fields.name, "name", 80),
        "connection": read_network_address(fields.host, fields.port).as_connection(),
        "profile": fields.profile,
        "paper_width": fields.paper_width,
        "language": fields.language or None,
    }
