"""Idle polls and pulls of a few changes, beside the floors that they stand on; what a pull costs by catalogue."""

import gc
import gzip
import json
import os
import statistics
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import select

from bench.burst import burst, question
from bench.line import line_to
from bench.served import Served, serve
from bench.sync.offices import Office, make_office, open_app
from models import Product

ROUNDS = 7
QUESTIONS = 3_000
CATALOGUES = (1_000, 10_000, 100_000)
CHANGED = 10
#: of the processor's time: many short rounds, for a busy machine slows some of them
SHORT_ROUNDS = 25
PULLS = 200


def rates(ways: dict[str, tuple[Served, bytes, int]]) -> dict[str, float]:
    """Answers a second of each way: medians of rounds in which they take turns, so that others' work hits all."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(ROUNDS + 1):
        for name, (served, asked, status) in ways.items():
            seconds = burst(served.port, [asked] * QUESTIONS, status)
            if number:  # the first round warms up
                found[name].append(QUESTIONS / seconds)
    return {name: statistics.median(times) for name, times in found.items()}


def measure(folder: Path) -> None:
    """Print the rates of polls and deltas, relative to the bare Flask view."""
    with ExitStack() as stack:
        offices = {size: make_office(folder / str(size), products=size) for size in CATALOGUES}
        served = {
            size: stack.enter_context(serve("app:open_office", one.folder)) for size, one in offices.items()
        }
        deltas = {size: delta_question(offices[size], served[size]) for size in CATALOGUES}
        content = folder / "delta.json"
        content.write_bytes(get(served[CATALOGUES[0]], *deltas[CATALOGUES[0]]))
        os.environ["BENCH_BYTES"] = str(content)
        raw, view = (stack.enter_context(serve(f"bench.floor:{name}")) for name in ("raw", "flask_view"))
        small = CATALOGUES[0]
        ways = {
            "raw WSGI callable": (raw, question("/"), 204),
            "bare Flask view": (view, question("/"), 204),
            "idle poll": (served[small], idle_poll(offices[small], served[small]), 304),
            "Flask view of the same bytes": (view, question("/bytes"), 200),
        }
        for size, (path, headers) in deltas.items():
            ways[f"delta of {CHANGED} in {size:,}"] = served[size], question(path, headers), 200
        found = rates(ways)
    for name, rate in found.items():
        floor = "Flask view of the same bytes" if name.startswith("delta") else "bare Flask view"
        print(f"{name:32} {rate:8.0f}/s   {rate / found[floor]:5.2f} of the {floor}", flush=True)
    costs = costs_of(offices, deltas)
    for size, cost in costs.items():
        print(
            f"a delta of {CHANGED} in {size:,}".ljust(32),
            f"{cost * 1e6:8.1f} µs of a processor   {cost / costs[small]:5.3f} of the same in {small:,}",
            flush=True,
        )


def costs_of(offices: dict[int, Office], deltas: dict[int, tuple[str, dict[str, str]]]) -> dict[int, float]:
    """Seconds of a processor for one delta of each catalogue, in this process and in turns: medians of rounds."""
    apps = {size: open_app(office.folder) for size, office in offices.items()}
    calls = {size: line_to(app.wsgi_app, deltas[size][0], 200, deltas[size][1]) for size, app in apps.items()}
    found: dict[int, list[float]] = {size: [] for size in calls}
    gc.collect()
    gc.freeze()
    for number in range(SHORT_ROUNDS + 1):
        for size, call in calls.items():
            started = time.process_time()
            for _pull in range(PULLS):
                call()
            if number:  # the first round opens files and fills caches
                found[size].append((time.process_time() - started) / PULLS)
    for app in apps.values():
        app.extensions["contacts"].close()
    return {size: statistics.median(costs) for size, costs in found.items()}


def delta_question(office: Office, served: Served) -> tuple[str, dict[str, str]]:
    """What a till asks that has everything but a few changes."""
    page = json.loads(get(served, "/api/v1/sync/products?limit=1", office.headers))
    whole = json.loads(get(served, "/api/v1/sync/products/snapshot", office.headers))
    assert page["more"]
    with office.session() as session:
        for product in session.scalars(select(Product).limit(CHANGED)):
            product.price += 1
        session.commit()
    return f"/api/v1/sync/products?cursor={whole['cursor']}", office.headers


def idle_poll(office: Office, served: Served) -> bytes:
    """The question of a till that has everything."""
    for stream in ("configuration", "users", "products"):
        whole = json.loads(get(served, f"/api/v1/sync/{stream}/snapshot", office.headers))
        body = json.dumps({"cursor": whole["cursor"], "applied_at": "2026-11-20T09:30:00.000Z"}).encode()
        burst(served.port, [question(f"/api/v1/sync/{stream}/ack", office.headers, body)], 204)
    asked = urllib.request.Request(f"http://127.0.0.1:{served.port}/api/v1/poll", headers=office.headers)
    with urllib.request.urlopen(asked) as answer:
        etag = answer.headers["ETag"]
    return question("/api/v1/poll", office.headers | {"If-None-Match": etag})


def get(served: Served, path: str, headers: dict[str, str]) -> bytes:
    """One answer, unpacked."""
    asked = urllib.request.Request(f"http://127.0.0.1:{served.port}{path}", headers=headers)
    with urllib.request.urlopen(asked) as answer:
        content: bytes = answer.read()
        return gzip.decompress(content) if answer.headers.get("Content-Encoding") == "gzip" else content
