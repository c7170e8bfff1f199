"""The usage mode of a device: which peripheral it uses for what (guide A)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from domain.names import DeviceStatus, Role
from domain.peripherals import EXCLUSIVE, FITTING, OPTIONS, fits, options_of
from domain.refusal import Refusal
from models import Assignment, Device, Peripheral
from services.activation import lock_device
from services.events import record_event


def assignments_of(session: Session, device: Device) -> dict[Role, Assignment]:
    """What the device uses now, by role."""
    rows = session.scalars(select(Assignment).where(Assignment.device_id == device.id))
    return {Role(row.role): row for row in rows}


def candidates_for(session: Session, role: Role) -> list[Peripheral]:
    """The account's peripherals that fit a role, by name (A6-A11)."""
    return list(
        session.scalars(
            select(Peripheral)
            .options(joinedload(Peripheral.store_server))
            .where(Peripheral.kind.in_(FITTING[role]), Peripheral.deleted_at.is_(None))
            .order_by(Peripheral.name, Peripheral.id)
        )
    )


def users_of(session: Session, peripherals: list[Peripheral]) -> dict[int, list[Assignment]]:
    """Who uses each of these peripherals, for what: by the peripheral's key (A4, A14)."""
    found: dict[int, list[Assignment]] = {peripheral.id: [] for peripheral in peripherals}
    query = (
        select(Assignment).options(joinedload(Assignment.device)).where(Assignment.peripheral_id.in_(found))
    )
    for assignment in session.scalars(query.order_by(Assignment.id)):
        found[assignment.peripheral_id].append(assignment)
    return found


def assign_peripheral(
    session: Session,
    device: Device,
    role: Role,
    peripheral: Peripheral,
    now: datetime,
    *,
    take_over: bool = False,
) -> Assignment:
    """Give the device a peripheral for a role, in place of what it had.

    A scanner held by another device is taken over only when asked to (A15, A16): otherwise raises Refusal
    `held_by_other` (facts `peripheral`, `holder`). Raises `kind_unfit` when the peripheral cannot do that,
    `device_unknown` when somebody deleted the device meanwhile.
    """
    if lock_device(session, device.id).status == DeviceStatus.DELETED:
        raise Refusal("device_unknown")
    if not fits(peripheral.kind, role):
        raise Refusal("kind_unfit", "peripheral", peripheral=peripheral.name)
    if role in EXCLUSIVE:
        _free_exclusive(session, device, role, peripheral, now, take_over=take_over)
    assignment = assignments_of(session, device).get(role)
    if assignment is not None and assignment.peripheral_id == peripheral.id:
        return assignment
    if assignment is None:
        assignment = Assignment(device=device, role=role, options=dict(OPTIONS.get(role, {})))
        session.add(assignment)
    assignment.peripheral = peripheral
    assignment.assigned_at = now
    _flush_or_refuse(session, peripheral)
    record_event(session, "device.role_assigned", device, now, role=str(role), peripheral=peripheral.name)
    return assignment


def clear_role(session: Session, device: Device, role: Role, now: datetime) -> None:
    """Empty the field (A20). Clearing an empty field is no deed."""
    assignment = assignments_of(session, device).get(role)
    if assignment is None:
        return
    name = assignment.peripheral.name
    session.delete(assignment)
    record_event(session, "device.role_cleared", device, now, role=str(role), peripheral=name)


def set_option(session: Session, device: Device, role: Role, option: str, on: bool, now: datetime) -> None:
    """Turn a switch of a role; the assignment stays (A12, A13).

    Raises Refusal `role_empty` when nothing is assigned, `option_unknown` for a switch it does not have.
    """
    assignment = assignments_of(session, device).get(role)
    if assignment is None:
        raise Refusal("role_empty", str(role))
    stands = options_of(role, assignment.options)
    if option not in stands:
        raise Refusal("option_unknown", str(role))
    if stands[option] != on:
        assignment.options = stands | {option: on}
        record_event(session, "device.option_set", device, now, role=str(role), option=option, on=on)


def _free_exclusive(
    session: Session, device: Device, role: Role, peripheral: Peripheral, now: datetime, *, take_over: bool
) -> None:
    held = session.scalars(
        select(Assignment)
        .options(joinedload(Assignment.device))
        .where(
            Assignment.peripheral_id == peripheral.id,
            Assignment.role == role,
            Assignment.device_id != device.id,
        )
        .with_for_update(of=Assignment)
    ).first()
    if held is None:
        return
    if not take_over:
        raise Refusal("held_by_other", "peripheral", peripheral=peripheral.name, holder=held.device.name)
    former = held.device
    session.delete(held)
    session.flush()
    record_event(
        session,
        "device.role_taken",
        former,
        now,
        role=str(role),
        peripheral=peripheral.name,
        taker=device.name,
    )


def _flush_or_refuse(session: Session, peripheral: Peripheral) -> None:
    """The database holds what two people did at once: whoever came second is told, nothing is broken."""
    name = peripheral.name  # a session whose flush failed answers nothing until it is rolled back
    try:
        session.flush()
    except IntegrityError as error:
        raise Refusal("changed_meanwhile", "peripheral", peripheral=name) from error
