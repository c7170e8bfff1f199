"""`flask demo load`: a whole shop to look at, in the language of the reader."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from sqlalchemy.orm import Session

from cli.edge import answer, as_json, deed
from domain.codes import show_code
from domain.connections import TypedConnection
from domain.names import Role
from domain.places import LANGUAGES
from models import Device, Peripheral, Store, StoreServer
from services.accounts.accounts import open_account
from services.activation.codes import issue_code, reveal_code
from services.catalogue.product_import import import_products
from services.devices.devices import create_device
from services.employees.employees import EmployeeFields, add_employee, new_verifier
from services.peripherals.peripherals import PeripheralFields, add_peripheral
from services.store_servers.store_servers import add_store_server
from services.stores.stores import StoreFields, create_store
from services.usage_mode.assignments import assign_peripheral

SHOPS = Path(__file__).parent.parent / "demo" / "shops"
PINS = ("1379", "2468", "8520")


@dataclass(frozen=True)
class DemoShop:
    """What was loaded."""

    store: Store
    devices: list[Device]
    server: StoreServer
    printer: Peripheral


@click.group("demo")
def commands() -> None:
    """A shop to try everything with."""


@commands.command("load")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--email", default="demo@comptoir.example", show_default=True)
@click.option("--printer-host", default="127.0.0.1", show_default=True)
@click.option("--printer-port", default=9100, show_default=True)
@as_json
def load(language: str, email: str, printer_host: str, printer_port: int, as_json: bool) -> None:
    """Load a shop with products, employees, two tills, a store server and a printer; prints its codes."""
    facts = json.loads((SHOPS / language / "shop.json").read_text())
    password = secrets.token_urlsafe(9)
    with deed() as (session, now):
        owner = open_account(
            session,
            account_name=facts["account"],
            owner_name=facts["owner"],
            email=email,
            password=password,
            country=facts["country"],
            language=language,
            now=now,
        )
        owner.account.address, owner.account.tax_id = facts["address"], facts["tax_id"]
        shop = _open_shop(
            session, facts, language, TypedConnection(host=printer_host, port=printer_port), now
        )
        _hire(session, facts, language, shop.store, now)
        import_products(session, (SHOPS / language / "products.csv").read_bytes(), language, now)
        told = _codes(session, shop, now) | {
            "id": owner.account.public_id,
            "email": email,
            "password": password,
        }
    lines = [f"Sign in as {email} with the password {password}."]
    lines += [f"Code of {device['name']}: {device['code']}" for device in told["devices"]]
    lines += [f"Pairing code of the store server: {told['store_server']['code']}"]
    answer(told, "\n".join(lines), json_wanted=as_json)


def _open_shop(
    session: Session, facts: dict[str, Any], language: str, printer: TypedConnection, now: datetime
) -> DemoShop:
    fields = StoreFields(
        name=facts["store"],
        timezone=facts["timezone"],
        language=language,
        address=facts["address"],
        receipt_header=facts["header"],
        receipt_footer=facts["footer"],
    )
    store = create_store(session, fields, now)
    server = add_store_server(session, name=facts["server"], store=store, now=now)
    device_printer = add_peripheral(
        session, PeripheralFields(name=facts["printer"], typed=printer, store_server=server), now
    )
    devices = [create_device(session, name=name, store=store, now=now) for name in facts["devices"]]
    for device in devices:
        assign_peripheral(session, device, Role.RECEIPT_PRINTER, device_printer, now)
    return DemoShop(store, devices, server, device_printer)


def _hire(session: Session, facts: dict[str, Any], language: str, store: Store, now: datetime) -> None:
    for index, name in enumerate(facts["employees"]):
        fields = EmployeeFields(
            name=name,
            login_id=str(11 + index),
            role="manager" if index == 0 else "cashier",
            language=language,
            stores=[store.public_id],
        )
        add_employee(session, fields, new_verifier(PINS[index]), now)


def _codes(session: Session, shop: DemoShop, now: datetime) -> dict[str, Any]:
    """Fresh codes for the tills and the store server, as people type them."""
    secret = current_app.config["SECRET_KEY"]

    def code(target: Device | StoreServer) -> str:
        return show_code(reveal_code(issue_code(session, target, now, secret), secret))

    return {
        "devices": [
            {"id": device.public_id, "name": device.name, "code": code(device)} for device in shop.devices
        ],
        "store_server": {"id": shop.server.public_id, "code": code(shop.server)},
        "printer": shop.printer.public_id,
    }
