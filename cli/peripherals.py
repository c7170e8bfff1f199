"""`flask peripherals add|assign|list`: peripherals for scripts."""

import click
from sqlalchemy import select

from cli.edge import answer, as_json, deed, find_account
from domain.connections import TypedConnection
from domain.names import PeripheralKind, Role
from models import Device
from models.scope import enter_account
from services.assignments import assign_peripheral
from services.peripherals import PeripheralFields, add_peripheral, find_peripheral, list_peripherals
from services.store_servers import find_store_server


@click.group("peripherals")
def commands() -> None:
    """Printers and other things on the counter."""


@commands.command("add")
@click.option("--account", default=None, help="Id or name; needed when there are several.")
@click.option("--store-server", "server_id", default=None, help="Id of the store server that drives it.")
@click.option("--kind", type=click.Choice([str(kind) for kind in PeripheralKind]), required=True)
@click.option("--name", required=True)
@click.option("--host", required=True)
@click.option("--port", default="9100", show_default=True)
@click.option("--profile", default="default", show_default=True)
@click.option("--paper-width", type=int, default=80, show_default=True)
@click.option("--language", default=None, help="Language of the paper; else the store's.")
@as_json
def add(
    account: str | None,
    server_id: str | None,
    kind: str,
    name: str,
    host: str,
    port: str,
    profile: str,
    paper_width: int,
    language: str | None,
    as_json: bool,
) -> None:
    """Add a network receipt printer."""
    with deed() as (session, now):
        server = find_store_server(session, server_id) if server_id else None
        if server_id and server is None:
            raise click.UsageError("no such store server")
        if server is not None and account is None:
            enter_account(session, server.account_id)
        else:
            find_account(session, account)
        fields = PeripheralFields(
            name=name,
            kind=PeripheralKind(kind),
            typed=TypedConnection(host=host, port=port),
            store_server=server,
            profile=profile,
            paper_width=paper_width,
            language=language,
        )
        printer = add_peripheral(session, fields, now)
        facts: dict[str, object] = {"id": printer.public_id, "name": printer.name}
    answer(facts, f"{name}: added (id {facts['id']})", json_wanted=as_json)


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


@commands.command("list")
@click.option("--account", default=None)
def list_(account: str | None) -> None:
    """All peripherals of an account."""
    with deed() as (session, _now):
        find_account(session, account)
        for peripheral in list_peripherals(session):
            click.echo(f"{peripheral.public_id}  {peripheral.kind:<16}  {peripheral.name}")
