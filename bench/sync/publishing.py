"""A large import through its page: how long others have to wait for it, and what polls of that worker feel of it."""

import io
import re
import sqlite3
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
from flask.testing import FlaskClient
from sqlalchemy import Engine, select

from bench.served import serve
from bench.sync.offices import EMAIL, Office, make_office, open_app
from extensions import db
from models import Account
from models.engine import WRITING
from tests.postgresql_server import find_reason_to_skip, restartable_postgresql

LINES = 10_000
ROUNDS = 5
IDLE_SECONDS = 1.5
_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
#: the tables whose rows an import of names and prices makes
TABLES = ("product", "published_object")


def measure(folder: Path) -> None:
    """Print how long an import holds up others on both databases, and the polls' p99 meanwhile and else."""
    held, bare = hold_sqlite(folder)
    print(f"import of {LINES:,} lines: SQLite's writers wait {held:.0f} ms, ", end="")
    print(f"{held / bare:.1f} times the same rows by bare sqlite3 ({bare:.0f} ms)", flush=True)
    if reason := find_reason_to_skip():
        print(f"PostgreSQL is not measured: {reason}")
    else:
        with restartable_postgresql() as server:
            office = make_office(folder / "postgresql", products=100, database_url=server.url)
            print(f"on PostgreSQL the head is held {statistics.median(hold(office)):.0f} ms", flush=True)
    for name, (idle, busy) in poll(make_office(folder / "served", products=100)).items():
        times = f"p99 {idle:.1f} ms idle, {busy:.1f} ms meanwhile: {busy / idle:.1f} times"
        print(f"{name}: {times}", flush=True)


def hold_sqlite(folder: Path) -> tuple[float, float]:
    """Medians of milliseconds: of our imports, and of the same rows written by bare sqlite3, in turns."""
    office, ours, theirs = make_office(folder / "sqlite", products=100), [], []
    database = office.folder / "comptoir.sqlite3"
    for number, milliseconds in enumerate(hold(office)):
        ours.append(milliseconds)
        theirs.append(write_bare(database, folder / f"bare{number}.sqlite3"))
    return statistics.median(ours), statistics.median(theirs)


def hold(office: Office) -> Iterator[float]:
    """Milliseconds of the longest time that an import kept another writer waiting, import by import."""
    app = open_app(office.folder, office.database_url)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/sign-in", data={"email": EMAIL, "password": office.password})
    with app.app_context():
        engine = db.engine
    for number in range(ROUNDS):
        address = _upload(client, price_list(number))
        with _waits_of(engine, office.account_id) as waits:
            assert client.post(address).status_code == 302
        yield max(waits) * 1000
    app.extensions["contacts"].close()
    engine.dispose()


def price_list(number: int) -> bytes:
    """A file of new products."""
    lines = (f"Naleśniki {number}-{line};{line % 90},{line % 89 + 10}" for line in range(LINES))
    return "\n".join(["nazwa;cena", *lines]).encode()


def _upload(client: FlaskClient, content: bytes) -> str:
    """Hand a file in; the address of its preview."""
    answer = client.post("/catalogue/import", data={"file": (io.BytesIO(content), "cennik.csv")})
    assert answer.status_code == 302, answer.get_data(as_text=True)[:500]
    return answer.headers["Location"]


@contextmanager
def _waits_of(engine: Engine, account_id: int) -> Iterator[list[float]]:
    """How long another writer had to wait each time: on SQLite for its turn, on PostgreSQL for the locked account."""
    waits, done = [0.0], threading.Event()
    account = select(Account.id).where(Account.id == account_id).with_for_update(key_share=True)

    def write() -> None:
        while not done.is_set():
            started = time.perf_counter()
            with engine.execution_options(**WRITING).begin() as connection:
                connection.execute(account)
                waits.append(time.perf_counter() - started)
            time.sleep(0.002)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        try:
            yield waits
        finally:
            done.set()
            writing.result()


def write_bare(source: Path, target: Path) -> float:
    """Milliseconds of the newest import's rows, written by one transaction of bare sqlite3 into the same tables."""
    with closing(sqlite3.connect(source)) as office, closing(sqlite3.connect(target)) as bare:
        bare.isolation_level = None
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        marks = ", ".join("?" * len(TABLES))
        for (text,) in office.execute(
            f"SELECT sql FROM sqlite_master WHERE tbl_name IN ({marks}) AND sql IS NOT NULL", TABLES
        ):
            bare.execute(text)
        rows = {table: _newest(office, table) for table in TABLES}
        started = time.perf_counter()
        bare.execute("BEGIN IMMEDIATE")
        for table, content in rows.items():
            bare.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(content[0]))})", content)
        bare.execute("COMMIT")
        return (time.perf_counter() - started) * 1000


def _newest(office: sqlite3.Connection, table: str) -> list[Any]:
    order = "id" if table == "product" else "rank = 3 DESC, seq"
    return office.execute(f"SELECT * FROM {table} ORDER BY {order} DESC LIMIT {LINES}").fetchall()


def poll(office: Office) -> dict[str, tuple[float, float]]:
    """The p99 of polls in milliseconds, idle and while their worker imports, turn and turn about."""
    ways = {"polls with the last ETag": True, "polls that get a whole answer": False}
    idle: dict[str, list[float]] = {name: [] for name in ways}
    busy: dict[str, list[float]] = {name: [] for name in ways}
    with ExitStack() as stack:
        served = stack.enter_context(serve("app:open_office", office.folder))
        base = f"http://127.0.0.1:{served.port}"
        owner = stack.enter_context(httpx.Client(base_url=base, timeout=120))
        _sign_in(owner, office)
        for number in range(ROUNDS):
            for name, conditional in ways.items():
                idle[name] += _poll_until(base, office, threading.Event(), conditional)
                address = _hand_in(owner, price_list(10 * number + conditional))
                done = threading.Event()
                with ThreadPoolExecutor(1) as pool:
                    polled = pool.submit(_poll_until, base, office, done, conditional, 60)
                    _confirm(owner, address)
                    done.set()
                    busy[name] += polled.result()
    return {name: (_p99(idle[name]), _p99(busy[name])) for name in ways}


def _sign_in(owner: httpx.Client, office: Office) -> None:
    fields = {"csrf_token": _token(owner, "/sign-in"), "email": EMAIL, "password": office.password}
    assert owner.post("/sign-in", data=fields).status_code == 302


def _hand_in(owner: httpx.Client, content: bytes) -> str:
    fields = {"csrf_token": _token(owner, "/catalogue/import")}
    answer = owner.post("/catalogue/import", data=fields, files={"file": ("cennik.csv", content)})
    assert answer.status_code == 302, answer.text[:500]
    return answer.headers["Location"]


def _confirm(owner: httpx.Client, address: str) -> None:
    assert owner.post(address, data={"csrf_token": _token(owner, "/catalogue/import")}).status_code == 302


def _token(owner: httpx.Client, page: str) -> str:
    found = _TOKEN.search(owner.get(page).text)
    assert found is not None
    return found[1]


def _poll_until(
    base: str, office: Office, done: threading.Event, conditional: bool, seconds: float = IDLE_SECONDS
) -> list[float]:
    """The seconds of polls, one after the other; a conditional one says what the till was told last."""
    times, until, headers = [], time.perf_counter() + seconds, dict(office.headers)
    with httpx.Client(base_url=base, headers=office.headers, timeout=60) as till:
        while not done.is_set() and time.perf_counter() < until:
            started = time.perf_counter()
            answer = till.get("/api/v1/poll", headers=headers)
            times.append(time.perf_counter() - started)
            assert answer.status_code in ((200, 304) if conditional else (200,))
            if conditional:
                headers["If-None-Match"] = answer.headers["ETag"]
            time.sleep(0.002)
    return times[1:]  # the first one connects


def _p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98] * 1000
