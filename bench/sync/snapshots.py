"""A cached snapshot of a large catalogue: its cost, its size, and whether slow readers of it hold polls."""

import gzip
import json
import socket
import statistics
import threading
import time
from contextlib import closing
from pathlib import Path

from bench.line_of_a_till import Till
from bench.served import Served, serve
from bench.sync.offices import Office, make_office

PRODUCTS = 50_000
PULLS = 500
SLOW_READERS = 6
BYTES_A_SECOND = 50_000
POLLS = 400


def measure(folder: Path) -> None:
    """Print the processor time of one pull, the size, the polls beside slow readers, and the memory."""
    office = make_office(folder / "office", products=PRODUCTS, tills=SLOW_READERS + 1)
    with (
        serve("app:open_office", office.folder) as served,
        closing(Till(served.port, office.tokens[0])) as till,
    ):
        content = till.get("/api/v1/sync/products/snapshot")
        assert json.loads(gzip.decompress(content))["count"] >= PRODUCTS
        size = len(content) / 1024**2 / (PRODUCTS / 10_000)
        before = served.cpu_seconds()
        for _pull in range(PULLS):
            till.get("/api/v1/sync/products/snapshot")
        cost = (served.cpu_seconds() - before) / PULLS * 1000
        memory = served.resident_mb()
        print(
            f"snapshot of {PRODUCTS:,} products   {cost:.2f} ms of a processor   {size:.2f} MB per 10,000",
            flush=True,
        )
        print(f"a worker after {PULLS} of them   {memory:.0f} MB", flush=True)
        alone, beside = polls(till), beside_slow_readers(office, served, till)
        print(
            f"polls' p99   {alone:.1f} ms alone   {beside:.1f} ms beside {SLOW_READERS} slow readers",
            flush=True,
        )


def polls(till: Till) -> float:
    """Milliseconds that 99 of 100 polls stay below."""
    times = []
    for _poll in range(POLLS):
        started = time.perf_counter()
        till.get("/api/v1/poll")
        times.append(time.perf_counter() - started)
    return statistics.quantiles(times, n=100)[98] * 1000


def beside_slow_readers(office: Office, served: Served, till: Till) -> float:
    """The same while as many readers as a bad line allows take their snapshot."""
    done = threading.Event()
    readers = [
        threading.Thread(target=_read_slowly, args=(served.port, token, done)) for token in office.tokens[1:]
    ]
    for reader in readers:
        reader.start()
    time.sleep(1)
    try:
        return polls(till)
    finally:
        done.set()
        for reader in readers:
            reader.join()


def _read_slowly(port: int, token: str, done: threading.Event) -> None:
    with closing(socket.create_connection(("127.0.0.1", port))) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.sendall(
            f"GET /api/v1/sync/products/snapshot HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
        )
        while not done.wait(0.1):
            line.recv(BYTES_A_SECOND // 10)
