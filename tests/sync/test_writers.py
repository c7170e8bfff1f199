"""Eight people change goods at once while a till polls: it never misses a change, whatever commits when."""

import random
import threading
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session

from extensions import db
from models import Device, Product, Store
from models.engine import WRITING
from models.scope import OfficeSession, enter_account
from services.publication import publication
from services.publication.heads import lock_account
from services.synchronization.sync_upkeep import verify_account
from tests.make import Make, now
from tests.sync.reader import Reader, reader_of

WRITERS = 8
COMMITS = 25


@pytest.fixture
def engine(app: Flask) -> Iterator[Engine]:
    """The office's database, as its writers open it."""
    with app.app_context():
        yield db.engine.execution_options(**WRITING)


def write(engine: Engine, account_id: int, writer: int, kept: set[str], faults: list[Exception]) -> None:
    """One person's work: some changes are given up half-way."""
    chance = random.Random(writer)
    try:
        for number in range(COMMITS):
            with OfficeSession(engine) as session:
                enter_account(session, account_id)
                name = f"{writer}/{number}"
                session.add(Product(name=name, price=number, created_at=now(), updated_at=now()))
                session.flush()
                time.sleep(chance.random() / 500)
                if chance.random() < 0.15:
                    session.rollback()
                    continue
                session.commit()
                kept.add(name)
    except Exception as fault:
        faults.append(fault)


def follow(reader: Reader, done: threading.Event, seen: set[str]) -> None:
    """A till that takes only what is new, and never looks back."""
    while True:
        last_look = done.is_set()
        reader.pull(limit=3)
        seen |= reader.names
        if last_look:
            return


def test_a_till_never_misses_a_change(app: Flask, make: Make, engine: Engine, session: Session) -> None:
    reader = reader_of(app, make.till())
    account_id = make.first_owner().account_id
    session.rollback()  # the builder must not hold the writers up
    kept: set[str] = set()
    seen: set[str] = set()
    faults: list[Exception] = []
    done = threading.Event()
    poller = threading.Thread(target=follow, args=(reader, done, seen))
    writers = [
        threading.Thread(target=write, args=(engine, account_id, number, kept, faults))
        for number in range(WRITERS)
    ]
    for thread in (poller, *writers):
        thread.start()
    for thread in writers:
        thread.join(timeout=60)
    done.set()
    poller.join(timeout=60)
    assert faults == []
    assert len(kept) > WRITERS * COMMITS // 2
    assert seen == kept == set(session.scalars(select(Product.name)))


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)  # on SQLite every writer is alone
def test_a_till_that_comes_to_a_store_just_being_renamed_hears_its_new_name(
    app: Flask, make: Make, engine: Engine, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, device = make.store("Kraków"), make.device("Kasa 1", make.store("Gdańsk"))
    session.commit()
    with OfficeSession(engine) as moving, OfficeSession(engine) as renaming:
        for one in (moving, renaming):
            enter_account(one, store.account_id)
        moving.get_one(Device, device.id).store = moving.get_one(Store, store.id)
        moving.flush()
        renaming.get_one(Store, store.id).name = "Nowa Huta"
        renaming.flush()
        waiting = [moving]

        def lock(connection: Connection, account_id: int) -> None:
            """Whoever renames has to wait until the other one has published."""
            while waiting:
                waiting.pop().commit()
            lock_account(connection, account_id)

        monkeypatch.setattr(publication, "lock_account", lock)
        renaming.commit()
    with engine.connect() as connection:
        assert verify_account(connection, store.account_id, now()) == []
