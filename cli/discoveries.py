"""`flask discoveries list`: what the store servers found in their shops, for scripts."""

import click

from blueprints.api.wire import wire_time
from cli.edge import answer, as_json, deed, find_account
from domain.connections import address_of
from domain.discoveries import proposed_name
from services.store_servers.discoveries import Found, list_discoveries


@click.group("discoveries")
def commands() -> None:
    """What was found in the shops and nobody added yet."""


@commands.command("list")
@click.option("--account", default=None, help="Id or name; needed when there are several.")
@click.option("--ignored", is_flag=True, help="What somebody said is not theirs.")
@as_json
def list_(account: str | None, ignored: bool, as_json: bool) -> None:
    """What was found, the newest first."""
    with deed() as (session, now):
        find_account(session, account)
        found = [_facts(one) for one in list_discoveries(session, now, ignored=ignored)]
    lines = [f"{one['id']}  {one['kind']:<16}  {one['address']}  {one['name']}" for one in found]
    answer({"found": found}, "\n".join(lines) or "Nothing new was found", json_wanted=as_json)


def _facts(thing: Found) -> dict[str, object]:
    return {
        "id": thing.public_id,
        "kind": thing.kind_guess,
        "name": proposed_name(thing.make, thing.model),
        "address": address_of(thing.connection),
        "mac": thing.mac,
        "serial": thing.serial,
        "store_server": thing.server_id,
        "first_seen_at": wire_time(thing.first_seen_at),
        "last_seen_at": wire_time(thing.last_seen_at),
    }
