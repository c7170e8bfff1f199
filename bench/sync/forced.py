"""Many tills that poll at their own pace: how soon a sync that is ordered for all of them is taken."""

import asyncio
import json
import random
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
from sqlalchemy import select

from bench.served import serve
from bench.sync.offices import Office, make_office
from domain.names import Stream
from models import Device
from services.synchronization.sync_orders import order_sync

TILLS = 200
#: seconds between two polls of a till; real ones leave three times as much
PERIOD = 10.0
JITTER = 0.2


def measure(folder: Path) -> None:
    """Print after which share of the period half of the tills, and 99 of 100, were told."""
    office = make_office(folder / "office", products=100, tills=TILLS)
    with serve("app:open_office", office.folder) as served:
        reached = asyncio.run(_run(office, served.port))
    half, most = statistics.median(reached), statistics.quantiles(reached, n=100)[98]
    told = f"p50 {half / PERIOD:.2f} T   p99 {most / PERIOD:.2f} T   (T = {PERIOD:.0f} s)"
    print(f"a forced sync reaches {TILLS} tills   {told}", flush=True)


async def _run(office: Office, port: int) -> list[float]:
    ordered: asyncio.Future[float] = asyncio.get_running_loop().create_future()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=30) as line:
        tills = [asyncio.create_task(_till(line, token, ordered)) for token in office.tokens]
        await asyncio.sleep(PERIOD * 1.5)
        await asyncio.to_thread(_order, office)
        ordered.set_result(time.perf_counter())
        return await asyncio.gather(*tills)


def _order(office: Office) -> None:
    with office.session() as session:
        for device in session.scalars(select(Device)):
            order_sync(session, device, [Stream.PRODUCTS], datetime.now(UTC))
        session.commit()


async def _till(line: httpx.AsyncClient, token: str, ordered: "asyncio.Future[float]") -> float:
    """Poll until the order is told; returns the seconds since it was given."""
    headers, etag = {"Authorization": f"Bearer {token}"}, ""
    await asyncio.sleep(random.random() * PERIOD)
    while True:
        answer = await line.get("/poll", headers=headers | ({"If-None-Match": etag} if etag else {}))
        if answer.status_code == 200:
            etag = answer.headers["ETag"]
            if any(due["reason"] == "forced" for due in json.loads(answer.content)["due"]):
                return time.perf_counter() - await ordered
        await asyncio.sleep(PERIOD * (1 + JITTER * (2 * random.random() - 1)))
