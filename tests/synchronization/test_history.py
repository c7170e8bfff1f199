"""The history of syncs: one line for each, with why and how much, and the orders that came to nothing."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import Stream
from domain.sync_orders import OrderState
from models import StreamAck, SyncOrder, SyncRun
from models.scope import enter_account
from services.synchronization.sync_orders import order_sync
from services.synchronization.sync_runs import RunFilter, forget_old_runs, read_runs, walk_runs
from tests.make import Make, Till, now
from tests.pages.browsing import open_page
from tests.pages.house_checks import text_of
from tests.sync.reader import Reader, reader_of

PAGE = "/synchronization/history"


@pytest.fixture
def owner(client: FlaskClient, make: Make) -> FlaskClient:
    """The owner's browser."""
    return make.sign_in(client, make.first_owner())


@pytest.fixture
def till(make: Make) -> Till:
    """A till in Kraków."""
    return make.till()


@pytest.fixture
def reader(app: Flask, till: Till) -> Reader:
    """What that till has of the goods."""
    return reader_of(app, till)


def rows(owner: FlaskClient, query: str = "") -> list[str]:
    """The lines of the history."""
    return [text_of(row) for row in open_page(owner, f"{PAGE}?{query}").findall(".//tbody/tr")]


def runs(session: Session) -> list[tuple[str | None, int | None, int]]:
    """Reason, changes and failed things of each sync, in order."""
    query = select(SyncRun).order_by(SyncRun.id)
    return [(run.reason, run.changes, run.failed_count) for run in session.scalars(query)]


def test_a_business_that_begins_is_told_what_comes_here(owner: FlaskClient, make: Make) -> None:
    assert "Nothing happened yet" in text_of(open_page(owner, PAGE))


def test_each_sync_is_kept_with_its_reason_and_size(
    owner: FlaskClient, make: Make, reader: Reader, session: Session
) -> None:
    reader.pull()
    assert reader.ack(applied=7) == 204
    make.product("Tea")
    make.product("Coffee")
    reader.pull()
    assert reader.ack(applied_at="2026-11-20T09:05:00.000Z") == 204
    assert runs(session) == [("first", None, 0), (None, 2, 0)]  # the quarter of an hour was not over
    latest, first = rows(owner)
    assert "2 changes" in latest
    assert "By itself" in latest
    assert "7 things, everything anew" in first
    assert "For the first time" in first


def test_an_answer_that_is_said_twice_is_one_sync(reader: Reader, session: Session) -> None:
    reader.pull()
    assert reader.ack() == 204
    assert reader.ack() == 204
    assert len(runs(session)) == 1


def test_a_sync_by_rule_says_so(make: Make, reader: Reader, session: Session) -> None:
    reader.pull()
    reader.ack()
    ack = session.scalars(select(SyncRun)).one()

    kept = session.scalars(select(StreamAck)).one()
    kept.acked_at = ack.acked_at - timedelta(hours=1)
    session.commit()
    make.product("Tea")
    reader.pull()
    reader.ack(applied_at="2026-11-20T10:05:00.000Z")
    assert runs(session)[-1] == ("rule", 1, 0)


def test_what_went_wrong_is_found_and_named(owner: FlaskClient, make: Make, reader: Reader) -> None:
    product = make.product("Żurek")
    reader.pull()
    reader.ack()
    reader.ack(
        applied_at="2026-11-20T09:30:00.000Z", failed=[{"id": product.public_id, "reason": "price too long"}]
    )
    assert len(rows(owner)) == 2
    assert ["1 not usable" in row for row in rows(owner, "result=failed")] == [True]
    link = open_page(owner, f"{PAGE}?result=failed").find(".//tbody//td/a[@href]")
    assert link is not None
    links = [a.get("href", "") for a in open_page(owner, f"{PAGE}?result=failed").findall(".//tbody//td/a")]
    text = text_of(open_page(owner, links[-1]))
    assert "Żurek" in text
    assert "price too long" in text
    assert owner.get(f"{PAGE}/unknown").status_code == 404


def test_orders_stand_there_until_a_sync_answers_them(
    owner: FlaskClient, till: Till, reader: Reader, session: Session
) -> None:
    orders = order_sync(session, till.device, [Stream.PRODUCTS, Stream.USERS], now())
    ordered = {order.stream: order.public_id for order in orders}
    session.commit()
    assert len([row for row in rows(owner) if "Waiting" in row]) == 2
    reader.pull()
    assert reader.ack(order_id=ordered["products"]) == 204
    lines = rows(owner)
    assert len(lines) == 2
    assert sum("Waiting" in row for row in lines) == 1
    assert sum("Done" in row and "Update now" in row for row in lines) == 1
    session.scalars(select(SyncOrder).where(SyncOrder.stream == "users")).one().expires_at = now()
    session.commit()
    assert ["Expired" in row for row in rows(owner, "result=failed")] == [True]


def test_filters_and_file_agree(
    app: Flask, owner: FlaskClient, make: Make, till: Till, reader: Reader
) -> None:
    other = make.till(make.device("Kasa 9", make.store("Gdańsk")))
    reader.pull()
    reader.ack()
    users = reader_of(app, other, "users")
    users.pull()
    users.ack()
    today = now().date().isoformat()
    found = {
        query: len(rows(owner, query))
        for query in (
            "",
            f"store={other.device.store.public_id}",
            f"device={till.device.public_id}",
            "q=kasa 9",
            "stream=users",
            "stream=transactions",
            f"from={today}",
            "to=2020-01-01",
        )
    }
    assert list(found.values()) == [2, 1, 1, 1, 1, 0, 2, 0]
    lines = owner.get(f"{PAGE}.csv?stream=users").get_data(as_text=True).splitlines()
    assert len(lines) == 2
    assert "Kasa 9" in lines[1]
    assert "For the first time" in lines[1]


def test_what_was_long_ago_goes(make: Make, reader: Reader, session: Session, till: Till) -> None:
    reader.pull()
    reader.ack()
    order_sync(session, till.device, [Stream.USERS], now())
    session.commit()
    assert forget_old_runs(session, now() + timedelta(days=89)) == 0
    assert forget_old_runs(session, now() + timedelta(days=92)) == 2
    assert runs(session) == []


def test_pages_follow_one_another_without_a_gap_however_syncs_and_orders_alternate(
    app: Flask, session: Session, till: Till
) -> None:
    begin = now() - timedelta(days=2)
    for minute in range(130):
        at = begin + timedelta(minutes=minute)
        if minute % 3:
            session.add(
                SyncRun(
                    account_id=till.device.account_id,
                    device_id=till.device.id,
                    stream=Stream.PRODUCTS,
                    reason="rule",
                    applied=1,
                    failed=[],
                    failed_count=0,
                    applied_at=at,
                    acked_at=at,
                )
            )
        else:
            (order,) = order_sync(session, till.device, [Stream.USERS], at)
            order.closed_at, order.withdrawn_by = at, "Alicja"
        session.commit()
    enter_account(session, till.device.account_id)
    contacts = app.extensions["contacts"]
    pages = [read_runs(session, RunFilter(), page, contacts, now()) for page in (1, 2, 3)]
    times = [row.at for page in pages for row in page.rows]
    assert [len(page.rows) for page in pages] == [50, 50, 30]
    assert {(page.total, page.pages) for page in pages} == {(130, 3)}
    assert times == [begin + timedelta(minutes=minute) for minute in reversed(range(130))]
    withdrawn = [row for page in pages for row in page.rows if row.run is None]
    assert {row.order_state for row in withdrawn} == {OrderState.WITHDRAWN}
    assert len(withdrawn) == 44
    assert [row.at for row in walk_runs(session, RunFilter(), contacts, now())] == times
