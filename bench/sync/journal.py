"""Eight tills hand in their journals at once, beside the same rows written by bare sqlite3."""

import sqlite3
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from uuid import uuid4

import msgspec

from bench.line_of_a_till import Till
from bench.served import Served, serve
from bench.sync.offices import Office, make_office

TILLS = 8
BATCH = 100
BATCHES = 12
ROUNDS = 5


def measure(folder: Path) -> None:
    """Print receipts a second and the time of an upload."""
    office = make_office(folder / "office", products=100, tills=TILLS)
    numbers = [count(1) for _till in office.tokens]
    ours, theirs, times = [], [], []
    with serve("app:open_office", office.folder) as served:
        for round_number in range(ROUNDS + 1):
            rate, took = upload(office, served, numbers)
            bare = write_bare(office.folder / "comptoir.sqlite3", folder / f"bare{round_number}.sqlite3")
            if round_number:  # the first round warms up
                ours.append(rate)
                theirs.append(bare)
                times += took
    rate, bare = statistics.median(ours), statistics.median(theirs)
    times.sort()
    half, most = times[len(times) // 2] * 1000, times[int(len(times) * 0.99)] * 1000
    print(
        f"uploads of {BATCH} from {TILLS} tills   {rate:7.0f} receipts/s   {rate / bare:5.2f} of bare sqlite3",
        end="",
    )
    print(f" ({bare:.0f}/s)   p50 {half:.1f} ms   p99 {most:.1f} ms", flush=True)


def upload(office: Office, served: Served, numbers: list["count[int]"]) -> tuple[float, list[float]]:
    """Receipts a second over all tills, and the seconds of each upload."""
    batches = [[_batch(number) for _batch_number in range(BATCHES)] for number in numbers]

    def hand_in(till: int) -> list[float]:
        took = []
        with closing(Till(served.port, office.tokens[till])) as line:
            for body in batches[till]:
                started = time.perf_counter()
                answer = line.post("/api/v1/sync/transactions", body)
                took.append(time.perf_counter() - started)
                assert answer.count(b'"stored"') == BATCH, answer[:300]
        return took

    started = time.perf_counter()
    with ThreadPoolExecutor(TILLS) as pool:
        took = [seconds for found in pool.map(hand_in, range(TILLS)) for seconds in found]
    return TILLS * BATCHES * BATCH / (time.perf_counter() - started), took


def write_bare(source: Path, target: Path) -> float:
    """Receipts a second when nothing is asked nor judged: as many rows of the same tables, a commit for each batch."""
    with closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as office:
        schema = [
            row[0]
            for row in office.execute(
                "SELECT sql FROM sqlite_master WHERE tbl_name IN ('journal_entry', 'receipt') AND sql IS NOT NULL"
            )
        ]
        entries = office.execute("SELECT * FROM journal_entry ORDER BY id DESC LIMIT ?", (BATCH,)).fetchall()
        receipts = office.execute("SELECT * FROM receipt ORDER BY id DESC LIMIT ?", (BATCH,)).fetchall()
        at = {name: _columns(office, name) for name in ("journal_entry", "receipt")}
    batches = [_again(entries, receipts, at, number) for number in range(TILLS * BATCHES)]
    with closing(sqlite3.connect(target, isolation_level=None)) as bare:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            bare.execute(f"PRAGMA {pragma}")
        for statement in schema:
            bare.execute(statement)
        started = time.perf_counter()
        for rows in batches:
            bare.execute("BEGIN IMMEDIATE")
            for name, found in zip(at, rows, strict=True):
                marks = ", ".join("?" * len(at[name]))
                bare.executemany(f"INSERT INTO {name} VALUES ({marks})", found)
            bare.execute("COMMIT")
        seconds = time.perf_counter() - started
    with suppress(OSError):
        target.unlink()
    return TILLS * BATCHES * BATCH / seconds


def _columns(office: sqlite3.Connection, name: str) -> list[str]:
    return [row[1] for row in office.execute(f"PRAGMA table_info({name})")]


def _again(
    entries: list[tuple[object, ...]],
    receipts: list[tuple[object, ...]],
    at: dict[str, list[str]],
    number: int,
) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """The same rows with keys of their own."""

    def renew(name: str, row: tuple[object, ...], place: int) -> tuple[object, ...]:
        key = number * BATCH + place + 1
        new = {
            "id": key,
            "public_id": uuid4().hex[:16],
            "entry_id": str(uuid4()),
            "n": key,
            "journal_entry_id": key,
        }
        return tuple(new.get(column, value) for column, value in zip(at[name], row, strict=True))

    return (
        [renew("journal_entry", row, place) for place, row in enumerate(entries)],
        [renew("receipt", row, place) for place, row in enumerate(receipts)],
    )


def _batch(numbers: "count[int]") -> bytes:
    line = {"name": "Pierogi", "quantity": "1", "price": 1850, "total": 1850}
    entries = []
    for _receipt in range(BATCH):
        number = next(numbers)
        body = {
            "number": f"1-1-{number}", "kind": "sale", "closed_at": "2026-11-20T09:30:00.000Z", "currency": "PLN",
            "lines": [line] * 4, "payments": [{"method": "cash", "amount": 7400}], "total": 7400,
        }  # fmt: skip
        entries.append({"id": str(uuid4()), "n": number, "kind": "receipt", "body": body})
    return msgspec.json.encode({"entries": entries})
