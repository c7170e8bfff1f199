"""`flask store-servers add|code|list`: store servers for scripts."""

import click
from flask import current_app

from blueprints.api.wire import wire_time
from cli.edge import answer, as_json, deed, find_account, find_store
from domain.codes import show_code
from models.scope import enter_account
from services.activation.codes import issue_code, reveal_code
from services.store_servers.store_servers import add_store_server, find_store_server, list_store_servers


@click.group("store-servers")
def commands() -> None:
    """Boxes in the shops that drive the printers."""


@commands.command("add")
@click.option("--store", "store_word", required=True, help="Id or name of the store.")
@click.option("--name", required=True)
@as_json
def add(store_word: str, name: str, as_json: bool) -> None:
    """Add a store server and print its pairing code."""
    secret = current_app.config["SECRET_KEY"]
    with deed() as (session, now):
        store = find_store(session, store_word)
        server = add_store_server(session, name=name, store=store, now=now)
        code = issue_code(session, server, now, secret)
        shown = show_code(reveal_code(code, secret))
        facts: dict[str, object] = {"id": server.public_id, "code": shown, "store": store.public_id}
        facts["expires_at"] = wire_time(code.expires_at)
    answer(
        facts, f"{name}: pair with the code {shown} within 15 minutes (id {facts['id']})", json_wanted=as_json
    )


@commands.command("code")
@click.argument("store_server_id")
@as_json
def code(store_server_id: str, as_json: bool) -> None:
    """A fresh pairing code; an older one ends."""
    secret = current_app.config["SECRET_KEY"]
    with deed() as (session, now):
        server = find_store_server(session, store_server_id)
        if server is None:
            raise click.UsageError("no such store server")
        enter_account(session, server.account_id)
        fresh = issue_code(session, server, now, secret)
        shown = show_code(reveal_code(fresh, secret))
        facts: dict[str, object] = {
            "id": server.public_id,
            "code": shown,
            "expires_at": wire_time(fresh.expires_at),
        }
    answer(facts, shown, json_wanted=as_json)


@commands.command("list")
@click.option("--account", default=None)
def list_(account: str | None) -> None:
    """All store servers of an account."""
    with deed() as (session, _now):
        find_account(session, account)
        for server in list_store_servers(session):
            click.echo(f"{server.public_id}  {server.status:<10}  {server.name}")
