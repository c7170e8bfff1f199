"""A real shop is read as it stands: each of its troubles is found, and no other account's."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select

from domain.names import PeripheralKind, Role
from domain.opening_checks import PeripheralFact, StoreFacts, TillFact
from models import AppState, Device, DeviceReport, OpeningCheck, Store
from models.print_job import PrintJob
from models.scope import Actor, enter_account
from models.store_server import StoreServer
from services.tills.contacts import Contacts
from services.today.opening_check_facts import read_facts
from services.today.opening_check_list import stores_with_newest
from services.today.opening_checks import KEPT, check_now, keep_check
from services.today.today_tills import read_troubled
from services.usage_mode.assignments import assign_peripheral, clear_role
from tests.make import Make, Till, now
from tests.releases.publisher import Releases

Shop = tuple[Store, Till, StoreServer]


@pytest.fixture
def shop(make: Make, contacts: Contacts) -> Shop:
    """A store with a till and a store server, both of which call."""
    store = make.store()
    till, (server, _) = make.till(make.device(store=store)), make.store_server(store)
    contacts.heard(f"device:{till.device.id}", now())
    contacts.heard(f"store_server:{server.id}", now())
    return store, till, server


def look(make: Make, contacts: Contacts, store: Store, at: datetime | None = None) -> OpeningCheck:
    enter_account(make.session, store.account_id, Actor("user", "Alicja"))
    (check,) = check_now(make.session, [store], contacts, at or now())
    make.session.commit()
    return check


def codes(check: OpeningCheck) -> list[tuple[str, str, str]]:
    return [(one["code"], one["severity"], one["name"]) for one in check.findings]


def test_a_shop_in_which_all_is_well_is_ready(make: Make, contacts: Contacts, shop: Shop) -> None:
    store, till, server = shop
    make.assignment(till.device, make.printer(server, state="online"))
    check = look(make, contacts, store)
    assert codes(check) == [("till_behind", "care", "Kasa 1")]  # it never fetched anything
    assert check.looked_at == {
        "tills": 1,
        "servers": [{"name": "Zaplecze", "version": ""}],
        "peripherals": 1,
    }
    enter_account(make.session, store.account_id)
    assert [row.tills for row in make.session.execute(stores_with_newest())] == [1]


def test_a_till_that_lost_its_printer_or_wants_one_is_found(
    make: Make, contacts: Contacts, shop: Shop, client: FlaskClient
) -> None:
    store, lost, server = shop
    printer = make.printer(server, state="online")
    wants, never, told = (make.till(make.device(f"Kasa {number}", store)) for number in (2, 3, 4))
    told.device.status = "draining"
    enter_account(make.session, store.account_id)
    for till in (lost, told):
        assign_peripheral(make.session, till.device, Role.RECEIPT_PRINTER, printer, now())
        clear_role(make.session, till.device, Role.RECEIPT_PRINTER, now())
    make.session.commit()
    paper = {"role": "receipt_printer", "document": {"kind": "text", "text": ["x"]}}
    assert client.put(f"/api/v1/print-jobs/{uuid4()}", json=paper, headers=wants.headers).status_code == 409
    for till in (wants, never, told):
        contacts.heard(f"device:{till.device.id}", now())
    found = [one for one in look(make, contacts, store).findings if one["code"] == "till_no_printer"]
    assert [(one["name"], one["severity"]) for one in found] == [("Kasa 1", "care"), ("Kasa 2", "care")]
    assert all(one["since"] for one in found)
    enter_account(make.session, store.account_id)
    assert read_troubled(make.session, 1)[1].tills == 2
    assert list(read_troubled(make.session, 1)[1].first) == [lost.device.id]


def test_each_printer_is_told_by_the_word_of_its_store_server(
    make: Make, contacts: Contacts, shop: Shop
) -> None:
    store, till, server = shop
    since = now() - timedelta(hours=2)
    out = make.printer(server, "Bar", state="paper_out", state_since=since)
    make.printer(server, "Spare", state="cover_open", state_since=since)
    make.assignment(till.device, out)
    drawer = make.printer(
        server,
        "Drawer",
        kind=PeripheralKind.CASH_DRAWER,
        connection={"type": "printer", "pin": 2, "pulse_ms": 120},
        state="unreachable",
        printer_id=out.id,
    )
    make.assignment(till.device, drawer, Role.CASH_DRAWER)
    found = [one for one in look(make, contacts, store).findings if one["code"] == "peripheral"]
    assert [(one["name"], one["severity"], one["facts"]["state"]) for one in found] == [
        ("Bar", "stop", "paper_out"),
        ("Spare", "note", "cover_open"),
    ]
    assert found[0]["since"] == since.isoformat()


def test_a_silent_store_server_is_told_once_and_not_by_its_printers(
    make: Make, contacts: Contacts, shop: Shop
) -> None:
    store, till, server = shop
    make.assignment(till.device, make.printer(server, state="paper_out"))
    later = now() + timedelta(minutes=10)
    contacts.heard(f"device:{till.device.id}", later)  # the till went on calling, the box did not
    check = look(make, contacts, store, later)
    assert [one for one in codes(check) if one[0] != "till_behind"] == [("server_silent", "stop", "Zaplecze")]


def test_the_boxs_own_word_on_its_disk_and_clock(make: Make, contacts: Contacts, shop: Shop) -> None:
    store, _till, server = shop
    server.health_at = now()
    ahead = server.health_at + timedelta(minutes=7)
    server.health = {"disk_free": 20_000_000, "clock": ahead.isoformat(), "version": "1.0"}
    make.session.commit()
    found = {one["code"]: one["facts"] for one in look(make, contacts, store).findings}
    assert found["server_disk"] == {"megabytes": 20}
    assert found["server_clock"] == {"minutes": 7}
    for odd in ({"disk_free": "much", "clock": 5}, {"clock": "yesterday"}, {"clock": "2026-01-01T00:00:00"}):
        server.health = odd
        make.session.commit()
        assert {one["code"] for one in look(make, contacts, store).findings} == {"till_behind"}


def report(make: Make, till: Till, **values: Any) -> None:
    make.session.add(
        DeviceReport(
            account_id=till.device.account_id,
            generation_id=till.generation.id,
            reported_at=now(),
            peripherals={},
            **values,
        )
    )
    make.session.commit()


def test_what_a_till_holds_back_and_its_clock(make: Make, contacts: Contacts, shop: Shop) -> None:
    store, till, _server = shop
    since = now() - timedelta(hours=9)
    report(
        make,
        till,
        unsent_entries=4,
        unsent_receipts=4,
        unsent_amount=31240,
        currency="PLN",
        oldest_unsent_at=since,
        last_sequence=4,
        drift_ms=240_000,
    )
    found = {one["code"]: one for one in look(make, contacts, store).findings}
    assert found["till_unsent"]["facts"] == {"count": 4, "amount": 31240, "currency": "PLN"}
    assert found["till_unsent"]["since"] == since.isoformat()
    assert found["till_clock"]["facts"] == {"minutes": 4}


def test_a_till_that_has_everything_lacks_nothing(
    make: Make, contacts: Contacts, shop: Shop, client: FlaskClient
) -> None:
    store, till, _server = shop
    for stream in ("configuration", "users", "products"):
        cursor = (client.get(f"/api/v1/sync/{stream}", headers=till.headers).json or {})["cursor"]
        ack = {"cursor": cursor, "applied_at": "2026-11-20T07:00:00.000Z", "applied": 1}
        answer = client.post(f"/api/v1/sync/{stream}/ack", json=ack, headers=till.headers)
        assert answer.status_code == 204
    check = look(make, contacts, store)
    assert (codes(check), check.stops, check.cares) == ([], 0, 0)


def test_papers_of_which_nobody_knows_and_those_that_wait(make: Make, contacts: Contacts, shop: Shop) -> None:
    store, till, server = shop
    printer = make.printer(server, state="online")
    ages = {
        "uncertain": (timedelta(hours=1), timedelta(days=2)),  # the older one was looked up long ago
        "blocked": (timedelta(hours=3), timedelta(minutes=2)),  # the younger one has its turn soon
        "queued": (timedelta(minutes=30),),
        "printed": (timedelta(hours=1),),
    }
    for status, of_status in ages.items():
        for number, age in enumerate(of_status):
            make.session.add(
                PrintJob(
                    account_id=store.account_id,
                    uuid=f"{status}-{number}",
                    peripheral_id=printer.id,
                    store_server_id=server.id,
                    device_id=till.device.id,
                    role="receipt_printer",
                    kind="receipt",
                    document="{}",
                    sha256="0" * 64,
                    status=status,
                    created_at=now() - age,
                    updated_at=now() - age,
                )
            )
    make.session.commit()
    found = {one["code"]: one["facts"] for one in look(make, contacts, store).findings}
    assert found["jobs_uncertain"] == {"count": 1}
    assert found["jobs_waiting"] == {"count": 2}


def test_an_update_that_lies_ready_and_a_missed_window(
    app: Flask, make: Make, contacts: Contacts, shop: Shop
) -> None:
    store, till, _server = shop
    make.missed_opening(make.window(store=store), till.device)
    till.generation.app = {"version": "1.0", "platform": "android"}
    make.session.add(
        AppState(
            account_id=store.account_id,
            generation_id=till.generation.id,
            version="2.0",
            state="staged",
            at=now(),
            staged_at=now(),
            course=[],
        )
    )
    make.session.commit()
    found = {one["code"]: one for one in look(make, contacts, store).findings}
    assert (found["window_missed"]["name"], found["window_missed"]["facts"]) == ("Noc", {"tills": 1})
    assert "app_staged" not in found  # nobody offers it
    Releases(make.session, make.first_owner(), app.config["SETTINGS"].data).rolling("2.0", platform="android")
    found = {one["code"]: one for one in look(make, contacts, store).findings}
    assert (found["app_staged"]["severity"], found["app_staged"]["facts"]) == ("note", {"version": "2.0"})


def test_of_very_many_findings_all_are_counted_and_the_first_kept(make: Make) -> None:
    store = make.store()
    silent = [TillFact(f"t{number}", f"Till {number}") for number in range(KEPT + 50)]
    out = PeripheralFact("p", "Bar", PeripheralKind.RECEIPT_PRINTER, "paper_out")
    enter_account(make.session, store.account_id)
    check = keep_check(make.session, store.id, StoreFacts(tills=silent, peripherals=[out]), now())
    make.session.commit()
    assert (check.stops, check.cares, len(check.findings)) == (1, KEPT + 50, KEPT)
    assert check.findings[0]["name"] == "Bar"
    assert check.first == check.findings[:5]


def test_another_account_is_never_looked_at(make: Make, contacts: Contacts, shop: Shop) -> None:
    store, _till, _server = shop
    others = make.store("Elsewhere", make.owner())
    make.till(make.device("Foreign", others))
    make.printer(make.store_server(others)[0], "Foreign", state="paper_out")
    check = look(make, contacts, store)
    assert "Foreign" not in {one["name"] for one in check.findings}
    enter_account(make.session, store.account_id)
    found = read_facts(make.session, [others.id], contacts, now())
    assert found[others.id].is_empty


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_large_business_is_read_by_as_many_queries_as_a_small_one(
    make: Make, contacts: Contacts, engine: Engine
) -> None:
    owner = make.owner()
    queries = []
    for last in (2, 7):
        for number in range(last):
            store = make.store(f"Store {last} {number}", owner)
            till, (server, _) = make.till(make.device(f"Till {number}", store)), make.store_server(store)
            make.assignment(till.device, make.printer(server, state="paper_low"))
            report(make, till, unsent_receipts=1)
        enter_account(make.session, owner.account_id)
        stores = list(make.session.scalars(select(Store.id)))
        with counted(engine) as seen:
            facts = read_facts(make.session, stores, contacts, now())
        make.session.commit()
        assert sum(len(one.tills) for one in facts.values()) == len(stores) == len(facts)
        queries.append(len(seen))
    assert queries[0] == queries[1]
    assert len(make.session.scalars(select(Device)).all()) == 9
