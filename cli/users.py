"""`flask users …`: give people the key to the back office, set a lost password anew."""

import json

import click
from sqlalchemy import select

from cli.edge import answer, as_json, deed, find_account
from cli.passwords import new_password, read_password
from domain.names import UserRole
from domain.places import LANGUAGES
from models import User
from models.scope import enter_account
from services.accounts.passwords import hash_password
from services.accounts.users import add_user, find_user, set_password


@click.group("users")
def commands() -> None:
    """People of the back office."""


@commands.command("add")
@click.option("--account", help="Id or name of the account; not needed when there is only one.")
@click.option("--email", required=True, help="E-mail to sign in with.")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice([str(role) for role in UserRole]), required=True)
@click.option("--language", type=click.Choice(LANGUAGES), help="The account's language when missing.")
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from standard input.")
@as_json
def add(
    account: str | None,
    email: str,
    name: str,
    role: str,
    language: str | None,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Add a person to an account."""
    password = read_password()
    with deed() as (session, now):
        owner = find_account(session, account)
        user = add_user(
            session,
            email=email,
            name=name,
            role=role,
            password=password,
            language=language or owner.language,
            now=now,
        )
        facts: dict[str, object] = {"id": user.public_id, "email": user.email, "role": user.role}
    answer(facts, f"{name} signs in with {facts['email']}.", json_wanted=as_json)


@commands.command("reset-password")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@as_json
def reset_password(email: str, password_stdin: bool, as_json: bool) -> None:
    """Set a new password; without --password-stdin one is made and shown this once."""
    password = read_password() if password_stdin else new_password()
    with deed() as (session, now):
        password_hash = hash_password(password)
        user = find_user(session, email)
        if user is None:
            raise click.UsageError(f"nobody signs in with {email}")
        enter_account(session, user.account_id)
        set_password(session, user, password_hash, now)
        facts: dict[str, object] = {"id": user.public_id, "email": user.email}
    shown: dict[str, object] = {} if password_stdin else {"password": password}
    sentence = "The new password is set." if password_stdin else f"The new password: {password}"
    answer(facts | shown, sentence, json_wanted=as_json)


@commands.command("list")
@as_json
def show(as_json: bool) -> None:
    """List the people of every account."""
    with deed() as (session, _now):
        users = [
            {"id": user.public_id, "email": user.email, "role": user.role, "account": user.account.name}
            for user in session.scalars(select(User).order_by(User.account_id, User.id))
        ]
    if as_json:
        click.echo(json.dumps({"users": users}, ensure_ascii=False))
    for user in () if as_json else users:
        click.echo("{id}  {role:8}  {email}  {account}".format(**user))
