"""`GET /poll`: one cheap question tells an idle till everything."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus, Stream
from domain.sync_orders import LIFETIME
from extensions import db
from models import Generation, SyncOrder
from models.scope import enter_account
from services.synchronization.sync_orders import order_sync
from tests.make import Make, Till, now
from tests.sync.reader import reader_of


def poll(app: Flask, till: Till, etag: str | None = None) -> Any:
    headers = till.headers | ({"If-None-Match": etag} if etag else {})
    return app.extensions["api"].test_client().get("/api/v1/poll", headers=headers)


def catch_up(app: Flask, till: Till) -> None:
    """The till fetches and acknowledges everything."""
    for stream in ("configuration", "users", "products"):
        reader = reader_of(app, till, stream)
        reader.pull()
        assert reader.ack() == 204


def due(answer: Any) -> list[tuple[str, str]]:
    return [(one["stream"], one["reason"]) for one in answer.json["due"]]


def test_a_new_till_is_told_to_fetch_everything(app: Flask, make: Make) -> None:
    till = make.till()
    answer = poll(app, till)
    assert answer.json["state"] == "active"
    assert due(answer) == [("configuration", "first"), ("users", "first"), ("products", "first")]
    assert answer.json["transactions"] == {"ack_through": 0, "missing": []}
    assert 24 <= int(answer.headers["Poll-After"]) <= 36
    assert answer.json["server_time"].endswith("Z")


def test_the_heads_are_the_cursors_that_a_pull_ends_with(app: Flask, make: Make) -> None:
    till = make.till()
    heads = poll(app, till).json["heads"]
    for stream, head in heads.items():
        reader = reader_of(app, till, stream)
        reader.pull()
        assert reader.cursor == head


def test_nothing_new_is_304_with_an_empty_body(app: Flask, make: Make) -> None:
    till = make.till()
    catch_up(app, till)
    etag = poll(app, till).headers["ETag"]
    answer = poll(app, till, etag)
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == etag
    assert 24 <= int(answer.headers["Poll-After"]) <= 36


def test_only_what_this_till_can_see_ends_the_304(app: Flask, make: Make, session: Session) -> None:
    kraków, gdańsk = make.store("Kraków"), make.store("Gdańsk")
    till, other = make.till(make.device(store=kraków)), make.till(make.device(store=gdańsk))
    etag = poll(app, till).headers["ETag"]
    make.employee(gdańsk)
    make.product("Not theirs", owner=make.owner())
    order_sync(session, other.device, [Stream.USERS], now())
    session.commit()
    assert poll(app, till, etag).status_code == 304
    make.employee(kraków, login_id="12")
    assert poll(app, till, etag).status_code == 200


def test_a_change_becomes_due_when_the_rule_says_so(app: Flask, make: Make) -> None:
    till = make.till()
    catch_up(app, till)
    make.product()
    assert due(poll(app, till)) == []
    with time_machine.travel(now() + timedelta(minutes=15, seconds=1), tick=False):
        assert due(poll(app, till)) == [("products", "rule")]


def test_a_till_that_has_everything_is_never_due(app: Flask, make: Make) -> None:
    till = make.till()
    catch_up(app, till)
    with time_machine.travel(now() + timedelta(days=2), tick=False):
        assert due(poll(app, till)) == []


def test_an_order_is_brought_until_it_is_answered(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    catch_up(app, till)
    first = order_sync(session, till.device, [Stream.PRODUCTS, Stream.TRANSACTIONS], now())
    again = order_sync(session, till.device, [Stream.PRODUCTS], now())
    session.commit()
    assert again == first[:1]
    answer = poll(app, till)
    assert due(answer) == [("products", "forced"), ("transactions", "forced")]
    assert answer.headers["Poll-After"] == "5"
    assert [one["order_id"] for one in answer.json["due"]] == [order.public_id for order in first]
    reader = reader_of(app, till)
    reader.pull()
    assert reader.ack(order_id=first[0].public_id) == 204
    client = app.extensions["api"].test_client()
    body = {"order_id": first[1].public_id, "applied_at": "2026-11-20T09:00:00.000Z"}
    for _ in range(2):
        answer = client.post("/api/v1/sync/transactions/ack", headers=till.headers, json=body)
        assert answer.status_code == 204
    assert due(poll(app, till)) == []
    assert None not in session.scalars(select(SyncOrder.closed_at)).all()


def test_an_order_that_nobody_answers_expires(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    catch_up(app, till)
    order_sync(session, till.device, [Stream.USERS], now() - LIFETIME)
    session.commit()
    assert due(poll(app, till)) == []


def test_missing_entries_make_transactions_due(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    catch_up(app, till)
    till.generation.last_n, till.generation.missing = 9, [[2, 3], [7, 7]]
    session.commit()
    answer = poll(app, till)
    assert answer.json["transactions"] == {"ack_through": 1, "missing": [[2, 3], [7, 7]]}
    assert due(answer) == [("transactions", "rule")]


def test_a_draining_till_only_hands_over(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    till.device.status = DeviceStatus.DRAINING
    session.commit()
    answer = poll(app, till)
    assert (answer.json["state"], answer.json["due"]) == ("draining", [])
    assert answer.headers["Poll-After"] == "5"


@pytest.mark.parametrize(
    ("status", "code", "problem"),
    [("inactive", 403, "device_inactive"), ("deleted", 410, "device_deleted")],
)
def test_a_closed_till_polls_no_more(
    app: Flask, make: Make, session: Session, status: str, code: int, problem: str
) -> None:
    till = make.till()
    till.device.status = status
    session.commit()
    answer = poll(app, till)
    assert (answer.status_code, answer.json["code"]) == (code, problem)


def test_only_tills_poll_here(app: Flask, make: Make) -> None:
    client = app.extensions["api"].test_client()
    assert client.get("/api/v1/poll").status_code == 401
    headers = {"Authorization": "Bearer nobody"}
    assert client.get("/api/v1/poll", headers=headers).json["code"] == "token_unknown"
    headers = {"Authorization": f"Bearer {make.store_server()[1]}"}
    assert client.get("/api/v1/poll", headers=headers).json["code"] == "wrong_principal"


def test_the_first_use_of_the_next_secret_ends_the_old_one(app: Flask, make: Make, session: Session) -> None:
    till, other = make.till(), make.till()
    next_till = Till(till.device, till.generation, "the next secret")
    till.generation.next_token_sha256 = make_sha(next_till.token)
    session.commit()
    assert poll(app, till).status_code == 200
    assert poll(app, next_till).status_code == 200
    assert poll(app, till).json["code"] == "token_unknown"
    assert poll(app, next_till).status_code == poll(app, other).status_code == 200


def make_sha(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def test_an_idle_poll_asks_two_questions_and_writes_nothing(app: Flask, make: Make, session: Session) -> None:
    till = make.till()
    session.rollback()
    statements: list[str] = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    assert poll(app, till).status_code == 200
    asked = [statement for statement in statements if not statement.startswith("BEGIN")]
    assert len(asked) == 2
    assert all(statement.startswith("SELECT") for statement in asked)
    assert session.get_one(Generation, till.generation.id).number == 1
    enter_account(session, till.device.account_id)
