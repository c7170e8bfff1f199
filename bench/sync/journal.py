"""Eight tills hand in their journals at once, beside the same rows by bare sqlite3; then a batch a second each.

The office has two workers, as `flask serve` gives it. While all hand in at once, each waits for the seven others: eight
uploads at 0.6 of bare sqlite3 take longer than 60 ms each, however even they are. How long a till waits that hands in
what it has from time to time is what the second line says.
"""

import random
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
#: how often a till hands in when it has nothing to catch up with, in seconds, and for how many times
PAUSE = 1.0
TIMES = 25
#: receipts of a round
RECEIPTS = TILLS * BATCHES * BATCH


def measure(folder: Path) -> None:
    """Print receipts a second, what they cost the office's processor, and the time of an upload."""
    office = make_office(folder / "office", products=100, tills=TILLS)
    database, ours, theirs, times = office.folder / "comptoir.sqlite3", [], [], []
    with serve("app:open_office", office.folder, workers=2) as served:
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
        now_and_then = sell_now_and_then(office, served, sellers)
    rate, floor = statistics.median(ours), statistics.median(theirs)
    print(f"uploads of {BATCH} from {TILLS} tills   {rate:7.0f} receipts/s", end="")
    print(f"   {rate / floor:5.2f} of bare sqlite3 ({floor:.0f}/s)", end="")
    print(f"   {used * 1000 / (ROUNDS * TILLS * BATCHES):.1f} ms of a processor each", end="")
    print(f"   {spread(times)}", flush=True)
    print(f"the same, each till every {PAUSE:.0f} s   {spread(now_and_then)}", flush=True)


def spread(times: list[float]) -> str:
    """Half of them, and all but one in a hundred."""
    half, most = statistics.median(times) * 1000, statistics.quantiles(times, n=100)[98] * 1000
    return f"p50 {half:.1f} ms   p99 {most:.1f} ms"


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

    started = time.perf_counter()
    took = hand_in(office, served, batches)
    return time.perf_counter() - started, took


def sell_now_and_then(office: Office, served: Served, sellers: Sequence[Seller]) -> list[float]:
    """Seconds of each upload, when every till hands in at its own moments."""
    batches = [[seller.sell(BATCH) for _time in range(TIMES)] for seller in sellers]
    return hand_in(office, served, batches, pause=PAUSE)


def hand_in(
    office: Office, served: Served, batches: Sequence[Sequence[bytes]], pause: float = 0.0
) -> list[float]:
    """Seconds of each upload of all tills; with a pause, a till begins one upload in each of its own periods."""
    start = time.perf_counter()

    def hand_in_of(till: int) -> list[float]:
        took, chance = [], random.Random(till)
        with closing(Till(served.port, office.tokens[till])) as line:
            for number, body in enumerate(batches[till]):
                due = start + pause * (number + chance.random())
                time.sleep(max(0.0, due - time.perf_counter()))
                began = time.perf_counter()
                answer = line.post(PATH, body)
                took.append(time.perf_counter() - began)
                assert answer.count(b'"stored"') == BATCH, answer[:300]
                assert answer.count(b'"flags":[]') == BATCH, answer[:300]
        return took

    with ThreadPoolExecutor(len(batches)) as pool:
        return [seconds for found in pool.map(hand_in_of, range(len(batches))) for seconds in found]
