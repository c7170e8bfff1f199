"""Every opening of a drawer is in its log: who opened it, and why."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import PeripheralKind, Role
from models import Event, Peripheral
from tests.make import Make, Till
from tests.pages.browsing import open_page, post
from tests.pages.house_checks import text_of
from tests.peripherals.counter import Counter, make_counter

RECEIPT = {"kind": "receipt", "receipt": {"number": "1-1-1"}, "open_drawer": True}


@pytest.fixture
def counter(make: Make) -> Counter:
    """A store with its box, a printer and a till."""
    return make_counter(make)


@pytest.fixture
def drawer(make: Make, counter: Counter) -> Peripheral:
    """A drawer behind the printer, used by the till, as the printer is."""
    behind = {"type": "printer", "printer_id": counter.printer.public_id, "pin": 2, "pulse_ms": 100}
    drawer: Peripheral = make.printer(
        counter.server,
        "Szuflada",
        kind=PeripheralKind.CASH_DRAWER,
        connection=behind,
        printer=counter.printer,
    )
    make.assignment(counter.device, drawer, Role.CASH_DRAWER)
    make.assignment(counter.device, counter.printer)
    return drawer


@pytest.fixture
def till(make: Make, counter: Counter) -> Till:
    """The till, activated."""
    return make.till(counter.device)


def wish(app: Flask, till: Till, role: str, document: dict[str, Any]) -> int:
    """The till wants something printed or opened."""
    return (
        app.extensions["api"]
        .test_client()
        .put(
            f"/api/v1/print-jobs/{uuid4()}",
            headers=till.headers,
            json={"role": role, "document": document},
        )
        .status_code
    )


def openings(session: Session, thing: Peripheral) -> list[tuple[str, str, str]]:
    """Who opened it, and why."""
    query = select(Event).where(Event.verb == "peripheral.drawer_opened", Event.subject_id == thing.public_id)
    return [
        (event.actor_kind, event.actor_name, event.facts["reason"])
        for event in session.scalars(query.order_by(Event.id))
    ]


@pytest.mark.parametrize("role", ["cash_drawer", "receipt_printer"])
def test_a_till_that_opens_the_drawer_is_written_down(
    app: Flask,
    office: FlaskClient,
    session: Session,
    counter: Counter,
    drawer: Peripheral,
    till: Till,
    role: str,
) -> None:
    assert wish(app, till, role, {"kind": "drawer"}) == 201
    assert openings(session, drawer) == [("device", "Kasa 1", "till")]
    assert openings(session, counter.printer) == []
    jobs = open_page(office, f"/peripherals/{drawer.public_id}").find(".//*[@id='jobs']")
    assert jobs is not None
    assert "Drawer opened" in text_of(jobs)
    assert "Kasa 1" in text_of(jobs)
    history = text_of(open_page(office, f"/peripherals/{drawer.public_id}/history"))
    assert "Drawer opened by a till" in history
    assert "Till Kasa 1" in history


def test_a_receipt_that_opens_the_drawer_is_in_its_log(
    app: Flask, office: FlaskClient, session: Session, drawer: Peripheral, till: Till
) -> None:
    assert wish(app, till, "receipt_printer", RECEIPT) == 201
    assert openings(session, drawer) == [("device", "Kasa 1", "receipt")]
    jobs = open_page(office, f"/peripherals/{drawer.public_id}").findall(".//*[@id='jobs']//tbody/tr")
    assert [text_of(job[0]) for job in jobs] == ["Receipt 1-1-1"]
    history = text_of(open_page(office, f"/peripherals/{drawer.public_id}/history"))
    assert "Drawer opened with a receipt" in history


@pytest.mark.parametrize("change", [{"open_drawer": False}, {"duplicate": True}])
def test_a_receipt_that_leaves_the_drawer_shut_is_not(
    app: Flask, session: Session, drawer: Peripheral, till: Till, change: dict[str, bool]
) -> None:
    assert wish(app, till, "receipt_printer", RECEIPT | change) == 201
    assert openings(session, drawer) == []


def test_only_the_drawer_behind_that_printer_is_opened_by_its_receipts(
    app: Flask, make: Make, session: Session, counter: Counter, drawer: Peripheral, till: Till
) -> None:
    star = make.printer(counter.server, "Star")
    make.assignment(counter.device, star, Role.PICKUP_PRINTER)
    assert wish(app, till, "pickup_printer", RECEIPT | {"kind": "pickup"}) == 201
    assert openings(session, drawer) == []


def test_asking_again_for_the_same_receipt_is_one_opening(
    app: Flask, session: Session, drawer: Peripheral, till: Till
) -> None:
    api, path = app.extensions["api"].test_client(), f"/api/v1/print-jobs/{uuid4()}"
    body = {"role": "receipt_printer", "document": RECEIPT}
    statuses = [api.put(path, headers=till.headers, json=body).status_code for _ in range(2)]
    assert statuses == [201, 200]
    assert len(openings(session, drawer)) == 1


def test_two_drawers_behind_one_printer_have_each_its_own_log(
    app: Flask, office: FlaskClient, make: Make, session: Session, counter: Counter, drawer: Peripheral
) -> None:
    second = make.till(make.device("Kasa 2", counter.store))
    other = make.printer(
        counter.server,
        "Szuflada 2",
        kind=PeripheralKind.CASH_DRAWER,
        connection=drawer.connection | {"pin": 5},
        printer=counter.printer,
    )
    make.assignment(second.device, other, Role.CASH_DRAWER)
    make.assignment(second.device, counter.printer)
    assert wish(app, second, "receipt_printer", RECEIPT) == 201
    assert (openings(session, drawer), len(openings(session, other))) == ([], 1)
    for thing, expected in ((drawer, 0), (other, 1)):
        rows = open_page(office, f"/peripherals/{thing.public_id}").findall(".//*[@id='jobs']//tbody/tr")
        assert len(rows) == expected


def test_the_office_that_tries_it_is_told_by_name(
    office: FlaskClient, make: Make, session: Session, drawer: Peripheral
) -> None:
    path = f"/peripherals/{drawer.public_id}"
    post(office, f"{path}/test", {}, token_from=path)
    assert openings(session, drawer) == [("user", "Alicja", "trial")]
