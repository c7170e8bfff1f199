"""Whoever has to wait for a thing gets it as it is afterwards, on both databases."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from domain.names import Role
from domain.refusal import Refusal
from extensions import db
from models import Assignment, Device, Peripheral, Store
from models.engine import WRITING
from models.scope import OfficeSession, enter_account
from services.activation.activation import lock_device
from services.devices.devices import create_device, edit_device
from services.stores.stores import StoreFields, create_store
from services.usage_mode.assignments import assign_peripheral, assignments_of, clear_role
from tests.make import Make, now

Seen = TypeVar("Seen")
#: long enough for a second person to stand before the lock
A_MOMENT = 0.3


def engine_of(app: Flask) -> Engine:
    with app.app_context():
        return db.engine.execution_options(**WRITING)


def meanwhile(
    app: Flask, account_id: int, first: Callable[[Session], object], second: Callable[[Session], Seen]
) -> Seen:
    """What the second person gets who begins after the first one's deed, and before it is committed."""
    engine, done = engine_of(app), threading.Event()

    def run_second() -> Seen:
        done.wait(20)
        with OfficeSession(engine) as session:
            enter_account(session, account_id)
            seen = second(session)
            session.commit()
            return seen

    with ThreadPoolExecutor(1) as people, OfficeSession(engine) as session:
        enter_account(session, account_id)
        waiting = people.submit(run_second)
        first(session)
        session.flush()
        done.set()
        threading.Event().wait(A_MOMENT)
        session.commit()
        return waiting.result(20)


def test_a_pos_that_is_just_moved_to_another_store_is_waited_for(
    app: Flask, make: Make, session: Session
) -> None:
    device, other = make.device("Kasa 1"), make.store("Gdańsk")
    session.commit()

    def move(first: Session) -> None:
        moved, store = first.get_one(Device, device.id), first.get_one(Store, other.id)
        edit_device(first, moved, name="Kasa 1", store=store, now=now())

    assert meanwhile(app, device.account_id, move, lambda s: lock_device(s, device.id).store.name) == "Gdańsk"


def test_a_field_that_is_just_given_another_printer_is_emptied_all_the_same(
    app: Flask, make: Make, session: Session
) -> None:
    server, _token = make.store_server()
    device, epson, star = make.device(store=server.store), make.printer(server), make.printer(server, "Star")
    make.assignment(device, epson, Role.RECEIPT_PRINTER)
    session.commit()

    def exchange(first: Session) -> None:
        one, other = first.get_one(Device, device.id), first.get_one(Peripheral, star.id)
        assign_peripheral(first, one, Role.RECEIPT_PRINTER, other, now())

    def empty(second: Session) -> dict[Role, Assignment]:
        one = second.get_one(Device, device.id)
        clear_role(second, one, Role.RECEIPT_PRINTER, now())
        return assignments_of(second, one)

    assert meanwhile(app, device.account_id, exchange, empty) == {}


def test_of_two_people_who_give_the_same_name_at_once_only_one_does(
    app: Flask, make: Make, session: Session
) -> None:
    device = make.device("Kasa 1")
    make.device("Kasa 2", device.store)
    session.commit()

    def create(people: Session) -> object:
        return create_device(people, name="Bar", store=people.get_one(Store, device.store_id), now=now())

    def rename(people: Session) -> object:
        one = people.get_one(Device, device.id)
        edit_device(people, one, name="Bar", store=one.store, now=now())
        return one

    def open_store(people: Session) -> object:
        return create_store(people, StoreFields("Bar", "Europe/Warsaw", "pl"), now())

    for first, second in ((create, rename), (open_store, open_store)):
        with pytest.raises(Refusal, match="_name_taken"):
            meanwhile(app, device.account_id, first, second)
