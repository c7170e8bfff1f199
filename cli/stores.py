"""`flask stores …`: create stores and list them."""

import click

from cli.edge import answer, as_json, deed, find_account
from domain.places import COUNTRIES
from services.stores import StoreFields, create_store, list_stores


@click.group("stores")
def commands() -> None:
    """Stores: create and list them."""


@commands.command("add")
@click.option("--account", help="Id or name of the business account; not needed when there is only one.")
@click.option("--name", required=True)
@click.option("--timezone", help="For example Europe/Warsaw; default: that of the account's country.")
@click.option("--language", help="Language of the paper: en, fr, pl or ru; default: that of the account.")
@click.option("--address", default="")
@as_json
def add(
    account: str | None, name: str, timezone: str | None, language: str | None, address: str, as_json: bool
) -> None:
    """Create an active store."""
    with deed() as (session, now):
        owner = find_account(session, account)
        fields = StoreFields(
            name=name,
            timezone=timezone or COUNTRIES[owner.country].timezone,
            language=language or owner.language,
            address=address,
        )
        store = create_store(session, fields, now)
        facts: dict[str, object] = {
            "id": store.public_id,
            "name": store.name,
            "timezone": store.timezone,
            "language": store.language,
        }
    answer(facts, f"Store {facts['name']} created: {facts['id']}", json_wanted=as_json)


@commands.command("list")
@click.option("--account", help="Id or name of the business account; not needed when there is only one.")
@as_json
def list_all(account: str | None, as_json: bool) -> None:
    """List the stores with their tills counted."""
    with deed() as (session, _now):
        find_account(session, account)
        stores: list[dict[str, object]] = [
            {
                "id": row.store.public_id,
                "name": row.store.name,
                "status": row.store.status,
                "tills": row.tills,
                "activated": row.activated,
            }
            for row in list_stores(session)
        ]
    lines = [
        f"{row['id']}  {row['status']:<8}  {row['activated']}/{row['tills']}  {row['name']}" for row in stores
    ]
    answer({"stores": stores}, "\n".join(lines) or "No store yet", json_wanted=as_json)
