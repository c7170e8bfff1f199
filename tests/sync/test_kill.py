"""The power goes at any moment: what the office called stored is there, and nothing is there twice."""

import random
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Settings
from models import Generation, JournalEntry, Receipt
from tests.make import Make
from tests.sync.office import OfficeProcess
from tests.sync.selling import RECEIPTS_AT_ONCE, SellingTill

KILLS = 3


@pytest.fixture(params=[1, 2], ids=["one worker", "two workers"])
def office(request: pytest.FixtureRequest, settings: Settings, app: Flask) -> Iterator[OfficeProcess]:
    """A real office on the test's database, with one worker process, then with two."""
    process = OfficeProcess(settings.data, settings.secret_key, workers=request.param)
    process.start()
    yield process
    process.kill()


# SQLite only: the PostgreSQL of these tests gives durability up for speed.
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_what_was_called_stored_survives_the_power_cut(
    office: OfficeProcess, make: Make, session: Session
) -> None:
    tills = [make.till() for _ in range(2)]
    session.rollback()
    sellers = [SellingTill(office.url, till) for till in tills]
    for seller in sellers:
        seller.start()
    chance = random.Random(7)
    for _ in range(KILLS):
        time.sleep(0.4 + chance.random() / 3)
        office.kill()
        office.start()
    for seller in sellers:
        seller.closing.set()
        seller.join(timeout=30)
        assert not seller.is_alive()
    for till, seller in zip(tills, sellers, strict=True):
        assert len(seller.kept) > RECEIPTS_AT_ONCE * KILLS
        mine = select(JournalEntry.entry_id).where(JournalEntry.generation_id == till.generation.id)
        ids = session.scalars(mine).all()
        assert sorted(ids) == sorted(seller.kept)
        generation = session.get_one(Generation, till.generation.id, populate_existing=True)
        facts = (generation.ack_through, generation.missing, generation.receipts)
        assert facts == (len(ids), [], len(ids))
    every = sum(len(seller.kept) for seller in sellers)
    assert session.scalar(select(func.count()).select_from(Receipt)) == every
