"""Eight tills hand in their journals at once, beside the same rows written by bare sqlite3."""

import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from bench.line_of_a_till import Till
from bench.served import Served, serve
from bench.sync.bare import write_bare
from bench.sync.offices import Office, make_office
from bench.sync.sellers import Seller, hire

PATH = "/api/v1/sync/transactions"
TILLS = 8
BATCH = 100
BATCHES = 12
ROUNDS = 9
#: receipts of a round
RECEIPTS = TILLS * BATCHES * BATCH


def measure(folder: Path) -> None:
    """Print receipts a second, what they cost the office's processor, and the time of an upload."""
    office = make_office(folder / "office", products=100, tills=TILLS)
    database, ours, theirs, times = office.folder / "comptoir.sqlite3", [], [], []
    with serve("app:open_office", office.folder) as served:
        sellers = open_shifts(office, served)
        sell(office, served, sellers)  # warms up
        used = 0.0
        for _round in range(ROUNDS):
            before = served.cpu_seconds()
            seconds, took = sell(office, served, sellers)
            used += served.cpu_seconds() - before
            bare = write_bare(
                database, folder / "bare.sqlite3", batches=TILLS * BATCHES, batch=BATCH, tills=TILLS
            )
            ours.append(RECEIPTS / seconds)
            theirs.append(RECEIPTS / bare)
            times += took
    rate, floor = statistics.median(ours), statistics.median(theirs)
    print(f"uploads of {BATCH} from {TILLS} tills   {rate:7.0f} receipts/s", end="")
    print(f"   {rate / floor:5.2f} of bare sqlite3 ({floor:.0f}/s)", end="")
    print(f"   {used * 1000 / (ROUNDS * TILLS * BATCHES):.1f} ms of a processor each", end="")
    half, most = statistics.median(times) * 1000, statistics.quantiles(times, n=100)[98] * 1000
    print(f"   p50 {half:.1f} ms   p99 {most:.1f} ms", flush=True)


def open_shifts(office: Office, served: Served) -> list[Seller]:
    """Every till opens its shift."""
    sellers = hire(office)
    for token, seller in zip(office.tokens, sellers, strict=True):
        with closing(Till(served.port, token)) as line:
            line.post(PATH, seller.open_shift())
    return sellers


def sell(office: Office, served: Served, sellers: Sequence[Seller]) -> tuple[float, list[float]]:
    """Seconds for a round of all tills, and of each upload."""
    batches = [[seller.sell(BATCH) for _batch in range(BATCHES)] for seller in sellers]

    def hand_in(till: int) -> list[float]:
        took = []
        with closing(Till(served.port, office.tokens[till])) as line:
            for body in batches[till]:
                started = time.perf_counter()
                answer = line.post(PATH, body)
                took.append(time.perf_counter() - started)
                assert answer.count(b'"stored"') == BATCH, answer[:300]
                assert answer.count(b'"flags":[]') == BATCH, answer[:300]
        return took

    started = time.perf_counter()
    with ThreadPoolExecutor(TILLS) as pool:
        took = [seconds for found in pool.map(hand_in, range(TILLS)) for seconds in found]
    return time.perf_counter() - started, took
