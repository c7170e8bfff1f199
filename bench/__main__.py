"""`python -m bench`: idle poll, delta, snapshot, upload and import, each relative to an empty Flask view.

Figures are of one thread without a network: they compare versions of this program, not machines.
"""

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from bench.shop import Shop, open_shop
from models import Product

PRODUCTS = 10_000
CHANGED = 10
BATCH = 50
ROUNDS = 5
SECONDS = 0.5


def time_of(deed: Callable[[], object]) -> float:
    """Seconds per run: the median of some rounds, after one run to warm up."""
    deed()
    rounds = []
    for _ in range(ROUNDS):
        started, runs = time.perf_counter(), 0
        while time.perf_counter() - started < SECONDS / ROUNDS:
            deed()
            runs += 1
        rounds.append((time.perf_counter() - started) / runs)
    return statistics.median(rounds)


def empty_view() -> Callable[[], object]:
    """The framework's own floor."""
    app = Flask("empty")
    app.add_url_rule("/", "empty", lambda: ("", 204))
    client = app.test_client()
    return lambda: client.get("/")


def get(shop: Shop, path: str, status: int, **headers: str) -> Callable[[], object]:
    """A till's call, whose answer is checked each time."""
    client = shop.client

    def call() -> object:
        answer = client.get(f"/api/v1{path}", headers=shop.headers | headers)
        assert answer.status_code == status, answer.status
        return answer.data

    return call


def idle_poll(shop: Shop) -> Callable[[], object]:
    """Nothing new."""
    etag = shop.client.get("/api/v1/poll", headers=shop.headers).headers["ETag"]
    return get(shop, "/poll", 304, **{"If-None-Match": etag})


def delta(shop: Shop) -> Callable[[], object]:
    """Some products changed."""
    page = json.loads(shop.client.get("/api/v1/sync/products?limit=5000", headers=shop.headers).data)
    epoch, head = page["cursor"].split(".")[:2]
    with shop.session() as session:
        for product in session.scalars(select(Product).limit(CHANGED)):
            product.price += 1
        session.commit()
    return get(shop, f"/sync/products?cursor={epoch}.{head}", 200)


def upload(shop: Shop) -> Callable[[], object]:
    """A batch of receipts, durable when it is answered."""
    client, numbers = shop.client, iter(range(1, 10**9))
    line = {"name": "Pierogi", "quantity": "1", "price": 1850, "total": 1850}
    body = {
        "number": "1-1-1", "kind": "sale", "closed_at": "2026-11-20T09:30:00.000Z", "currency": "PLN",
        "lines": [line] * 4, "payments": [{"method": "cash", "amount": 7400}], "total": 7400,
    }  # fmt: skip

    def call() -> object:
        entries = [
            {"id": str(uuid4()), "n": next(numbers), "kind": "receipt", "body": body} for _ in range(BATCH)
        ]
        answer = client.post("/api/v1/sync/transactions", headers=shop.headers, json={"entries": entries})
        assert {result["status"] for result in json.loads(answer.data)["results"]} == {"stored"}
        return answer

    return call


def import_seconds(shop: Shop) -> float:
    """All products new at once, published in the same transaction."""
    now, started = datetime.now(UTC), time.perf_counter()
    with shop.session() as session:
        session.add_all(
            Product(name=f"Naleśniki {n}", price=n, created_at=now, updated_at=now) for n in range(PRODUCTS)
        )
        session.commit()
    return time.perf_counter() - started


def main() -> None:
    """Measure and print a table."""
    with tempfile.TemporaryDirectory(prefix="comptoir-bench-") as folder:
        shop = open_shop(Path(folder), PRODUCTS)
        floor = time_of(empty_view())
        rows = {
            "empty Flask view": floor,
            "idle poll, 304": time_of(idle_poll(shop)),
            f"delta of {CHANGED} in {PRODUCTS}": time_of(delta(shop)),
            "snapshot page of 1000": time_of(get(shop, "/sync/products", 200)),
            f"snapshot file of {PRODUCTS}": time_of(get(shop, "/sync/products/snapshot", 200)),
            f"upload of {BATCH} receipts": time_of(upload(shop)),
        }
        for name, seconds in rows.items():
            print(f"{name:28} {seconds * 1000:9.3f} ms   x{seconds / floor:.2f}")
        print(f"{BATCH / rows[f'upload of {BATCH} receipts']:.0f} receipts/s")
        print(f"import of {PRODUCTS} products: {import_seconds(shop):.2f} s")
        shop.app.extensions["contacts"].close()


if __name__ == "__main__":
    main()
