"""`flask accounts …`: open a business account, list those of this server."""

import json

import click
from sqlalchemy import select

from cli.edge import answer, as_json, deed
from cli.passwords import read_password
from domain.places import COUNTRIES, LANGUAGES
from models import Account
from services.accounts.accounts import open_account


@click.group("accounts")
def commands() -> None:
    """Business accounts of this server."""


@commands.command("add")
@click.option("--name", required=True, help="Name of the business.")
@click.option("--email", required=True, help="E-mail that the owner signs in with.")
@click.option("--owner-name", help="Name of the owner; the business's name when missing.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--country", type=click.Choice(sorted(COUNTRIES), case_sensitive=False), required=True)
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from standard input.")
@as_json
def add(
    name: str,
    email: str,
    owner_name: str | None,
    language: str,
    country: str,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Open an account with its owner."""
    password = read_password()
    with deed() as (session, now):
        owner = open_account(
            session,
            account_name=name,
            owner_name=owner_name or name,
            email=email,
            password=password,
            country=country,
            language=language,
            now=now,
        )
        facts: dict[str, object] = {
            "id": owner.account.public_id,
            "user_id": owner.public_id,
            "email": owner.email,
        }
    answer(
        facts,
        f"Account {name} is open; {owner_name or name} signs in with {facts['email']}.",
        json_wanted=as_json,
    )


@commands.command("list")
@as_json
def show(as_json: bool) -> None:
    """List the accounts."""
    with deed() as (session, _now):
        accounts = [
            {"id": account.public_id, "name": account.name, "country": account.country}
            for account in session.scalars(select(Account).order_by(Account.id))
        ]
    if as_json:
        click.echo(json.dumps({"accounts": accounts}, ensure_ascii=False))
    for account in () if as_json else accounts:
        click.echo("{id}  {country}  {name}".format(**account))
