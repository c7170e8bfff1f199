"""A till of an inactive store is told so by its poll, exactly then, and sells and sends on."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from models.scope import EVERY_ACCOUNT, enter_account
from services.stores.stores import activate_store, deactivate_store
from tests.api.test_poll import poll
from tests.api.test_poll_shortcut import settle
from tests.api.test_transactions import entry, send, verdicts
from tests.make import Make, now

NOTICE = {"code": "store_inactive", "params": {"store": "Kraków"}}


def test_the_notice_comes_and_goes_with_the_store(app: Flask, make: Make, session: Session) -> None:
    store, other = make.store("Kraków"), make.store("Gdańsk")
    till = make.till(make.device(store=store))
    etag = settle(app, till)
    for deed, notices in ((deactivate_store, [NOTICE]), (activate_store, [])):
        enter_account(session, store.account_id)
        deed(session, store, now())
        session.commit()
        answer = poll(app, till, etag)
        assert (answer.status_code, answer.json["notices"]) == (200, notices)
        etag = answer.headers["ETag"]
        assert poll(app, till, etag).status_code == 304
    enter_account(session, store.account_id)
    deactivate_store(session, other, now())
    session.commit()
    enter_account(session, EVERY_ACCOUNT)
    assert poll(app, till, etag).status_code == 304


def test_a_till_of_an_inactive_store_hands_in_as_before(
    app: Flask, office: FlaskClient, make: Make, session: Session
) -> None:
    till = make.till()
    till.device.store.status = "inactive"
    session.commit()
    answer = send(app, till, [entry(1)])
    assert verdicts(answer) == ["stored"]
    assert "late" not in answer.json["results"][0]["flags"]
    card = office.get(f"/devices/{till.device.public_id}").text
    assert "The store Kraków is inactive" in card
