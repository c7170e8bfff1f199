"""`flask devices …`: create POS devices, show a code, list and deactivate them."""

import click
from flask import current_app
from sqlalchemy.orm import Session

from blueprints.api.wire import wire_time
from cli.edge import answer, as_json, deed, find_account, find_store
from domain.codes import show_code
from models import Device
from models.scope import enter_account
from services.activation.activation import offer_code
from services.activation.codes import reveal_code
from services.devices.device_list import list_devices
from services.devices.devices import create_device, deactivate_device, drain_device
from services.tills.device_lookup import find_device


@click.group("devices")
def commands() -> None:
    """POS devices: create them, make activation codes, list and deactivate them."""


@commands.command("add")
@click.option("--store", required=True, help="Id or name of the store.")
@click.option("--name", required=True)
@as_json
def add(store: str, name: str, as_json: bool) -> None:
    """Create a POS device, not activated yet."""
    with deed() as (session, now):
        device = create_device(session, name=name, store=find_store(session, store), now=now)
        facts: dict[str, object] = {"id": device.public_id, "name": device.name, "status": device.status}
    answer(facts, f"POS {facts['name']} created: {facts['id']}", json_wanted=as_json)


@commands.command("code")
@click.argument("device_id")
@as_json
def code(device_id: str, as_json: bool) -> None:
    """Make a fresh activation code; an older one stops working."""
    with deed() as (session, now):
        device = _find(session, device_id)
        secret = current_app.config["SECRET_KEY"]
        issued = offer_code(session, device, now, secret)
        facts: dict[str, object] = {
            "id": device.public_id,
            "code": show_code(reveal_code(issued, secret)),
            "expires_at": wire_time(issued.expires_at),
        }
    answer(facts, f"{facts['code']} (until {facts['expires_at']})", json_wanted=as_json)


@commands.command("list")
@click.option("--account", help="Id or name of the business account; not needed when there is only one.")
@as_json
def list_all(account: str | None, as_json: bool) -> None:
    """List the POS devices."""
    with deed() as (session, _now):
        find_account(session, account)
        devices: list[dict[str, object]] = [
            {
                "id": row.public_id,
                "name": row.name,
                "status": row.status,
                "store": row.store_name,
                "app_version": row.app_version,
                "unsent_receipts": row.unsent_receipts,
            }
            for row in list_devices(session)
        ]
    lines = [f"{row['id']}  {row['status']:<13}  {row['store']} / {row['name']}" for row in devices]
    answer({"devices": devices}, "\n".join(lines) or "No POS yet", json_wanted=as_json)


@commands.command("deactivate")
@click.argument("device_id")
@click.option("--now", "at_once", is_flag=True, help="Cut the till off at once instead of draining it first.")
@as_json
def deactivate(device_id: str, at_once: bool, as_json: bool) -> None:
    """Let the till send what it holds and become inactive, or cut it off at once."""
    with deed() as (session, now):
        device = _find(session, device_id)
        end = deactivate_device if at_once else drain_device
        end(session, device, now)
        facts: dict[str, object] = {"id": device.public_id, "name": device.name, "status": device.status}
    answer(facts, f"POS {facts['name']} is {facts['status']}", json_wanted=as_json)


def _find(session: Session, public_id: str) -> Device:
    """The device of that id, in whatever account; enters that account.

    Raises click.UsageError when there is none.
    """
    device = find_device(session, public_id)
    if device is None:
        raise click.UsageError("no such device")
    enter_account(session, device.account_id)
    return device
