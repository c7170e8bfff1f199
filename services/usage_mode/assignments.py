"""The usage mode of a device: which peripheral it uses for what (guide A)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload, lazyload

from domain.names import DeviceStatus, Role
from domain.peripherals import EXCLUSIVE, OPTIONS, fits, options_of, slip_language_of, with_slip_language
from domain.refusal import Refusal
from models import Assignment, Device, Peripheral
from services.activation.activation import lock_device
from services.history.events import record_event
from services.peripherals.peripheral_locks import lock_peripheral


def assignments_of(session: Session, device: Device) -> dict[Role, Assignment]:
    """What the device uses now, by role."""
    rows = session.scalars(select(Assignment).where(Assignment.device_id == device.id))
    return {Role(row.role): row for row in rows}


def users_of(session: Session, peripherals: list[Peripheral]) -> dict[int, list[Assignment]]:
    """Who uses each of these peripherals, for what: by the peripheral's key (A4, A14)."""
    found: dict[int, list[Assignment]] = {peripheral.id: [] for peripheral in peripherals}
    query = (
        select(Assignment).options(joinedload(Assignment.device)).where(Assignment.peripheral_id.in_(found))
    )
    for assignment in session.scalars(query.order_by(Assignment.id)):
        found[assignment.peripheral_id].append(assignment)
    return found


def user_names(session: Session, peripheral_ids: Collection[int]) -> dict[int, list[str]]:
    """The names of the devices that use each of these peripherals, each once: one query of light rows."""
    names: dict[int, list[str]] = {key: [] for key in peripheral_ids}
    query = (
        select(Assignment.peripheral_id, Device.id, Device.name)
        .join(Device, Device.id == Assignment.device_id)
        .where(Assignment.peripheral_id.in_(names))
        .distinct()
        .order_by(Device.name, Device.id)
    )
    for peripheral_id, _device_id, name in session.execute(query):
        names[peripheral_id].append(name)
    return names


def assign_peripheral(
    session: Session,
    device: Device,
    role: Role,
    peripheral: Peripheral,
    now: datetime,
    *,
    take_over: bool = False,
    from_holder: str | None = None,
) -> Assignment:
    """Give the device a peripheral for a role, in place of what it had.

    A scanner held by another device is taken over only when asked to (A15, A16), and with `from_holder` (a
    public id) only from that one: otherwise raises Refusal `held_by_other` (facts `peripheral`, `holder`,
    `holder_id`). Raises `kind_unfit` when the peripheral cannot do that, `peripheral_unknown` or
    `device_unknown` when somebody removed it meanwhile, `host_deleted` when it hangs on a deleted till.
    """
    if lock_device(session, device.id).status == DeviceStatus.DELETED:
        raise Refusal("device_unknown")
    _check_candidate(lock_peripheral(session, peripheral), role)
    own, held = _lock_assignments(session, device, role, peripheral)
    if held is not None:
        if not take_over or from_holder not in (None, held.device.public_id):
            raise _held_by_other(peripheral, held.device)
        _take_away(session, held, device, now)
    if own is not None and own.peripheral_id == peripheral.id:
        return own
    before = own.peripheral.name if own else None
    if own is None:
        own = Assignment(device=device, role=role, options=dict(OPTIONS.get(role, {})))
        session.add(own)
    own.peripheral, own.assigned_at = peripheral, now
    _flush_or_refuse(session, peripheral)
    facts = {"role": str(role), "peripheral": peripheral.name, "before": before}
    record_event(session, "device.role_assigned", device, now, **facts)
    return own


def clear_role(session: Session, device: Device, role: Role, now: datetime) -> str | None:
    """Empty the field (A20); returns the name of what was in it. Clearing an empty field is no deed."""
    assignment = _lock_own(session, device, role)
    if assignment is None:
        return None
    name = assignment.peripheral.name
    session.delete(assignment)
    record_event(session, "device.role_cleared", device, now, role=str(role), peripheral=name)
    return name


def set_option(session: Session, device: Device, role: Role, option: str, on: bool, now: datetime) -> None:
    """Turn a switch of a role; the assignment stays (A12, A13).

    Raises Refusal `role_empty` when nothing is assigned, `option_unknown` for a switch it does not have.
    """
    assignment = _lock_own(session, device, role)
    if assignment is None:
        raise Refusal("role_empty", str(role))
    stands = options_of(role, assignment.options)
    if option not in stands:
        raise Refusal("option_unknown", str(role))
    if stands[option] != on:
        assignment.options = (assignment.options or {}) | stands | {option: on}
        record_event(session, "device.option_set", device, now, role=str(role), option=option, on=on)


def set_slip_language(
    session: Session, device: Device, role: Role, language: str | None, now: datetime
) -> None:
    """Print what the device prints for a role in a language of its own; None: as the printer has it.

    Raises Refusal `role_empty` when nothing is assigned, otherwise as `domain.peripherals.with_slip_language`.
    """
    assignment = _lock_own(session, device, role)
    if assignment is None:
        raise Refusal("role_empty", str(role))
    wanted = with_slip_language(role, assignment.options, language)
    if slip_language_of(assignment.options) != language:
        assignment.options = wanted
        record_event(session, "device.slip_language_set", device, now, role=str(role), language=language)


def _check_candidate(peripheral: Peripheral, role: Role) -> None:
    if peripheral.deleted_at is not None:
        raise Refusal("peripheral_unknown", "peripheral")
    if not fits(peripheral.kind, role):
        raise Refusal("kind_unfit", "peripheral", peripheral=peripheral.name)
    host = peripheral.host_device
    if host is not None and host.status == DeviceStatus.DELETED:
        raise Refusal("host_deleted", "peripheral", peripheral=peripheral.name, host=host.name)


def _lock_assignments(
    session: Session, device: Device, role: Role, peripheral: Peripheral
) -> tuple[Assignment | None, Assignment | None]:
    """What the device has in this role, and for an exclusive one who else holds the peripheral.

    Both are held in the order of their keys until the end of the transaction: two tills that swap their
    scanners at the same moment wait for each other, and not for ever.
    """
    own = (Assignment.device_id == device.id) & (Assignment.role == role)
    held = (Assignment.peripheral_id == peripheral.id) & (Assignment.role == role)
    rows = _locked(session, or_(own, held) if role in EXCLUSIVE else own)
    mine = next((row for row in rows if row.device_id == device.id), None)
    return mine, next((row for row in rows if row.device_id != device.id), None)


def _lock_own(session: Session, device: Device, role: Role) -> Assignment | None:
    """The device's field as it is now: a take-over may just be emptying it."""
    rows = _locked(session, (Assignment.device_id == device.id) & (Assignment.role == role))
    return rows[0] if rows else None


def _locked(session: Session, wanted: ColumnElement[bool]) -> Sequence[Assignment]:
    """Their peripherals are read afterwards: in the same query one that is just exchanged would be missed."""
    query = (
        select(Assignment)
        .options(lazyload(Assignment.peripheral))
        .where(wanted)
        .order_by(Assignment.id)
        .with_for_update(of=Assignment)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def _held_by_other(peripheral: Peripheral, holder: Device) -> Refusal:
    return Refusal(
        "held_by_other",
        "peripheral",
        peripheral=peripheral.name,
        holder=holder.name,
        holder_id=holder.public_id,
    )


def _take_away(session: Session, held: Assignment, taker: Device, now: datetime) -> None:
    """Empty the former holder's field; its own history says who took it."""
    former, facts = held.device, {"role": held.role, "peripheral": held.peripheral.name}
    session.delete(held)
    session.flush()
    record_event(session, "device.role_taken", former, now, **facts, taker=taker.name)


def _flush_or_refuse(session: Session, peripheral: Peripheral) -> None:
    """The database holds what two people did at once: whoever came second is told, nothing is broken."""
    name = peripheral.name  # a session whose flush failed answers nothing until it is rolled back
    try:
        session.flush()
    except IntegrityError as error:
        raise Refusal("changed_meanwhile", "peripheral", peripheral=name) from error
