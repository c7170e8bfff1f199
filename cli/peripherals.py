"""`flask peripherals add|assign|when-mute|list|remove`: peripherals for scripts."""

from collections.abc import Callable
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from cli.edge import answer, as_json, deed, find_account
from domain.connections import (
    BAUD_RATES,
    DRAWER_PINS,
    SCALE_PROTOCOLS,
    WAYS,
    TypedConnection,
    Way,
    address_of,
)
from domain.names import PeripheralKind, Role
from models import Device, Peripheral, Store, StoreServer
from models.base import Identified
from models.scope import enter_account
from services.peripherals.peripherals import (
    PeripheralFields,
    add_peripheral,
    find_peripheral,
    list_peripherals,
    remove_peripheral,
)
from services.peripherals.unconfirmed_printing import set_unconfirmed_printing
from services.usage_mode.assignments import assign_peripheral

#: what of a connection is typed as it is
CONNECTION = ("host", "port", "queue", "path", "baud", "protocol", "pin", "pulse_ms")
#: what a peripheral may hang on: option, its noun in a complaint, its table
PLACES: dict[str, tuple[str, type[Identified]]] = {
    "store": ("store", Store),
    "store_server": ("store server", StoreServer),
    "host_device": ("device", Device),
    "printer": ("printer", Peripheral),
}


@click.group("peripherals")
def commands() -> None:
    """Printers and other things on the counter."""


def _connection_options(command: Callable[..., None]) -> Callable[..., None]:
    """How it is reached; each way takes its own of these."""
    options = [
        click.option(
            "--way",
            type=click.Choice([str(way) for way in Way]),
            default=None,
            help="Default: the kind's usual one.",
        ),
        click.option("--host", default=None, help="Name or number in the network."),
        click.option("--port", default=None, help="Default: the kind's usual one."),
        click.option("--queue", default=None, help="Of a page printer in the network."),
        click.option("--path", default=None, help="On the store server: USB, serial, Bluetooth."),
        click.option("--baud", type=click.Choice([str(rate) for rate in BAUD_RATES]), default=None),
        click.option("--protocol", type=click.Choice(SCALE_PROTOCOLS), default=None, help="Of a scale."),
        click.option("--pin", type=click.Choice([str(pin) for pin in DRAWER_PINS]), default=None),
        click.option("--pulse-ms", default=None, help="How long a drawer's lock is pulled."),
        click.option("--printer", default=None, help="Id of the printer that opens the drawer."),
        click.option("--host-device", default=None, help="Id of the till on which it hangs."),
        click.option("--store-server", default=None, help="Id of the store server that drives it."),
        click.option("--store", default=None, help="Id of the store; else that of what it hangs on."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@commands.command("add")
@click.option("--account", default=None, help="Id or name; needed when there are several.")
@click.option("--kind", type=click.Choice([str(kind) for kind in PeripheralKind]), required=True)
@click.option("--name", required=True)
@_connection_options
@click.option("--profile", default="default", show_default=True, help="Model of a receipt printer.")
@click.option("--paper-width", type=int, default=80, show_default=True)
@click.option("--language", default=None, help="Language of the paper; else the store's.")
@click.option("--mac", default=None, help="MAC address, by which it is found again.")
@click.option("--serial", default=None, help="Serial number, by which it is found again.")
@as_json
def add(account: str | None, kind: str, as_json: bool, **typed: Any) -> None:
    """Add a peripheral of any kind."""
    with deed() as (session, now):
        places = {option: _place(session, option, typed.pop(option)) for option in PLACES}
        _enter(session, account, list(places.values()))
        way = typed.pop("way") or WAYS[PeripheralKind(kind)][0]
        connection = TypedConnection(way=way, **{detail: typed.pop(detail) for detail in CONNECTION})
        fields = PeripheralFields(kind=PeripheralKind(kind), typed=connection, **places, **typed)
        facts = _facts(add_peripheral(session, fields, now))
    answer(facts, f"{facts['name']}: added (id {facts['id']})", json_wanted=as_json)


@commands.command("assign")
@click.option("--device", "device_id", required=True)
@click.option("--role", type=click.Choice([str(role) for role in Role]), required=True)
@click.option("--peripheral", "peripheral_id", required=True)
@click.option("--take-over", is_flag=True, help="Take a scanner from the device that holds it.")
@as_json
def assign(device_id: str, role: str, peripheral_id: str, take_over: bool, as_json: bool) -> None:
    """Give a device a peripheral for a role."""
    with deed() as (session, now):
        device = session.scalars(select(Device).where(Device.public_id == device_id)).first()
        if device is None:
            raise click.UsageError("no such device")
        enter_account(session, device.account_id)
        peripheral = find_peripheral(session, peripheral_id)
        if peripheral is None:
            raise click.UsageError("no such peripheral")
        assign_peripheral(session, device, Role(role), peripheral, now, take_over=take_over)
        facts: dict[str, object] = {"id": device.public_id, "role": role, "peripheral": peripheral.public_id}
        sentence = f"{device.name}: {role} is {peripheral.name}"
    answer(facts, sentence, json_wanted=as_json)


@commands.command("when-mute")
@click.argument("peripheral_id")
@click.argument("choice", type=click.Choice(["wait", "print"]))
@as_json
def when_mute(peripheral_id: str, choice: str, as_json: bool) -> None:
    """Let the papers of a printer that never answers wait, or print all the same: nobody knows what came out."""
    with deed() as (session, now):
        printer = find_peripheral(session, peripheral_id)
        if printer is None:
            raise click.UsageError("no such peripheral")
        enter_account(session, printer.account_id)
        set_unconfirmed_printing(session, printer, now, is_allowed=choice == "print")
        facts: dict[str, object] = {"id": printer.public_id, "when_mute": choice}
        sentence = f"{printer.name}: " + ("prints all the same" if choice == "print" else "its papers wait")
    answer(facts, sentence, json_wanted=as_json)


@commands.command("list")
@click.option("--account", default=None, help="Id or name; needed when there are several.")
@as_json
def list_(account: str | None, as_json: bool) -> None:
    """All peripherals of an account."""
    with deed() as (session, _now):
        find_account(session, account)
        found = [_facts(peripheral) for peripheral in list_peripherals(session)]
    lines = [f"{one['id']}  {one['kind']:<16}  {one['name']}  {one['address']}".rstrip() for one in found]
    answer({"peripherals": found}, "\n".join(lines), json_wanted=as_json)


@commands.command("remove")
@click.argument("peripheral_id")
@as_json
def remove(peripheral_id: str, as_json: bool) -> None:
    """Take a peripheral out of its account and of every device that uses it."""
    with deed() as (session, now):
        peripheral = find_peripheral(session, peripheral_id)
        if peripheral is None:
            raise click.UsageError("no such peripheral")
        enter_account(session, peripheral.account_id)
        facts = _facts(peripheral)
        remove_peripheral(session, peripheral, now)
    answer({"id": facts["id"]}, f"{facts['name']}: removed", json_wanted=as_json)


def _facts(peripheral: Peripheral) -> dict[str, object]:
    return {
        "id": peripheral.public_id,
        "kind": str(peripheral.kind),
        "name": peripheral.name,
        "connection": peripheral.connection,
        "address": address_of(peripheral.connection),
        "store_server": peripheral.store_server.public_id if peripheral.store_server else None,
    }


def _place(session: Session, option: str, public_id: str | None) -> Any:
    """What an option names by its id. Raises click.UsageError when there is none."""
    noun, table = PLACES[option]
    if public_id is None:
        return None
    found = session.scalars(select(table).where(table.public_id == public_id)).first()
    if found is None:
        raise click.UsageError(f"no such {noun}")
    return found


def _enter(session: Session, account: str | None, places: list[Any]) -> None:
    """The account of what it hangs on, unless one is named. Raises click.UsageError when they differ."""
    owners = {place.account_id for place in places if place is not None}
    if len(owners) > 1:
        raise click.UsageError("these things belong to different accounts")
    if account is None and owners:
        enter_account(session, owners.pop())
        return
    if owners - {find_account(session, account).id}:
        raise click.UsageError("this account does not have that")
