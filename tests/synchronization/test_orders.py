"""Update now: from a till, the ticked ones, a store or all; waiting, taken, done, and withdrawn."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from domain.names import DeviceStatus
from domain.sync_rules import Mode
from models import SyncOrder, SyncRule, SyncRun
from tests.make import Make, Till, now
from tests.pages.browsing import find_token, open_page
from tests.pages.house_checks import check_fragment, text_of
from tests.sync.reader import reader_of

ROOM = "/synchronization"
ORDERS = f"{ROOM}/orders"


@pytest.fixture
def owner(client: FlaskClient, make: Make) -> FlaskClient:
    """The owner's browser."""
    return make.sign_in(client, make.first_owner())


@pytest.fixture
def tills(make: Make) -> list[Till]:
    """Two tills in Kraków and one in Gdańsk."""
    krakow, gdansk = make.store(), make.store("Gdańsk")
    return [
        make.till(make.device(name, store)) for name, store in (("A", krakow), ("B", krakow), ("C", gdansk))
    ]


def press(owner: FlaskClient, fields: list[tuple[str, str]]) -> str:
    """Press "Update now"; returns where it leads."""
    token = find_token(owner, "/stores")
    answer = owner.post(ORDERS, data=MultiDict([("csrf_token", token), *fields]))
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


def due(app: Flask, till: Till) -> dict[str, str]:
    """What the till is told: stream → order."""
    answer = app.extensions["api"].test_client().get("/api/v1/poll", headers=till.headers)
    return {one["stream"]: one["order_id"] for one in answer.json["due"] if one["reason"] == "forced"}


def answer(app: Flask, till: Till, stream: str, order: str, **more: Any) -> None:
    """The till does what was ordered."""
    if stream in ("transactions", "app"):
        body = {"order_id": order, "applied_at": "2026-11-20T09:00:00.000Z"}
        api = app.extensions["api"].test_client()
        path = f"/api/v1/sync/{stream}/ack"
        assert api.post(path, json=body, headers=till.headers).status_code == 204
        return
    reader = reader_of(app, till, stream)
    reader.pull()
    assert reader.ack(order_id=order, **more) == 204


def test_an_order_for_ticked_tills_waits_is_taken_and_is_done(
    app: Flask, owner: FlaskClient, tills: list[Till]
) -> None:
    first, second, third = tills
    ticked = [("device", till.device.public_id) for till in (first, second)]
    page = press(owner, [*ticked, ("stream", "products")])
    text = text_of(open_page(owner, page))
    assert "Waiting: 2" in text
    assert due(app, third) == {}
    told = due(app, first)
    assert list(told) == ["products"]
    text = text_of(open_page(owner, page))
    assert "Waiting: 1" in text
    assert "Taken: 1" in text
    answer(app, first, "products", told["products"])
    assert "Done: 1" in text_of(open_page(owner, page))
    part = owner.get(page, headers={"HX-Request": "true", "HX-Target": "orders"}).get_data(as_text=True)
    check_fragment(part)
    assert "every 3s" in part
    answer(app, second, "products", due(app, second)["products"])
    part = owner.get(page, headers={"HX-Request": "true", "HX-Target": "orders"}).get_data(as_text=True)
    assert "every 3s" not in part  # nothing happens any more
    assert "Withdraw" not in part


def test_everything_of_a_store_is_four_orders_for_each_of_its_tills(
    app: Flask, owner: FlaskClient, tills: list[Till], session: Session
) -> None:
    store = tills[0].device.store
    page = press(owner, [("store", store.public_id), ("stream", "")])
    assert "Waiting: 8" in text_of(open_page(owner, page))
    told = due(app, tills[1])
    assert set(told) == {"configuration", "users", "products", "transactions"}
    for stream, order in told.items():
        answer(app, tills[1], stream, order)
    assert due(app, tills[1]) == {}
    assert "Done: 4" in text_of(open_page(owner, page))
    runs = session.scalars(select(SyncRun).order_by(SyncRun.id)).all()
    assert {(run.stream, run.reason) for run in runs} == {(stream, "forced") for stream in told}
    assert due(app, tills[2]) == {}
    press(owner, [("store", ""), ("stream", "app")])
    assert set(due(app, tills[2])) == {"app"}


def test_pressing_twice_orders_nothing_twice(owner: FlaskClient, tills: list[Till], session: Session) -> None:
    fields = [("device", tills[0].device.public_id), ("stream", "")]
    first = press(owner, fields)
    again = press(owner, fields)
    assert again == first
    assert "This was ordered already." in text_of(open_page(owner, again))
    assert len(session.scalars(select(SyncOrder)).all()) == 4
    wider = press(owner, [("store", ""), ("stream", "")])
    assert wider != first
    assert "Waiting: 8" in text_of(open_page(owner, wider))  # those of the other two tills
    assert len(session.scalars(select(SyncOrder)).all()) == 12


def test_a_till_whose_rule_is_never_gets_nothing(
    app: Flask, owner: FlaskClient, make: Make, tills: list[Till]
) -> None:
    till = tills[0]
    rule = SyncRule(account_id=till.device.account_id, stream="products", mode=Mode.NEVER, changed_at=now())
    make.session.add(rule)
    make.session.commit()
    assert reader_of(app, till).fetch() == 409
    press(owner, [("device", till.device.public_id), ("stream", "products")])
    assert due(app, till) == {}
    assert reader_of(app, till).fetch() == 409


def test_one_order_and_then_the_rest_are_withdrawn(
    app: Flask, owner: FlaskClient, tills: list[Till], session: Session
) -> None:
    page = press(owner, [("store", ""), ("stream", "users")])
    told = due(app, tills[0])
    waiting = session.scalars(select(SyncOrder).where(SyncOrder.device_id == tills[1].device.id)).one()
    token = find_token(owner, "/stores")
    owner.post(f"{page}/withdraw", data={"csrf_token": token, "order": waiting.public_id})
    assert "Withdrawn: 1" in text_of(open_page(owner, page))
    assert due(app, tills[1]) == {}
    owner.post(f"{page}/withdraw", data={"csrf_token": token})
    assert "Withdrawn: 3" in text_of(open_page(owner, page))
    answer(app, tills[0], "users", told["users"])  # the till had begun already; that is no harm
    assert "Withdrawn: 3" in text_of(open_page(owner, page))
    owner.post(f"{page}/withdraw", data={"csrf_token": token})
    assert "Nothing was left to withdraw." in text_of(open_page(owner, page))


def test_nothing_ticked_leads_to_the_choice_of_a_store(owner: FlaskClient, tills: list[Till]) -> None:
    leads_to = press(owner, [("stream", "products")])
    assert leads_to.startswith(f"{ORDERS}/new")
    text = text_of(open_page(owner, leads_to))
    assert "No till was ticked." in text
    assert "All tills of all stores" in text
    assert press(owner, [("stream", "products"), ("device", "nobody")]) == ROOM


@pytest.mark.parametrize("fields", [{"store": "elsewhere", "stream": ""}, {"store": "", "stream": "recipes"}])
def test_an_order_for_what_there_is_not_is_refused(
    owner: FlaskClient, tills: list[Till], session: Session, fields: dict[str, str]
) -> None:
    token = find_token(owner, "/stores")
    assert owner.post(ORDERS, data={"csrf_token": token, **fields}).status_code == 422
    assert session.scalars(select(SyncOrder)).all() == []


def test_a_till_that_is_emptied_only_sends(
    app: Flask, owner: FlaskClient, make: Make, tills: list[Till]
) -> None:
    tills[0].device.status = DeviceStatus.DRAINING
    make.session.commit()
    page = press(owner, [("device", tills[0].device.public_id), ("stream", "")])
    assert "Waiting: 1" in text_of(open_page(owner, page))


def test_a_viewer_watches_but_orders_nothing(
    app: Flask, owner: FlaskClient, make: Make, tills: list[Till]
) -> None:
    page = press(owner, [("store", ""), ("stream", "users")])
    viewer = make.sign_in(app.test_client(), make.user())
    assert "Withdraw" not in text_of(open_page(viewer, page))
    matrix = text_of(open_page(viewer, ROOM))
    assert "Update ticked tills now" not in matrix
    assert "Waiting" in matrix
