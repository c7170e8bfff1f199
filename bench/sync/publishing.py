"""A large import: how long it holds the head, and what polls feel of it."""

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, event

from bench.line_of_a_till import Till
from bench.served import serve
from bench.sync.offices import Office, make_office
from models import Product

LINES = 10_000
ROUNDS = 5


def measure(folder: Path) -> None:
    """Print how long the transaction of an import lasts, and the polls' p99 meanwhile and else."""
    office = make_office(folder / "office", products=100)
    held: list[float] = []
    with (
        serve("app:open_office", office.folder) as served,
        closing(Till(served.port, office.tokens[0])) as till,
    ):
        idle, busy = _poll_for(till, threading.Event(), 2.0), []
        for number in range(ROUNDS):
            done = threading.Event()
            with ThreadPoolExecutor(1) as pool:
                polled = pool.submit(_poll_for, till, done, 60)
                _import(office, number, held)
                done.set()
                busy += polled.result()
    print(f"import of {LINES:,} lines holds the head {statistics.median(held) * 1000:.0f} ms", flush=True)
    before, meanwhile = _p99(idle), _p99(busy)
    print(
        f"polls' p99 {before:.1f} ms idle, {meanwhile:.1f} ms meanwhile: {meanwhile / before:.1f} times",
        flush=True,
    )


def _import(office: Office, number: int, held: list[float]) -> None:
    now = datetime.now(UTC)
    with office.session() as session, _Holding(session.connection().engine, held):
        session.add_all(
            Product(name=f"Naleśniki {number}-{n}", price=n, created_at=now, updated_at=now)
            for n in range(LINES)
        )
        session.commit()


class _Holding:
    """Notes how long the account's lock is held: from its statement to the end of the commit."""

    def __init__(self, engine: Engine, held: list[float]) -> None:
        self._engine, self._held, self._since = engine, held, 0.0

    def __enter__(self) -> None:
        event.listen(self._engine, "before_cursor_execute", self._note)

    def __exit__(self, *_trouble: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)
        self._held.append(time.perf_counter() - self._since)

    def _note(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "FROM account" in statement and "WHERE account.id" in statement:
            self._since = time.perf_counter()


def _poll_for(till: Till, done: threading.Event, seconds: float) -> list[float]:
    """The seconds of polls, one after the other."""
    times, until = [], time.perf_counter() + seconds
    while not done.is_set() and time.perf_counter() < until:
        started = time.perf_counter()
        till.get("/api/v1/poll")
        times.append(time.perf_counter() - started)
        time.sleep(0.002)
    return times


def _p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98] * 1000
