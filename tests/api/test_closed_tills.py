"""What a till may still do that empties itself, was deactivated, deleted or replaced: every route of the wire."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from domain.names import DeviceStatus
from domain.receipts import DEPOSIT_PERIOD
from models import Device
from services.devices.devices import deactivate_device, delete_device, drain_device
from tests.make import Make, Till, now
from tests.sync.selling import receipt
from tests.walks.shop import Shop, address_of, open_shop, routes_of
from tests.walks.test_api_principals import caller_of

#: a till that empties itself hears, tells, hands over, asks for its last prints, signs off; a new route is closed
WHILE_DRAINING = {
    "GET poll",
    "PUT state",
    "POST transactions",
    "GET print_jobs",
    "PUT app_state",
    "POST deactivation",
}
DEPOSIT = {"POST transactions"}
Deed = Callable[[Session, Device, datetime], object]


@pytest.fixture
def shop(app: Flask, make: Make) -> Shop:
    """A shop with one till that sold something."""
    return open_shop(app, make)


def refused(app: Flask, shop: Shop, till: Till) -> dict[str, tuple[int, str]]:
    """The routes that are closed to the till, with the answer of each."""
    api = app.extensions["api"]
    found = {}
    for method, rule in sorted(
        routes_of(api), key=lambda route: route[1].endpoint.startswith("deactivation")
    ):
        if caller_of(rule) != "till":
            continue  # signing off comes last: it works
        path = address_of(api, rule, shop.values_for(rule))
        body: dict[str, object] | None = {} if method in ("POST", "PUT") else None
        answer = app.test_client().open(path, method=method, headers=till.headers, json=body)
        if answer.status_code in (401, 403, 410):
            assert answer.json is not None
            found[name_of(method, rule)] = (answer.status_code, answer.json["code"])
    return found


def name_of(method: str, rule: Rule) -> str:
    """A route as this list calls it: "PUT state"."""
    return f"{method} {rule.endpoint.partition('.')[0]}"


def till_routes(app: Flask) -> set[str]:
    """Every route that a till may ever call."""
    routes = routes_of(app.extensions["api"])
    every = {name_of(method, rule) for method, rule in routes if caller_of(rule) == "till"}
    assert len(every) > 8
    return every


def end(session: Session, till: Till, deed: Deed, ago: timedelta = timedelta(0)) -> None:
    """As the back office does it."""
    device = session.get_one(Device, till.device.id, populate_existing=True)
    deed(session, device, now() - ago)
    session.commit()


def test_a_till_at_work_is_refused_nothing(app: Flask, shop: Shop) -> None:
    assert refused(app, shop, shop.till) == {}


def test_a_till_that_empties_itself_hears_tells_and_hands_over(
    app: Flask, shop: Shop, session: Session
) -> None:
    end(session, shop.till, drain_device)
    closed = till_routes(app) - WHILE_DRAINING
    assert refused(app, shop, shop.till) == dict.fromkeys(closed, (403, "device_draining"))


@pytest.mark.parametrize(
    ("deed", "answer"),
    [(deactivate_device, (403, "device_inactive")), (delete_device, (410, "device_deleted"))],
)
def test_a_closed_till_only_hands_over(
    app: Flask, shop: Shop, session: Session, deed: Deed, answer: tuple[int, str]
) -> None:
    end(session, shop.till, deed)
    assert refused(app, shop, shop.till) == dict.fromkeys(till_routes(app) - DEPOSIT, answer)


@pytest.mark.parametrize(
    ("deed", "answer"),
    [(deactivate_device, (403, "device_inactive")), (delete_device, (410, "device_deleted"))],
)
def test_after_ninety_days_it_hands_over_nothing_more(
    app: Flask, shop: Shop, session: Session, deed: Deed, answer: tuple[int, str]
) -> None:
    end(session, shop.till, deed, ago=DEPOSIT_PERIOD - timedelta(minutes=5))
    barely = refused(app, shop, shop.till)
    assert barely == dict.fromkeys(till_routes(app) - DEPOSIT, answer)
    end(session, shop.till, _five_minutes_more)
    assert refused(app, shop, shop.till) == dict.fromkeys(till_routes(app), answer)


def _five_minutes_more(_session: Session, device: Device, _now: datetime) -> None:
    """The end of the till lies a little further back."""
    earlier = now() - DEPOSIT_PERIOD - timedelta(minutes=5)
    device.status_since = earlier
    device.deleted_at = device.deleted_at and earlier
    for generation in device.generations:
        generation.ended_at = earlier


def test_what_comes_from_a_closed_till_is_kept_and_marked_late(
    app: Flask, make: Make, session: Session
) -> None:
    till = make.till()
    hand_in(app, till, 1)
    end(session, till, delete_device)
    answer = hand_in(app, till, 2)
    assert (answer["results"][0]["status"], answer["results"][0]["flags"]) == ("stored", ["late"])
    assert answer["ack_through"] == 2


def test_the_line_that_completes_a_draining_till_closes_it_and_then_it_only_deposits(
    app: Flask, make: Make, session: Session
) -> None:
    till = make.till()
    hand_in(app, till, 1)
    report(app, till, 1, last_sequence=2)
    end(session, till, drain_device)
    assert report(app, till, 1, last_sequence=2) == 204
    assert hand_in(app, till, 2)["results"][0]["flags"] == []
    assert report(app, till, 0, last_sequence=2) in (204, 403)
    device = session.get_one(Device, till.device.id, populate_existing=True)
    assert device.status == DeviceStatus.INACTIVE
    session.rollback()
    assert hand_in(app, till, 3)["results"][0]["flags"] == ["late"]


def hand_in(app: Flask, till: Till, n: int) -> dict[str, Any]:
    """One more receipt arrives; the answer."""
    body = {"entries": [receipt(n)]}
    answer = app.test_client().post("/api/v1/sync/transactions", json=body, headers=till.headers)
    assert answer.status_code == 200
    assert answer.json is not None
    return dict(answer.json)


def report(app: Flask, till: Till, unsent: int, last_sequence: int) -> int:
    """The till says what it still holds; the status of the answer."""
    state = {
        "unsent": {"entries": unsent, "receipts": unsent, "amount": 1850 * unsent, "currency": "PLN"},
        "last_sequence": last_sequence,
        "clock": now().isoformat(),
    }
    return app.test_client().put("/api/v1/state", json=state, headers=till.headers).status_code
