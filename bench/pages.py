"""`python -m bench.pages`: how long the pages of a large business take, beside those of a small one.

Two offices are served as `flask serve` serves them: one with 5 tills, one with 500 tills, 2,000 peripherals,
20 stores and 200,000 print jobs. For each page: the time to the first byte for one reader in both (they take
turns), and for eight readers at once in the large one, who ask again as soon as they are answered. Names of pages
may be given, and `--writing`: somebody commits ten times a second meanwhile.
"""

import http.client
import itertools
import os
import re
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import create_engine, text

from bench.reader import Reader, read_at_once

READERS = 8
ROUNDS = 30
#: the first answers of a reader, which are not counted: each worker reads a page's templates when first asked for it
WARM_UP = 3
VISITS = 16
CALLS_PER_VISIT = 6
#: an argument: somebody writes meanwhile, with this many seconds between commits
WRITING = "--writing"
PAUSE = 0.1
SMALL = ("--stores", "1", "--devices", "5", "--peripherals", "20", "--print-jobs", "2000")
LARGE = ("--print-jobs", "200000")
EMAIL = "fleet@comptoir.example"
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@dataclass(frozen=True)
class Office:
    """A served office, its reader's cookie and the addresses of its pages by name."""

    port: int
    cookie: str
    pages: dict[str, str]


@contextmanager
def open_office(folder: Path, size: tuple[str, ...] = ()) -> Iterator[Office]:
    """Fill an office of this size and serve it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder.mkdir()
    settings = {"COMPTOIR_DATA": str(folder), "COMPTOIR_PORT": str(port), "DATABASE_URL": ""}
    environment = os.environ | settings | {"FLASK_APP": "app", "COMPTOIR_LOG_LEVEL": "error"}
    told = subprocess.run(
        [sys.executable, "-m", "demo.fleet", "--email", EMAIL, *size],
        env=environment, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    password = told.split("password ")[1].strip().rstrip(".")
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "serve"], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        yield Office(port, sign_in(port, password), pages_of(folder / "comptoir.sqlite3"))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def sign_in(port: int, password: str) -> str:
    """The cookie of the owner."""
    for _try in range(200):
        try:
            status, page, cookie = _ask(port, "GET", "/sign-in")
            break
        except OSError:
            time.sleep(0.1)
    token = TOKEN.search(page)
    assert status == 200
    assert token is not None
    fields = urlencode({"csrf_token": token[1], "email": EMAIL, "password": password})
    status, page, signed = _ask(port, "POST", "/sign-in", fields, cookie)
    assert status in (302, 303), page
    return signed


def pages_of(database: Path) -> dict[str, str]:
    """Every page of devices, peripherals, stores and their histories, with ids of this office."""
    engine = create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:

        def one(query: str) -> str:
            return str(connection.execute(text(query)).scalar())

        device = one("SELECT public_id FROM device WHERE status = 'activated' ORDER BY id LIMIT 1")
        store, server = one("SELECT public_id FROM store LIMIT 1"), one("SELECT public_id FROM store_server")
        job = one("SELECT uuid FROM print_job ORDER BY id LIMIT 1")
        kinds = one("SELECT group_concat(DISTINCT kind) FROM peripheral").split(",")
        cards = {
            f"a {kind.replace('_', ' ')}": "/peripherals/"
            + one(f"SELECT public_id FROM peripheral WHERE kind = '{kind}' ORDER BY id LIMIT 1")
            for kind in kinds
        }
    engine.dispose()
    return {
        "Today": "/",
        "POS devices": "/devices",
        "POS devices, searched": "/devices?q=kasa+4&sort=-contact",
        "a POS": f"/devices/{device}",
        "its usage mode": f"/devices/{device}/usage-mode",
        "picker: receipt printer": f"/devices/{device}/usage-mode/receipt_printer",
        "picker: scanner": f"/devices/{device}/usage-mode/product_scanner",
        "its edit form": f"/devices/{device}/edit",
        "its receipts": f"/devices/{device}/receipts",
        "its history": f"/devices/{device}/history",
        "peripherals": "/peripherals",
        "peripherals, searched": "/peripherals?q=printer+1&sort=-name",
        **cards,
        "new drawer": "/peripherals/new?kind=cash_drawer",
        "new printer": "/peripherals/new?kind=receipt_printer",
        "found in the shop": "/peripherals/found",
        "print journal": "/peripherals/journal",
        "print journal, searched": "/peripherals/journal?q=1-77",
        "print journal, filtered": f"/peripherals/journal?device={device}&state=lost",
        "a print job": f"/peripherals/journal/{job}",
        "stickers": "/stickers",
        "this device": "/this-device?choose=1",
        "stores": "/stores",
        "a store": f"/stores/{store}",
        "store servers": "/store-servers",
        "a store server": f"/store-servers/{server}",
        "receipts": "/receipts",
        "late receipts": "/receipts/late",
        "history": "/history",
    }


def reader_of(office: Office, page: str) -> Reader:
    """A signed-in reader of a page."""
    headers = {"Cookie": office.cookie, "Accept-Language": "pl", "Accept-Encoding": "gzip"}
    return Reader(office.port, office.pages[page], headers)


def alternate(small: Office, large: Office, page: str) -> tuple[float, float]:
    """Medians for one reader, in turns, so that what else the machine did hits both."""
    with reader_of(small, page) as few, reader_of(large, page) as many:
        for _round in range(WARM_UP + ROUNDS):
            few.first_byte()
            many.first_byte()
        return statistics.median(few.times[WARM_UP:]), statistics.median(many.times[WARM_UP:])


def crowd(office: Office, pages: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Of each page p50 and p99 for eight readers at once.

    The pages take turns, visit by visit, so that a slow moment of the machine falls on none of them alone. Readers
    hang up and come again at each visit: the kernel deals connections out to the workers by chance, and as it deals
    them they stay.
    """
    times: dict[str, list[float]] = {page: [] for page in pages}
    for visit in range(1 + VISITS):
        for page in pages:
            with ExitStack() as stack:
                readers = [stack.enter_context(reader_of(office, page)) for _number in range(READERS)]
                read_at_once(readers, CALLS_PER_VISIT)
            if visit:  # the first time each worker reads the page's templates
                times[page] += [seconds for reader in readers for seconds in reader.times]
    return {page: (statistics.median(found), _most(found)) for page, found in times.items()}


def _most(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


@contextmanager
def somebody_writing(database: Path) -> Iterator[None]:
    """Commit ten times a second, as tills of a large business do at noon: what is remembered does not last."""
    done = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(database, timeout=30, isolation_level=None)) as connection:
            for number in itertools.count(1):
                if done.wait(PAUSE):
                    return
                connection.execute(f"PRAGMA user_version = {number}")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        done.set()
        writer.join()


def main() -> None:
    """Measure and print a table."""
    wanted = [name for name in sys.argv[1:] if name != WRITING]
    with tempfile.TemporaryDirectory(prefix="comptoir-bench-") as name, ExitStack() as stack:
        small = stack.enter_context(open_office(Path(name) / "small", SMALL))
        large = stack.enter_context(open_office(Path(name) / "large", LARGE))
        print(
            f"{'first byte, ms':26} {'5 tills':>8} {'500':>8} {'ratio':>6} {'8 readers: p50':>15} {'p99':>7}"
        )
        if WRITING in sys.argv:
            for folder in ("small", "large"):
                stack.enter_context(somebody_writing(Path(name) / folder / "comptoir.sqlite3"))
        pages = wanted or [name for name in large.pages if name in small.pages]
        together = crowd(large, pages)
        for page in pages:
            few, many = alternate(small, large, page)
            half, most = together[page]
            row = f"{few * 1000:8.1f} {many * 1000:8.1f} {many / few:6.2f} {half * 1000:15.1f} {most * 1000:7.1f}"
            print(f"{page:26} {row}", flush=True)


def _ask(port: int, method: str, path: str, body: str = "", cookie: str = "") -> tuple[int, str, str]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} | ({"Cookie": cookie} if cookie else {})
    line.request(method, path, body, headers)
    answer = line.getresponse()
    cookies = "; ".join(value.split(";")[0] for value in answer.headers.get_all("Set-Cookie") or [])
    return answer.status, answer.read().decode(), cookies


if __name__ == "__main__":
    main()
