"""`GET` and `PUT /sync-settings`: a till reads and changes when its own streams run."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from domain.names import DeviceStatus, Stream
from models import Event, LocalProduct, SyncRule, SyncWindow
from models.scope import enter_account
from services.sync_rules.sync_rules import Choice, set_rule
from services.sync_rules.sync_scopes import account_scope, device_scope, store_scope
from tests.make import Make, Till, now

QUARTER = {"mode": "every", "period_minutes": 15}
PERIODS = [5, 15, 30, 60, 180, 360, 720, 1440]
OURS = {
    "products": QUARTER,
    "users": QUARTER,
    "configuration": QUARTER,
    "transactions": {"mode": "immediately", "editable": False},
    "periods": PERIODS,
}


@pytest.fixture
def till(make: Make) -> Till:
    return make.till(make.device("Kasa 1", make.store()))


def read(client: FlaskClient, till: Till) -> Any:
    answer = client.get("/api/v1/sync-settings", headers=till.headers)
    assert answer.status_code == 200
    return answer.json


def change(client: FlaskClient, till: Till, **body: Any) -> TestResponse:
    return client.put("/api/v1/sync-settings", json=body, headers=till.headers)


def keep_goods(make: Make, till: Till, *names: str) -> None:
    enter_account(make.session, till.device.account_id)
    for name in names:
        goods = LocalProduct(device=till.device, generation_id=till.generation.id, local_id=name, name=name)
        goods.price, goods.reported_at = 100, now()
        make.session.add(goods)
    make.session.commit()


def published_rules(client: FlaskClient, till: Till) -> Any:
    page = client.get("/api/v1/sync/configuration", headers=till.headers).json
    assert page is not None
    return page["changes"][0]["data"]["sync"]


def test_a_till_sees_what_holds_for_it(app: Flask, client: FlaskClient, make: Make, till: Till) -> None:
    assert read(client, till) == OURS
    session = make.session
    enter_account(session, till.device.account_id)
    scopes = account_scope(session, till.device.account_id), store_scope(session, till.device.store)
    set_rule(session, scopes[0], Stream.USERS, Choice("day_report"), now())
    set_rule(session, scopes[0], Stream.PRODUCTS, Choice("day_report"), now())
    set_rule(session, scopes[1], Stream.PRODUCTS, Choice("every", 1440), now())
    session.commit()

    assert read(client, till) == OURS | {
        "products": {"mode": "every", "period_minutes": 1440},
        "users": {"mode": "day_report"},
    }


def test_what_is_chosen_on_the_till_holds_for_it_alone_and_comes_down_as_configuration(
    client: FlaskClient, make: Make, till: Till
) -> None:
    other = make.till(make.device("Kasa 2", till.device.store))
    before = client.get("/api/v1/sync/configuration", headers=till.headers).json
    others = client.get("/api/v1/sync/configuration", headers=other.headers).json
    assert before is not None
    assert others is not None

    answer = change(client, till, users={"mode": "every", "period_minutes": 60}, configuration=QUARTER)

    assert answer.status_code == 200
    assert answer.json == read(client, till) == OURS | {"users": {"mode": "every", "period_minutes": 60}}
    assert published_rules(client, till)["users"] == {"mode": "every", "period_minutes": 60}
    after = client.get(f"/api/v1/sync/configuration?cursor={before['cursor']}", headers=till.headers).json
    assert after is not None
    assert (after["cursor"] != before["cursor"], len(after["changes"])) == (True, 1)
    unchanged = client.get(f"/api/v1/sync/configuration?cursor={others['cursor']}", headers=other.headers)
    assert (unchanged.json or {})["changes"] == []
    assert read(client, other) == OURS
    enter_account(make.session, till.device.account_id)
    rules = [(rule.device_id, rule.stream) for rule in make.session.query(SyncRule)]
    assert rules == [(till.device.id, "users")], "what is as it was stays a rule of the business"


def test_the_history_names_the_till(client: FlaskClient, make: Make, till: Till) -> None:
    change(client, till, users={"mode": "never"})
    enter_account(make.session, till.device.account_id)
    event = make.session.query(Event).filter(Event.verb == "sync_rule.changed").one()
    assert (event.actor_kind, event.actor_name, event.subject_id) == (
        "device",
        "Kasa 1",
        till.device.public_id,
    )


def test_turning_products_off_and_on_is_confirmed_first(client: FlaskClient, make: Make, till: Till) -> None:
    keep_goods(make, till, "Żurek", "Bigos")
    never = {"mode": "never"}

    asked = change(client, till, products=never, confirmed=False)

    assert asked.status_code == 409
    problem = asked.json or {}
    assert problem["code"] == "confirmation_required"
    assert problem["consequence"] == "local_products_hidden"
    assert (problem["count"], problem["examples"]) == (2, ["Bigos", "Żurek"])
    assert read(client, till) == OURS
    confirmed = change(client, till, products=never, confirmed=True)
    assert confirmed.json == OURS | {"products": never}
    assert change(client, till, products=never).status_code == 200, "nothing changes"
    back = change(client, till, products=QUARTER)
    assert (back.status_code, (back.json or {})["consequence"]) == (409, "local_products_deleted")
    assert change(client, till, products=QUARTER, confirmed=True).json == OURS


def test_a_stream_that_is_off_is_not_due_and_not_handed_out(client: FlaskClient, till: Till) -> None:
    change(client, till, products={"mode": "never"}, confirmed=True)

    poll = client.get("/api/v1/poll", headers=till.headers).json or {}
    pull = client.get("/api/v1/sync/products", headers=till.headers)

    assert [due["stream"] for due in poll["due"]] == ["configuration", "users"]
    assert (pull.status_code, (pull.json or {})["code"]) == (409, "stream_off")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"products": {"mode": "every", "period_minutes": 7}}, "products.period_minutes"),
        ({"products": {"mode": "every", "period_minutes": "15"}}, "products.period_minutes"),
        ({"products": {"mode": "every"}}, "products.period_minutes"),
        ({"users": {"mode": "every"}}, "users.period_minutes"),
        ({"users": {"mode": "sometimes"}}, "users.mode"),
        ({"users": {"mode": "immediately"}}, "users.mode"),
        ({"users": {}}, "users.mode"),
        ({"users": "never"}, "users"),
        ({"configuration": {"mode": "window"}}, "configuration.mode"),
        ({"transactions": {"mode": "never"}}, "transactions.mode"),
        ({"transactions": {"mode": "immediately", "editable": True}}, "transactions.editable"),
        ({"products": {"mode": "never"}, "confirmed": "yes"}, "confirmed"),
    ],
)
def test_what_a_till_cannot_choose_is_named(
    client: FlaskClient, till: Till, body: dict[str, Any], field: str
) -> None:
    answer = client.put("/api/v1/sync-settings", json=body, headers=till.headers)

    problem = answer.json or {}
    assert (answer.status_code, problem["code"]) == (422, "invalid")
    assert [error["field"] for error in problem["errors"]] == [field]
    assert read(client, till) == OURS


def test_several_wrong_fields_are_named_at_once(client: FlaskClient, till: Till) -> None:
    answer = change(client, till, products={"mode": "every"}, users={"mode": "window"})

    fields = [error["field"] for error in (answer.json or {})["errors"]]
    assert fields == ["products.period_minutes", "users.mode"]


def test_a_till_may_leave_its_window_as_it_is_and_say_something_else(
    client: FlaskClient, make: Make, till: Till
) -> None:
    session = make.session
    enter_account(session, till.device.account_id)
    nights = SyncWindow(name="Nights", days=[0], opens="02:00", closes="04:00", created_at=now())
    session.add(nights)
    session.flush()
    choice = Choice("window", window=nights.public_id)
    set_rule(session, device_scope(session, till.device), Stream.USERS, choice, now())
    session.commit()

    assert read(client, till)["users"] == {"mode": "window"}
    assert change(client, till, users={"mode": "window"}).status_code == 200
    assert published_rules(client, till)["users"]["window"]["opens"] == "02:00"
    assert change(client, till, users={"mode": "day_report"}).status_code == 200
    assert change(client, till, users={"mode": "window"}).status_code == 422


def test_sending_back_what_was_read_changes_nothing(client: FlaskClient, make: Make, till: Till) -> None:
    assert change(client, till, **read(client, till)).json == OURS
    assert change(client, till).json == OURS
    enter_account(make.session, till.device.account_id)
    assert make.session.query(SyncRule).all() == []


@pytest.mark.parametrize("method", ["GET", "PUT"])
@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (DeviceStatus.DRAINING, (403, "device_draining")),
        (DeviceStatus.INACTIVE, (403, "device_inactive")),
        (DeviceStatus.DELETED, (410, "device_deleted")),
    ],
)
def test_only_a_till_at_work_has_settings(
    client: FlaskClient, make: Make, till: Till, method: str, status: DeviceStatus, answer: tuple[int, str]
) -> None:
    till.device.status = status
    make.session.commit()

    got = client.open("/api/v1/sync-settings", method=method, json={}, headers=till.headers)

    assert (got.status_code, (got.json or {})["code"]) == answer
