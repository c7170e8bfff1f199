"""Can I open? What the start page says of tills, receipts, printers and sales."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from domain.names import Role
from extensions import db
from models import (
    Device,
    DeviceReport,
    Event,
    JournalEntry,
    Peripheral,
    PublishedObject,
    Receipt,
    StreamAck,
    StreamHead,
)
from models.scope import EVERY_ACCOUNT, enter_account
from services.database.commit_watch import Unchanged
from services.today.today import Today, read_today
from services.usage_mode.assignments import assign_peripheral, clear_role
from tests.make import Make, Till, now
from tests.pages.browsing import open_page
from tests.pages.house_checks import check_fragment, text_of


class ReadToday(Protocol):
    """Reads the day of the first owner's account."""

    def __call__(self, moment: datetime | None = None) -> Today: ...


@pytest.fixture
def today(app: Flask, session: Session, make: Make) -> ReadToday:
    """Reads the first owner's day anew: `today()`."""

    def read(moment: datetime | None = None) -> Today:
        enter_account(session, make.first_owner().account_id)
        try:
            return read_today(session, app.extensions["contacts"], moment or now())
        finally:
            enter_account(session, EVERY_ACCOUNT)

    return read


def opened_shop(app: Flask, make: Make, session: Session) -> Till:
    """A shop that can open: till and box are there, the till has everything."""
    make.product()
    till = make.till()
    server, _token = make.store_server(till.device.store)
    make.printer(server, state="online")
    hear(app, f"device:{till.device.id}", f"store_server:{server.id}")
    acknowledge_everything(session, till)
    return till


def hear(app: Flask, *keys: str, at: datetime | None = None) -> None:
    """Tills and boxes call."""
    for key in keys:
        app.extensions["contacts"].heard(key, at or now())


def acknowledge_everything(session: Session, till: Till) -> None:
    """The till says that it has all streams."""
    for head in session.scalars(select(StreamHead)):
        if till.device.id == head.device_id or till.device.store_id == head.store_id:
            session.merge(
                StreamAck(
                    account_id=till.device.account_id,
                    generation_id=till.generation.id,
                    stream=head.stream,
                    cursor=f"{head.epoch}.{head.seq}",
                    applied_at=now(),
                    acked_at=now(),
                )
            )
    session.commit()


def sell(session: Session, till: Till, total: int, closed_at: datetime, n: int, **more: str) -> None:
    """A receipt of the till, as the journal would have stored it."""
    entry = JournalEntry(
        account_id=till.device.account_id,
        generation_id=till.generation.id,
        entry_id=str(n),
        n=n,
        kind="receipt",
        body="{}",
        sha256="",
        received_at=now(),
    )
    session.add(entry)
    session.flush()
    values = {"kind": "sale", "currency": "PLN"} | more
    session.add(
        Receipt(
            account_id=till.device.account_id,
            journal_entry_id=entry.id,
            generation_id=till.generation.id,
            device_id=till.device.id,
            store_id=till.device.store_id,
            number=f"1-1-{n}",
            device_closed_at=closed_at,
            closed_at=closed_at,
            received_at=now(),
            total=total,
            lines=1,
            **values,
        )
    )
    session.commit()


def report_of(till: Till, unsent_receipts: int) -> DeviceReport:
    """What the till last said of itself."""
    return DeviceReport(
        account_id=till.device.account_id,
        generation_id=till.generation.id,
        reported_at=now(),
        unsent_receipts=unsent_receipts,
        unsent_amount=31240,
        currency="PLN",
        peripherals={},
    )


def test_all_is_well(app: Flask, client: FlaskClient, make: Make, session: Session) -> None:
    opened_shop(app, make, session)
    make.sign_in(client, make.first_owner())
    page = open_page(client, "/")
    assert "All is well. You can open." in text_of(page)
    assert "1 of 1" in text_of(page)
    assert "First steps" not in text_of(page)


def test_a_till_that_was_not_heard_is_offline(
    app: Flask, make: Make, session: Session, today: ReadToday
) -> None:
    till = opened_shop(app, make, session)
    later = now() + timedelta(minutes=4)
    assert [one.name for one in today(later).offline.shown] == [till.device.name]
    assert not today(later).is_well
    hear(app, f"device:{till.device.id}", at=later)
    assert not today(later).offline


def test_unsent_receipts_are_told(app: Flask, client: FlaskClient, make: Make, session: Session) -> None:
    till = opened_shop(app, make, session)
    session.add(report_of(till, unsent_receipts=4))
    session.commit()
    make.sign_in(client, make.first_owner())
    assert "4 receipts not sent" in text_of(open_page(client, "/"))


def test_a_change_that_waits_too_long_makes_old_data(
    app: Flask, make: Make, session: Session, today: ReadToday
) -> None:
    till = opened_shop(app, make, session)
    till.generation.activated_at -= timedelta(days=9)
    session.commit()
    assert not today().outdated
    product = make.product("Pierogi")
    assert not today().outdated
    changed = session.scalars(
        select(PublishedObject).where(PublishedObject.object_id == product.public_id)
    ).one()
    changed.changed_at -= timedelta(hours=2)
    session.commit()
    outdated = today().outdated.shown
    assert [one.name for one in outdated] == [till.device.name]
    assert outdated[0].behind_since == changed.changed_at
    acknowledge_everything(session, till)
    assert not today().outdated


def test_a_till_activated_just_now_does_not_have_old_data_yet(
    app: Flask, make: Make, session: Session, today: ReadToday
) -> None:
    make.till()
    for published in session.scalars(select(PublishedObject)):
        published.changed_at -= timedelta(days=30)
    session.commit()
    assert not today().outdated
    assert today(now() + timedelta(hours=2)).outdated.count == 1


@pytest.mark.parametrize(
    ("state", "told", "stops"),
    [("online", False, False), ("paper_low", True, False), ("paper_out", True, True), ("mute", True, True)],
)
def test_printers_with_faults_are_told(
    app: Flask, make: Make, session: Session, today: ReadToday, state: str, told: bool, stops: bool
) -> None:
    till = opened_shop(app, make, session)
    server, _token = make.store_server(till.device.store, "Second box")
    hear(app, f"store_server:{server.id}")
    make.printer(server, "Kitchen", state=state)
    faults = today().faults
    assert ([fault.name for fault in faults.shown], faults.has_stop) == (["Kitchen"] if told else [], stops)


def test_a_printer_that_may_stay_silent_is_no_fault(
    app: Flask, make: Make, session: Session, today: ReadToday
) -> None:
    till = opened_shop(app, make, session)
    server, _token = make.store_server(till.device.store, "Second box")
    hear(app, f"store_server:{server.id}")
    make.printer(server, "Kitchen", state="mute", confirm="blind")
    make.printer(server, "Bar", state="paper_out", confirm="blind")
    assert [fault.name for fault in today().faults.shown] == ["Bar"]


def test_a_silent_store_server_is_told_once_and_its_printers_not(
    app: Flask, make: Make, session: Session, today: ReadToday
) -> None:
    till = opened_shop(app, make, session)
    server, _token = make.store_server(till.device.store, "Silent box")
    make.printer(server, "Kitchen", state="paper_out")
    assert [one.name for one in today().silent_servers.shown] == ["Silent box"]
    assert not today().faults


def test_of_many_troubles_the_first_are_shown_and_all_are_counted(
    app: Flask, client: FlaskClient, make: Make, session: Session, today: ReadToday
) -> None:
    till = opened_shop(app, make, session)
    server, _token = make.store_server(till.device.store, "Second box")
    hear(app, f"store_server:{server.id}")
    for number in range(1, 13):
        holds_back = make.till(make.device(f"Till {number}", store=till.device.store))
        session.add(report_of(holds_back, unsent_receipts=number))
        make.printer(server, f"Printer {number:02}", state="paper_low")
    session.commit()
    day = today()
    assert (day.tills, day.online, day.unsent.count, day.unsent_receipts) == (13, 1, 12, sum(range(1, 13)))
    assert [one.unsent_receipts for one in day.unsent.shown] == list(range(1, 11))
    assert [one.name for one in day.offline.shown] == [f"Till {number}" for number in range(1, 11)]
    assert [one.name for one in day.faults.shown] == [f"Printer {number:02}" for number in range(1, 11)]
    assert (day.offline.more, day.faults.more, day.faults.has_stop) == (2, 2, False)
    make.sign_in(client, make.first_owner())
    page = text_of(open_page(client, "/"))
    assert page.count("2 more like these") == 3
    assert "1 of 13" in page


def test_sales_are_those_of_the_stores_own_day(make: Make, session: Session, today: ReadToday) -> None:
    till = make.till()  # Europe/Warsaw: one hour ahead of UTC in November
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    sell(session, till, 1850, noon, 1)
    sell(session, till, 1000, datetime(2026, 11, 20, 23, tzinfo=UTC), 2)
    sell(session, till, 7777, datetime(2026, 11, 20, 22, 59, tzinfo=UTC), 3)
    sell(session, till, 8888, datetime(2026, 11, 21, 23, tzinfo=UTC), 4)
    sell(session, till, -300, noon, 5, kind="refund")
    sell(session, till, 200, noon, 6, kind="refund")
    sell(session, till, 500, noon, 7, currency="EUR")
    sales = {one.currency: (one.receipts, one.amount) for one in today(noon).sales}
    assert sales == {"PLN": (4, 1850 + 1000 - 300 - 200), "EUR": (1, 500)}


def test_first_steps_lead_on_until_the_shop_can_sell(
    client: FlaskClient, make: Make, session: Session
) -> None:
    make.sign_in(client, make.first_owner())

    def next_step() -> str:
        page = open_page(client, "/")
        return str(page.find(".//main//a[@class='button button-primary']").get("href"))  # type: ignore[union-attr]

    assert next_step() == "/welcome/store"
    store = make.store()
    assert next_step() == "/welcome/pos"
    device = make.device(store=store)
    assert next_step() == f"/devices/{device.public_id}/activation"
    make.till(session.get_one(Device, device.id))
    assert next_step() == "/catalogue"
    make.product()
    assert next_step() == "/peripherals"
    make.printer(make.store_server(store)[0])
    assert open_page(client, "/").find(".//main//a[@class='button button-primary']") is None


def test_a_viewer_reads_the_first_steps_without_a_button(client: FlaskClient, make: Make) -> None:
    make.sign_in(client, make.user("viewer"))
    page = open_page(client, "/")
    assert "First steps" in text_of(page)
    assert page.find(".//main//a[@class='button button-primary']") is None


def test_the_page_refreshes_its_own_part(
    app: Flask, client: FlaskClient, make: Make, session: Session
) -> None:
    opened_shop(app, make, session)
    make.sign_in(client, make.first_owner())
    fragment = check_fragment(client.get("/today", headers={"HX-Request": "true"}).get_data(as_text=True))
    root = fragment.find(".//*[@id='today']")
    assert root is not None
    assert (root.get("hx-get"), root.get("hx-trigger")) == ("/today", "every 30s")
    assert "As of" in text_of(fragment)
    assert 'id="today"' in client.get("/").get_data(as_text=True)


def test_a_page_left_open_after_signing_out_leads_to_the_sign_in_page(
    client: FlaskClient, make: Make
) -> None:
    make.owner()
    answer = client.get("/today", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/sign-in?next=/today")


def test_another_accounts_troubles_are_not_ours(make: Make, session: Session, today: ReadToday) -> None:
    theirs = make.till(make.device(store=make.store(owner=make.owner())))
    sell(session, theirs, 100, now(), 1)
    make.printer(make.store_server(theirs.device.store)[0], state="paper_out")
    ours = today()
    assert (ours.tills, ours.sales, ours.faults.count, ours.silent_servers.count) == (0, [], 0, 0)


def test_a_till_that_lost_its_receipt_printer_is_looked_after(
    app: Flask, client: FlaskClient, make: Make, session: Session, today: ReadToday
) -> None:
    till = opened_shop(app, make, session)
    assert today().is_well  # nobody ever gave it a printer, and it never wanted one: its owner means it so
    enter_account(session, till.device.account_id)
    printer = session.scalars(select(Peripheral)).one()
    for role in (Role.PICKUP_PRINTER, Role.RECEIPT_PRINTER):
        assign_peripheral(session, till.device, role, printer, now())
    assert today().is_well
    enter_account(session, till.device.account_id)
    cleared = now()
    clear_role(session, till.device, Role.PICKUP_PRINTER, cleared)
    assert today().is_well
    enter_account(session, till.device.account_id)
    clear_role(session, till.device, Role.RECEIPT_PRINTER, cleared)
    session.commit()
    found = today()
    assert not found.is_well
    assert [(one.name, one.printer_since) for one in found.printerless.shown] == [("Kasa 1", cleared)]
    assert found.printerless.count == 1
    make.sign_in(client, make.first_owner())
    page = open_page(client, "/")
    assert "No receipt printer" in text_of(page)
    assert page.find(f".//a[@href='/devices/{till.device.public_id}/usage-mode']") is not None
    till.device.status = "inactive"
    session.commit()
    assert today().printerless.count == 0


def test_a_till_that_wants_to_print_and_cannot_is_looked_after(
    app: Flask, client: FlaskClient, make: Make, session: Session, today: ReadToday
) -> None:
    till = opened_shop(app, make, session)
    paper = {"role": "receipt_printer", "document": {"kind": "text", "text": ["Dzień dobry"]}}

    def ask() -> int:
        return client.put(f"/api/v1/print-jobs/{uuid4()}", json=paper, headers=till.headers).status_code

    assert [ask(), ask(), ask()] == [409, 409, 409]
    refused = select(Event).where(Event.verb == "device.print_refused")
    (noted,) = session.scalars(refused).all()
    assert [(one.name, one.printer_since) for one in today().printerless.shown] == [("Kasa 1", noted.at)]
    make.sign_in(client, make.first_owner())
    history = text_of(open_page(client, f"/devices/{till.device.public_id}/history"))
    assert "Receipt printer: the till wanted to print, but none is chosen" in history
    enter_account(session, till.device.account_id)
    printer = session.scalars(select(Peripheral)).one()
    assign_peripheral(session, till.device, Role.RECEIPT_PRINTER, printer, now())
    session.commit()
    assert (ask(), today().printerless.count) == (201, 0)
    enter_account(session, till.device.account_id)
    clear_role(session, till.device, Role.RECEIPT_PRINTER, now())
    session.commit()
    assert (ask(), len(session.scalars(refused).all())) == (409, 2)


def test_a_lost_printer_of_another_account_is_none_of_ours(
    app: Flask, make: Make, session: Session, today: ReadToday
) -> None:
    theirs = make.till(make.device(store=make.store(owner=make.owner())))
    printer = make.printer(make.store_server(theirs.device.store)[0])
    enter_account(session, theirs.device.account_id)
    assign_peripheral(session, theirs.device, Role.RECEIPT_PRINTER, printer, now())
    clear_role(session, theirs.device, Role.RECEIPT_PRINTER, now())
    session.commit()
    assert today().printerless.count == 0


@contextmanager
def counted_queries(app: Flask) -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def test_more_tills_cost_no_more_queries(
    app: Flask, client: FlaskClient, make: Make, session: Session
) -> None:
    app.extensions["unchanged"] = Unchanged(None)
    opened_shop(app, make, session)
    make.sign_in(client, make.first_owner())
    make.till(make.device("Behind", store=session.scalars(select(Device)).first().store))  # type: ignore[union-attr]
    client.get("/")
    with counted_queries(app) as few:
        client.get("/")
    for number in range(6):
        store = make.store(f"Store {number}", timezone="Europe/Paris" if number % 2 else "Europe/Warsaw")
        make.till(make.device(f"Till {number}", store=store))
        make.printer(make.store_server(store)[0], state="paper_out")
    with counted_queries(app) as many:
        client.get("/")
    assert len(many) == len(few)
    assert len(few) <= 14


def test_the_page_asks_again_only_after_something_was_written(
    app: Flask, client: FlaskClient, make: Make, session: Session
) -> None:
    opened_shop(app, make, session)
    make.sign_in(client, make.first_owner())
    client.get("/")
    with counted_queries(app) as remembered:
        client.get("/")
    assert len(remembered) <= 3
    make.device("Kasa spoza listy", status="activated")
    assert "Kasa spoza listy" in client.get("/").text
