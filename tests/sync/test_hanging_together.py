"""Two people at once, one of whom removes what the other hangs something on: nothing is lost, nobody waits for ever."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from domain.connections import TypedConnection
from domain.names import PeripheralKind
from domain.refusal import Refusal
from extensions import db
from models import Event, Peripheral, StoreServer
from models.engine import WRITING
from models.scope import OfficeSession, enter_account
from services.peripherals import peripherals
from services.peripherals.peripherals import (
    PeripheralFields,
    add_peripheral,
    edit_peripheral,
    remove_peripheral,
    replaced_by,
    set_stand_in,
)
from services.store_servers.store_servers import remove_store_server
from tests.make import Make, now

PRINTER = PeripheralFields(name="Star", typed=TypedConnection(host="192.168.1.50"))
DRAWER = PeripheralFields("Szuflada", PeripheralKind.CASH_DRAWER, TypedConnection(way="printer"))
#: long enough for a deed that waits for nobody
A_MOMENT = 0.5
Deed = Callable[[Session], object]


class Shop:
    """A box that drives one printer, and another printer that nobody drives."""

    def __init__(self, app: Flask, make: Make) -> None:
        self.server = make.store_server(name="Zaplecze")[0]
        self.printer = make.printer(self.server, "Epson")
        self.lonely = make.printer(self.server, "Citizen", store_server=None)
        make.session.commit()
        with app.app_context():
            self.engine: Engine = db.engine.execution_options(**WRITING)

    @contextmanager
    def person(self) -> Iterator[Session]:
        """Somebody's own connection to the database."""
        with OfficeSession(self.engine) as session:
            enter_account(session, self.server.account_id)
            yield session

    def remove_server(self, session: Session) -> None:
        """Somebody takes the box out of the account."""
        remove_store_server(session, session.get_one(StoreServer, self.server.id), now())

    def driven(self, session: Session) -> list[str]:
        """What still points to the box."""
        session.expire_all()
        query = select(Peripheral.name).where(Peripheral.store_server_id == self.server.id)
        return list(session.scalars(query.order_by(Peripheral.name)))


@pytest.fixture
def shop(app: Flask, make: Make) -> Shop:
    return Shop(app, make)


def add_printer(shop: Shop, session: Session) -> None:
    add_peripheral(
        session, replace(PRINTER, store_server=session.get_one(StoreServer, shop.server.id)), now()
    )


def add_drawer(shop: Shop, session: Session) -> None:
    add_peripheral(session, replace(DRAWER, printer=session.get_one(Peripheral, shop.printer.id)), now())


def give_printer(shop: Shop, session: Session) -> None:
    fields = replace(PRINTER, store_server=session.get_one(StoreServer, shop.server.id))
    edit_peripheral(session, session.get_one(Peripheral, shop.lonely.id), fields, now())


JOINING = [add_printer, add_drawer, give_printer]


def carry_out(shop: Shop, deed: Deed) -> str:
    """A whole transaction of somebody else; answers what became of it."""
    with shop.person() as session:
        try:
            deed(session)
            session.commit()
        except Refusal as refusal:
            return refusal.code
        return "done"


@contextmanager
def meanwhile(shop: Shop, deed: Deed) -> Iterator[Future[str]]:
    """Somebody else begins, and must wait for what is not committed yet."""
    with ThreadPoolExecutor(1) as other:
        outcome = other.submit(carry_out, shop, deed)
        with pytest.raises(TimeoutError):
            outcome.result(A_MOMENT)
        yield outcome


@pytest.mark.parametrize("join", JOINING)
def test_nothing_joins_a_store_server_that_is_just_being_removed(
    shop: Shop, session: Session, join: Callable[[Shop, Session], None]
) -> None:
    with shop.person() as remover:
        shop.remove_server(remover)
        remover.flush()
        with meanwhile(shop, lambda other: join(shop, other)) as outcome:
            remover.commit()
    # a drawer joins its printer, and that one remains, driven by nobody
    assert outcome.result(20) == ("done" if join is add_drawer else "store_server_unknown")
    assert shop.driven(session) == []


@pytest.mark.parametrize("join", JOINING)
def test_what_has_just_joined_is_let_go_with_the_others(
    shop: Shop, session: Session, join: Callable[[Shop, Session], None]
) -> None:
    with shop.person() as joiner:
        join(shop, joiner)
        joiner.flush()
        with meanwhile(shop, shop.remove_server) as outcome:
            joiner.commit()
    assert outcome.result(20) == "done"
    assert shop.driven(session) == []
    assert session.get_one(StoreServer, shop.server.id).deleted_at is not None


def test_a_box_that_two_remove_at_once_is_removed_once(shop: Shop, session: Session) -> None:
    with shop.person() as remover:
        shop.remove_server(remover)
        remover.flush()
        with meanwhile(shop, shop.remove_server) as outcome:
            remover.commit()
    assert outcome.result(20) == "done"
    assert len(session.scalars(select(Event).where(Event.verb == "store_server.removed")).all()) == 1


def test_what_has_just_left_for_another_box_stays_with_that_one(
    shop: Shop, make: Make, session: Session
) -> None:
    bar = make.store_server(shop.server.store, "Bar")[0]
    session.commit()
    with shop.person() as mover:
        fields = replace(PRINTER, store_server=mover.get_one(StoreServer, bar.id))
        edit_peripheral(mover, mover.get_one(Peripheral, shop.printer.id), fields, now())
        mover.flush()
        with meanwhile(shop, shop.remove_server) as outcome:
            mover.commit()
    assert outcome.result(20) == "done"
    session.expire_all()
    assert session.get_one(Peripheral, shop.printer.id).store_server_id == bar.id


@pytest.mark.parametrize(
    "settings", ["postgresql"], indirect=True
)  # on SQLite the second one reads afterwards
def test_a_drawer_whose_printer_has_just_left_for_another_box_is_not_hung_blindly(
    shop: Shop, make: Make, session: Session
) -> None:
    bar = make.store_server(shop.server.store, "Bar")[0]
    session.commit()
    with shop.person() as mover:
        fields = replace(PRINTER, store_server=mover.get_one(StoreServer, bar.id))
        edit_peripheral(mover, mover.get_one(Peripheral, shop.printer.id), fields, now())
        mover.flush()
        with meanwhile(shop, lambda other: add_drawer(shop, other)) as outcome:
            mover.commit()
    assert outcome.result(20) == "moved_meanwhile"
    assert carry_out(shop, lambda other: add_drawer(shop, other)) == "done"


def each_others_stand_in(shop: Shop, make: Make, session: Session) -> list[Peripheral]:
    """Two printers of the box, each of which prints in place of the other."""
    pair = [shop.printer, make.printer(shop.server, "Star")]
    enter_account(session, shop.server.account_id)
    set_stand_in(session, pair[0], pair[1], now())
    set_stand_in(session, pair[1], pair[0], now())
    session.commit()
    return pair


def remove(shop: Shop, printer: Peripheral) -> str:
    return carry_out(
        shop, lambda session: remove_peripheral(session, session.get_one(Peripheral, printer.id), now())
    )


def take_away(shop: Shop, printer: Peripheral) -> str:
    fields = replace(PRINTER, name=printer.name)
    return carry_out(
        shop,
        lambda session: edit_peripheral(session, session.get_one(Peripheral, printer.id), fields, now()),
    )


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)  # on SQLite every writer is alone
@pytest.mark.parametrize("deed", [remove, take_away])
def test_two_printers_that_stand_in_for_each_other_go_at_once(
    shop: Shop,
    make: Make,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    deed: Callable[[Shop, Peripheral], str],
) -> None:
    pair = each_others_stand_in(shop, make, session)
    hold_living, both_hold_theirs = peripherals._hold_living, threading.Barrier(2)

    def hold_and_wait_for_the_other(*arguments: Any) -> None:
        """Each has its own printer in hand now, unless the second one waits before it takes it."""
        hold_living(*arguments)
        with suppress(threading.BrokenBarrierError):
            both_hold_theirs.wait(A_MOMENT)

    monkeypatch.setattr(peripherals, "_hold_living", hold_and_wait_for_the_other)
    with ThreadPoolExecutor(2) as people:
        outcomes = list(people.map(deed, [shop, shop], pair, timeout=30))
    assert outcomes == ["done", "done"]
    session.expire_all()
    assert [replaced_by(session, printer) for printer in pair] == [[], []]
