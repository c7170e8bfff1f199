"""The matrix counts what the difference names, on both databases."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.names import DOWN_STREAMS, Stream
from domain.sync_matrix import CellState, Change
from models import Employee, Product, Store
from models.scope import enter_account
from services.catalogue.products import remove_product
from services.synchronization.sync_difference import read_difference
from services.synchronization.sync_matrix import read_failing, read_lagging, read_matrix, read_ordered
from services.synchronization.sync_orders import find_tills, order_many, read_batch, withdraw_orders
from services.synchronization.sync_runs import RunFilter, read_runs, walk_runs
from tests.make import Make, Till, now
from tests.sync.reader import reader_of


def fetch(app: Flask, till: Till, *streams: str, **more: object) -> None:
    """The till fetches these streams, or all, and says so."""
    for stream in streams or DOWN_STREAMS:
        reader = reader_of(app, till, stream)
        reader.pull()
        assert reader.ack(**more) == 204


def counts_of(session: Session, till: Till, stream: Stream) -> dict[tuple[str, str], int]:
    """The difference of a till, in the account of its owner."""
    enter_account(session, till.device.account_id)
    found = read_difference(session, till.device, stream)
    assert found is not None
    assert len(found.things) == found.total
    return {(kind, change.value): count for (kind, change), count in found.counts.items()}


def test_the_matrix_counts_what_the_difference_names(app: Flask, make: Make, session: Session) -> None:
    store = make.store()
    till, fresh = make.till(make.device("A", store)), make.till(make.device("B", store))
    goods = [make.product(name, 100) for name in ("a", "b", "c", "d")]
    zofia = make.employee(store)
    fetch(app, till)
    enter_account(session, till.device.account_id)
    for product in goods[:3]:
        session.get_one(Product, product.id).price = 200
    session.get_one(Product, goods[0].id).name = "aa"
    remove_product(session, session.get_one(Product, goods[3].id), now())
    session.delete(session.get_one(Employee, zofia.id))
    session.commit()
    make.product("e")
    assert counts_of(session, till, Stream.PRODUCTS) == {
        ("product", Change.PRICE): 3,
        ("product", Change.NEW): 1,
        ("product", Change.REMOVED): 1,
    }
    assert counts_of(session, till, Stream.USERS) == {("employee", Change.REMOVED): 1}
    assert counts_of(session, fresh, Stream.PRODUCTS)["product", Change.NEW] == 4
    enter_account(session, till.device.account_id)
    mine, other = read_matrix(session, [till.device.id, fresh.device.id])
    assert [cell.state for cell in mine.cells] == [
        CellState.CURRENT,
        CellState.BEHIND,
        CellState.BEHIND,
        CellState.UNKNOWN,
    ]
    assert [cell.count for cell in mine.cells] == [0, 1, 5, 0]
    assert mine.cells[2].at is not None
    assert now() - mine.cells[2].at < timedelta(minutes=1)
    assert {cell.state for cell in other.cells[:3]} == {CellState.NEVER}


def test_who_lacks_something_is_found_in_the_whole_fleet(app: Flask, make: Make, session: Session) -> None:
    store = make.store()
    current, behind, never = (make.till(make.device(name, store)) for name in ("A", "B", "C"))
    fetch(app, behind)
    make.product()
    fetch(app, current, failed=[{"id": "p", "reason": "no"}])
    enter_account(session, store.account_id)
    lagging = read_lagging(session)
    assert lagging.any_behind == {behind.device.id, never.device.id}
    assert lagging.any_never == {never.device.id}
    assert lagging.behind[Stream.PRODUCTS] == {behind.device.id, never.device.id}
    assert lagging.behind[Stream.USERS] == {never.device.id}
    assert read_failing(session) == {current.device.id}


def test_another_account_is_no_part_of_it(app: Flask, make: Make, session: Session) -> None:
    make.till()
    stranger = make.owner()
    store = make.store("Elsewhere", stranger)
    theirs = make.till(make.device(store=store))
    enter_account(session, stranger.account_id)
    assert read_lagging(session).any_never == {theirs.device.id}
    assert find_tills(session) == [session.get_one(type(theirs.device), theirs.device.id)]
    home = make.first_owner().account_id
    enter_account(session, home)
    order_many(session, find_tills(session), [Stream.USERS], now())
    session.commit()
    enter_account(session, stranger.account_id)
    assert read_runs(session, RunFilter(), 1, app.extensions["contacts"], now()).total == 0


def test_orders_for_many_tills_are_made_watched_and_withdrawn(
    app: Flask, make: Make, session: Session
) -> None:
    contacts, store = app.extensions["contacts"], make.store()
    tills = [make.till(make.device(f"Kasa {number}", store)) for number in range(3)]
    enter_account(session, store.account_id)
    devices = find_tills(session, store=session.scalars(select(Store.public_id)).first() or "")
    made = order_many(session, devices, [Stream.USERS, Stream.TRANSACTIONS], now())
    session.commit()
    assert (made.made, made.stood) == (6, 0)
    again = order_many(session, devices, [Stream.USERS], now())
    assert (again.batch, again.made, again.stood) == (made.batch, 0, 3)
    session.commit()
    assert (
        app.extensions["api"].test_client().get("/api/v1/poll", headers=tills[0].headers).status_code == 200
    )
    rows = read_batch(session, made.batch, contacts, now())
    assert [row.state for row in rows] == ["taken"] * 2 + ["waiting"] * 4
    ordered = read_ordered(session, [device.id for device in devices], contacts, now())
    assert ordered[tills[0].device.id, Stream.USERS] == "taken"
    assert ordered[tills[1].device.id, Stream.USERS] == "waiting"
    assert withdraw_orders(session, made.batch, now()) == 6
    session.commit()
    assert {row.state for row in read_batch(session, made.batch, contacts, now())} == {"withdrawn"}
    lines = list(walk_runs(session, RunFilter(stream="users"), contacts, now()))
    assert [line.order_state for line in lines] == ["withdrawn"] * 3
    late = now() + timedelta(days=2)
    fresh = order_many(session, devices, [Stream.USERS], now())
    session.commit()
    assert {row.state for row in read_batch(session, fresh.batch, contacts, late)} == {"expired"}
    assert read_runs(session, RunFilter(only_failed=True), 1, contacts, late).total == 3
