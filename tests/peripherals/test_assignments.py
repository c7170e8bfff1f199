"""Which device uses what: fields, switches, and the scanner that only one device may hold (A5-A19)."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.names import DeviceStatus, PeripheralKind, Role
from domain.refusal import Refusal
from models import Assignment, Event
from models.scope import enter_account
from services.usage_mode.assignments import assign_peripheral, assignments_of, clear_role, set_option
from tests.make import Make, now


@pytest.fixture
def shop(session: Session, make: Make) -> dict[str, Any]:
    """Two tills, a printer and a scanner of one store."""
    server, _token = make.store_server()
    things = {
        "first": make.device("Kasa 1", server.store),
        "second": make.device("Kasa 2", server.store),
        "printer": make.printer(server),
        "scanner": make.printer(server, "Honeywell", kind=PeripheralKind.BARCODE_SCANNER),
    }
    enter_account(session, server.account_id)
    return things


def test_one_printer_serves_several_roles_of_several_devices(session: Session, shop: dict[str, Any]) -> None:
    for device in (shop["first"], shop["second"]):
        for role in (Role.RECEIPT_PRINTER, Role.PICKUP_PRINTER, Role.ASSEMBLY_PRINTER):
            assign_peripheral(session, device, role, shop["printer"], now())
    assert len(assignments_of(session, shop["first"])) == len(assignments_of(session, shop["second"])) == 3


def test_a_scanner_is_not_a_printer(session: Session, shop: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="kind_unfit"):
        assign_peripheral(session, shop["first"], Role.RECEIPT_PRINTER, shop["scanner"], now())


def test_a_held_scanner_moves_only_when_asked(session: Session, shop: dict[str, Any]) -> None:
    assign_peripheral(session, shop["first"], Role.PRODUCT_SCANNER, shop["scanner"], now())
    with pytest.raises(Refusal) as refused:
        assign_peripheral(session, shop["second"], Role.PRODUCT_SCANNER, shop["scanner"], now())
    assert refused.value.facts == {
        "peripheral": "Honeywell",
        "holder": "Kasa 1",
        "holder_id": shop["first"].public_id,
    }
    assign_peripheral(session, shop["second"], Role.PRODUCT_SCANNER, shop["scanner"], now(), take_over=True)
    assert assignments_of(session, shop["first"]) == {}
    assert Role.PRODUCT_SCANNER in assignments_of(session, shop["second"])


def test_the_database_itself_holds_one_scanner_one_device(session: Session, shop: dict[str, Any]) -> None:
    for device in (shop["first"], shop["second"]):
        session.add(
            Assignment(
                device=device, role=Role.PRODUCT_SCANNER, peripheral=shop["scanner"], assigned_at=now()
            )
        )
    with pytest.raises(IntegrityError):
        session.flush()


def test_switching_slips_off_keeps_the_printer(session: Session, shop: dict[str, Any]) -> None:
    assign_peripheral(session, shop["first"], Role.ASSEMBLY_PRINTER, shop["printer"], now())
    set_option(session, shop["first"], Role.ASSEMBLY_PRINTER, "print_assembly_slips", False, now())
    assignment = assignments_of(session, shop["first"])[Role.ASSEMBLY_PRINTER]
    assert assignment.options == {"print_assembly_slips": False, "only_made_to_order": True}
    assert assignment.peripheral is shop["printer"]


def test_clearing_a_field_is_remembered_and_clearing_again_is_no_deed(
    session: Session, shop: dict[str, Any]
) -> None:
    assign_peripheral(session, shop["first"], Role.RECEIPT_PRINTER, shop["printer"], now())
    clear_role(session, shop["first"], Role.RECEIPT_PRINTER, now())
    clear_role(session, shop["first"], Role.RECEIPT_PRINTER, now())
    session.flush()
    verbs = [event.verb for event in session.scalars(select(Event).where(Event.subject_kind == "device"))]
    assert verbs.count("device.role_cleared") == 1


def test_an_option_without_peripheral_is_refused(app: Flask, session: Session, shop: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="role_empty"):
        set_option(session, shop["first"], Role.ASSEMBLY_PRINTER, "print_assembly_slips", False, now())


def test_a_deleted_device_is_given_nothing(session: Session, shop: dict[str, Any]) -> None:
    shop["first"].status = DeviceStatus.DELETED
    session.flush()
    with pytest.raises(Refusal, match="device_unknown"):
        assign_peripheral(session, shop["first"], Role.PRODUCT_SCANNER, shop["scanner"], now())
    assert assign_peripheral(session, shop["second"], Role.PRODUCT_SCANNER, shop["scanner"], now())
