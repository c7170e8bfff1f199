"""`flask stores …`: create stores, list them, and look whether they can open."""

import click
from flask import current_app

from blueprints.opening_check_letters import LetterWriter
from cli.edge import answer, as_json, deed, find_account, find_store
from domain.places import COUNTRIES
from services.stores.stores import StoreFields, create_store, list_stores
from services.today.opening_checks import check_now, find_stores


@click.group("stores")
def commands() -> None:
    """Stores: create and list them, and look whether they can open."""


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


@commands.command("check")
@click.argument("store", required=False)
@click.option("--account", help="Id or name of the business account; not needed when there is only one.")
@as_json
def check(store: str | None, account: str | None, as_json: bool) -> None:
    """Look at a store (id or name), or at all active ones, and say what to see to before it opens.

    The report is kept and stands on the start page; nobody is told of it.
    """
    write = LetterWriter(current_app._get_current_object())  # type: ignore[attr-defined]
    with deed() as (session, now):
        if store:
            stores = [find_store(session, store)]
        else:
            find_account(session, account)
            stores = find_stores(session)
        checks = check_now(session, stores, current_app.extensions["contacts"], now)
        letters = [write(one, "en", is_trial=False) for one in checks]
    facts: dict[str, object] = {"checks": [letter.data for letter in letters]}
    text = "\n".join(letter.text for letter in letters) or "No active store to look at"
    answer(facts, text.rstrip(), json_wanted=as_json)
