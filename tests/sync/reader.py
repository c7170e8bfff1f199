"""A till that only reads: stages pages, applies them at once when the pull ends, and checks count and digest."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.make import Till

Content = dict[tuple[str, str], str]


def text_of(data: Any) -> str:
    """The exact JSON text that was served: the office writes compact JSON in the order it was read."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def digest_of(content: Content) -> str:
    """The digest as the contract defines it, from scratch."""
    parts = (hashlib.sha256(f"{k}\0{i}\0{text}".encode()).digest()[:8] for (k, i), text in content.items())
    return f"{sum(int.from_bytes(part) for part in parts) % 2**64:016x}"


@dataclass
class Reader:
    """One till's copy of one stream."""

    client: FlaskClient
    till: Till
    stream: str = "products"
    content: Content = field(default_factory=dict)
    cursor: str | None = None
    staged: list[dict[str, Any]] = field(default_factory=list)
    pull_cursor: str | None = None

    @property
    def names(self) -> set[str]:
        """What the goods or people here are called."""
        return {
            json.loads(text)["name"]
            for (kind, _), text in self.content.items()
            if kind in ("product", "employee")
        }

    def fetch(self, limit: int = 1000) -> int:
        """One page; returns the status. Nothing is applied before the last page."""
        cursor = self.pull_cursor or self.cursor
        query = ({} if limit == 1000 else {"limit": str(limit)}) | ({"cursor": cursor} if cursor else {})
        answer = self.client.get(f"/api/v1/sync/{self.stream}", headers=self.till.headers, query_string=query)
        if answer.status_code == 410:
            self.forget()
        if answer.status_code == 200:
            self._stage(answer.json or {}, limit)
        return answer.status_code

    def forget(self) -> None:
        """Start over; what is applied stays until then."""
        self.cursor = self.pull_cursor = None
        self.staged = []

    def pull(self, limit: int = 1000) -> None:
        """A whole pull."""
        while True:
            status = self.fetch(limit)
            assert status in (200, 410)
            if status == 200 and not self.staged:
                return

    def ack(self, **more: Any) -> int:
        """Say what this till has."""
        body: dict[str, Any] = {"cursor": self.cursor, "applied_at": "2026-11-20T09:00:00.000Z"}
        path = f"/api/v1/sync/{self.stream}/ack"
        return self.client.post(path, headers=self.till.headers, json=body | more).status_code

    def _stage(self, page: dict[str, Any], limit: int) -> None:
        assert len(page["changes"]) <= limit
        self.staged.append(page)
        self.pull_cursor = page["cursor"]
        if page["more"]:
            return
        fresh: Content = {} if self.staged[0]["snapshot"] else dict(self.content)
        for change in (change for staged in self.staged for change in staged["changes"]):
            key = (change["type"], change["id"])
            if change["op"] == "delete":
                fresh.pop(key, None)
            else:
                fresh[key] = text_of(change["data"])
        self.content, self.cursor, self.pull_cursor, self.staged = fresh, page["cursor"], None, []
        assert (len(fresh), digest_of(fresh)) == (page["count"], page["digest"])


def reader_of(app: Flask, till: Till, stream: str = "products") -> Reader:
    """A till's copy of a stream, empty."""
    return Reader(app.extensions["api"].test_client(), till, stream)
