"""The power goes at any moment: what the office called stored is there, and nothing is there twice."""

import json
import random
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Settings
from models import Generation, JournalEntry, Receipt
from tests.make import Make, Till
from tests.sync.office import OfficeProcess

KILLS = 3
RECEIPTS_AT_ONCE = 5


@pytest.fixture
def office(settings: Settings, app: Flask) -> Iterator[OfficeProcess]:
    """A real process on the test's database."""
    process = OfficeProcess(settings.data, settings.secret_key)
    process.start()
    yield process
    process.kill()


def receipt(n: int) -> dict[str, Any]:
    body = {
        "number": f"1-1-{n}",
        "kind": "sale",
        "closed_at": "2026-11-20T09:30:00.000Z",
        "currency": "PLN",
        "lines": [{"name": "Żurek", "quantity": "1", "price": 1850, "total": 1850}],
        "payments": [{"method": "cash", "amount": 1850}],
        "total": 1850,
    }
    return {"id": str(uuid4()), "n": n, "kind": "receipt", "body": body}


class SellingTill(threading.Thread):
    """Sells without pause and keeps each receipt until the office says stored or duplicate."""

    def __init__(self, url: str, till: Till) -> None:
        super().__init__()
        self.url, self.headers = f"{url}/api/v1/sync/transactions", till.headers
        self.waiting: list[dict[str, Any]] = []
        self.kept: set[str] = set()
        self.repeated = 0
        self.closing = threading.Event()

    def run(self) -> None:
        """Until the shop closes and everything is handed over."""
        n = 0
        while self.waiting or not self.closing.is_set():
            if not self.waiting:
                self.waiting = [receipt(n + k + 1) for k in range(RECEIPTS_AT_ONCE)]
                n += RECEIPTS_AT_ONCE
            self._send()

    def _send(self) -> None:
        request = urllib.request.Request(
            self.url,
            json.dumps({"entries": self.waiting}).encode(),
            {**self.headers, "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                results = json.load(answer)["results"]
        except (OSError, ValueError):
            time.sleep(0.05)  # the office is away: the same entries again
            return
        assert {result["status"] for result in results} <= {"stored", "duplicate"}
        self.repeated += sum(result["status"] == "duplicate" for result in results)
        self.kept |= {result["id"] for result in results}
        self.waiting = []


# SQLite only: the PostgreSQL of these tests gives durability up for speed.
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_what_was_called_stored_survives_the_power_cut(
    office: OfficeProcess, make: Make, session: Session
) -> None:
    till = make.till()
    session.rollback()
    seller = SellingTill(office.url, till)
    seller.start()
    chance = random.Random(7)
    for _ in range(KILLS):
        time.sleep(0.4 + chance.random() / 3)
        office.kill()
        office.start()
    seller.closing.set()
    seller.join(timeout=30)
    assert not seller.is_alive()
    ids = session.scalars(select(JournalEntry.entry_id)).all()
    assert len(seller.kept) > RECEIPTS_AT_ONCE * KILLS
    assert sorted(ids) == sorted(seller.kept)
    assert session.scalar(select(func.count()).select_from(Receipt)) == len(ids)
    generation = session.get_one(Generation, till.generation.id, populate_existing=True)
    assert (generation.ack_through, generation.missing, generation.receipts) == (len(ids), [], len(ids))
