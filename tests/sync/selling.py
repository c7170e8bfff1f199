"""Tills that never stop selling, whatever happens to the office."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from email.message import Message
from http.client import HTTPException
from typing import Any
from uuid import uuid4

from tests.make import Till

RECEIPTS_AT_ONCE = 5
Answer = tuple[int, Message, bytes]


def receipt(n: int, padding: str = "") -> dict[str, Any]:
    """A receipt as a till writes it into its journal."""
    body = {
        "number": f"1-1-{n}",
        "kind": "sale",
        "closed_at": "2026-11-20T09:30:00.000Z",
        "currency": "PLN",
        "lines": [{"name": "Żurek", "quantity": "1", "price": 1850, "total": 1850}],
        "payments": [{"method": "cash", "amount": 1850}],
        "total": 1850,
        "padding": padding,  # a field of the till's own, kept word for word
    }
    return {"id": str(uuid4()), "n": n, "kind": "receipt", "body": body}


def upload(url: str, till: Till, entries: list[dict[str, Any]], timeout: float = 60) -> Answer:
    """One upload and its answer, whatever its status. Raises OSError where nobody answers."""
    headers = {**till.headers, "Content-Type": "application/json"}
    content = json.dumps({"entries": entries}).encode()
    return _ask(urllib.request.Request(f"{url}/api/v1/sync/transactions", content, headers), timeout)


def poll(url: str, till: Till) -> Answer:
    """One poll and its answer."""
    return _ask(urllib.request.Request(f"{url}/api/v1/poll", headers=till.headers), 60)


def _ask(request: urllib.request.Request, timeout: float) -> Answer:
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.headers, refused.read()


class SellingTill(threading.Thread):
    """Sells without pause and keeps each receipt until the office says stored or duplicate."""

    def __init__(self, url: str, till: Till, padding: str = "") -> None:
        super().__init__()
        self.url, self.till, self.padding = url, till, padding
        self.waiting: list[dict[str, Any]] = []
        self.kept: set[str] = set()
        self.repeated = 0
        self.closing = threading.Event()
        #: how often each status came; None: nobody answered
        self.answers: Counter[int | None] = Counter()
        #: answers of 503 that did not say when to come again
        self.mute = 0

    def run(self) -> None:
        """Until the shop closes and everything is handed over."""
        n = 0
        while self.waiting or not self.closing.is_set():
            if not self.waiting:
                self.waiting = [receipt(n + k + 1, self.padding) for k in range(RECEIPTS_AT_ONCE)]
                n += RECEIPTS_AT_ONCE
            self._send()

    def _send(self) -> None:
        try:
            status, headers, content = upload(self.url, self.till, self.waiting)
            self.answers[status] += 1
            self.mute += status == 503 and not headers["Retry-After"]
            results = json.loads(content)["results"] if status == 200 else None
        except (OSError, HTTPException, ValueError):
            self.answers[None] += 1
            results = None
        if results is None:
            time.sleep(0.05)  # the office is away: the same entries again
            return
        assert {result["status"] for result in results} <= {"stored", "duplicate"}
        self.repeated += sum(result["status"] == "duplicate" for result in results)
        self.kept |= {result["id"] for result in results}
        self.waiting = []
