"""The edge of every command: one transaction, one account, a readable answer or one JSON object."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from blueprints.refusals import sentence_for
from domain.refusal import Refusal
from extensions import db
from models import Account, Store
from models.scope import EVERY_ACCOUNT, Actor, enter_account

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a sentence.")


@contextmanager
def deed(account_id: int | None = None) -> Iterator[tuple[Session, datetime]]:
    """One transaction of a command: commits at the end, rolls back on any refusal or fault.

    Without `account_id` the session sees every account; the command enters one when it knows which.
    A refusal ends the command with its sentence and exit code 1.
    """
    session = db.session()
    session.info["writes"] = True
    enter_account(session, account_id or EVERY_ACCOUNT, Actor("command", "flask"))
    try:
        yield session, datetime.now(UTC)
        session.commit()
    except Refusal as refusal:
        session.rollback()
        at = f"{refusal.field}: " if refusal.field else ""
        raise click.ClickException(f"{at}{sentence_for(refusal)} ({refusal.code})") from refusal
    finally:
        session.rollback()
        db.session.remove()


def find_account(session: Session, wanted: str | None) -> Account:
    """The account a command is for: by id or name, or the only one there is; enters it.

    Raises click.UsageError when it is not clear which.
    """
    query = select(Account)
    if wanted:
        query = query.where((Account.public_id == wanted) | (Account.name == wanted))
    accounts = list(session.scalars(query.limit(2)))
    if len(accounts) != 1:
        found = "no such account" if not accounts else "several accounts; give --account with an id"
        raise click.UsageError(found)
    enter_account(session, accounts[0].id)
    return accounts[0]


def find_store(session: Session, wanted: str) -> Store:
    """The store a command is for, by id or name; enters its account.

    Raises click.UsageError when there is none, or several of that name.
    """
    query = select(Store).where((Store.public_id == wanted) | (Store.name == wanted))
    stores = list(session.scalars(query.limit(2)))
    if len(stores) != 1:
        raise click.UsageError("no such store" if not stores else "several stores of that name; give an id")
    enter_account(session, stores[0].account_id)
    return stores[0]


def answer(facts: dict[str, object], sentence: str, *, json_wanted: bool) -> None:
    """Print what came of the deed: one JSON object for scripts, one sentence for people."""
    click.echo(json.dumps(facts, ensure_ascii=False) if json_wanted else sentence)
