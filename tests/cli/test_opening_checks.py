"""`flask stores check`: for scripts and for people."""

import json
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from models import Event, OpeningCheck
from services.tills.contacts import Contacts
from tests.cli.test_accounts_and_users import run
from tests.make import Make, now


def test_it_says_what_to_see_to_and_keeps_the_report(app: Flask, make: Make) -> None:
    store = make.store()
    server, _ = make.store_server(store)
    contacts: Contacts = app.extensions["contacts"]
    contacts.heard(f"store_server:{server.id}", now())
    make.printer(server, "Bar", state="paper_out", state_since=now() - timedelta(hours=2))
    make.till(make.device("Kasa 1", store))
    make.session.commit()
    result = run(app, "stores", "check", "Kraków")
    assert result.exit_code == 0
    assert "Kasa 1: Never called" in result.output
    (told,) = json.loads(run(app, "stores", "check", "--json").output)["checks"]
    assert (told["ready"], told["store"]["id"]) == (False, store.public_id)
    assert [one["code"] for one in told["findings"]] == ["till_never_heard", "peripheral", "till_behind"]
    make.session.expire_all()
    assert len(make.session.scalars(select(OpeningCheck)).all()) == 2
    events = make.session.scalars(select(Event).where(Event.verb == "store.checked")).all()
    assert [event.actor_kind for event in events] == ["command", "command"]


def test_a_store_that_nobody_knows_and_an_account_without_any(app: Flask, make: Make) -> None:
    make.owner()
    make.session.commit()
    assert run(app, "stores", "check", "Nowhere").exit_code == 2
    assert run(app, "stores", "check").output == "No active store to look at\n"
