"""`python -m bench`: idle poll, delta, snapshot, upload and import, each relative to an empty Flask view.

Figures are of one thread without a network: they compare versions of this program, not machines. See
docs/performance.md for targets and for what was measured so far.
"""

import json
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import msgspec
from flask import Flask
from sqlalchemy import select

from bench.line import Call, line_to
from bench.shop import Shop, open_shop
from models import Product

PRODUCTS = 10_000
CHANGED = 10
BATCH = 50
ROUNDS = 10
SECONDS = 1.0


def time_of(deed: Callable[[], object]) -> float:
    """Seconds per run in the best of some rounds, so that what else the machine did counts least."""
    deed()
    rounds = []
    for _ in range(ROUNDS):
        started, runs = time.perf_counter(), 0
        while time.perf_counter() - started < SECONDS / ROUNDS:
            deed()
            runs += 1
        rounds.append((time.perf_counter() - started) / runs)
    return min(rounds)


def empty_view() -> Call:
    """The framework's own floor."""
    app = Flask("empty")
    app.add_url_rule("/", "empty", lambda: ("", 204))
    return line_to(app, "/", 204)


def get(shop: Shop, path: str, status: int, **headers: str) -> Call:
    """A till's call at the front door."""
    return line_to(shop.app, f"/api/v1{path}", status, shop.headers | headers)


def idle_poll(shop: Shop, *, weak: bool = False) -> Call:
    """Nothing new. A weak validator is answered alike, but never from memory: as after somebody's commit."""
    etag = shop.client.get("/api/v1/poll", headers=shop.headers).headers["ETag"]
    return get(shop, "/poll", 304, **{"If-None-Match": f"W/{etag}" if weak else etag})


def catch_up(shop: Shop) -> None:
    """The till has everything and says so."""
    for stream in ("configuration", "users", "products"):
        page = json.loads(get(shop, f"/sync/{stream}?limit=5000", 200)())
        while page["more"]:
            page = json.loads(get(shop, f"/sync/{stream}?limit=5000&cursor={page['cursor']}", 200)())
        ack = {"cursor": page["cursor"], "applied_at": "2026-11-20T09:30:00.000Z"}
        line_to(shop.app, f"/api/v1/sync/{stream}/ack", 204, shop.headers, "POST")(json.dumps(ack).encode())


def delta(shop: Shop) -> Call:
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
    post = line_to(shop.app, "/api/v1/sync/transactions", 200, shop.headers, "POST")
    numbers = iter(range(1, 10**9))
    line = {"name": "Pierogi", "quantity": "1", "price": 1850, "total": 1850}
    body = {
        "number": "1-1-1", "kind": "sale", "closed_at": "2026-11-20T09:30:00.000Z", "currency": "PLN",
        "lines": [line] * 4, "payments": [{"method": "cash", "amount": 7400}], "total": 7400,
    }  # fmt: skip

    def call() -> object:
        entries = [
            {"id": str(uuid4()), "n": next(numbers), "kind": "receipt", "body": body} for _ in range(BATCH)
        ]
        answer = post(msgspec.json.encode({"entries": entries}))
        assert answer.count(b'"stored"') == BATCH
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
        catch_up(shop)
        floor = time_of(empty_view())
        rows = {
            "empty Flask view": floor,
            "idle poll, 304": time_of(idle_poll(shop)),
            "idle poll, after a commit": time_of(idle_poll(shop, weak=True)),
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
