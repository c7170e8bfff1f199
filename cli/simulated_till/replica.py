"""What the till has of each stream: pages staged, applied at once, checked by digest."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from cli.simulated_till.memory import Memory
from cli.simulated_till.problems import ContractBroken, TillProblem


class Change(msgspec.Struct):
    """One object that came or went; `data` is the exact JSON text, because the digest is made of it."""

    op: Literal["upsert", "delete"]
    type: str
    id: str
    data: msgspec.Raw = msgspec.Raw(b"")


class Page(msgspec.Struct):
    """One answer of a pull."""

    stream: str
    snapshot: bool
    changes: list[Change]
    cursor: str
    more: bool
    count: int | None = None
    digest: str | None = None


class ReplicaDiffers(TillProblem):
    """Applied, this would not be what the office has: start over without cursor."""


@dataclass(frozen=True)
class Position:
    """Where a pull stands: `asked_with` is the cursor for the next page."""

    asked_with: str | None
    pulling: bool


@dataclass(frozen=True)
class Applied:
    """What one finished pull changed."""

    stream: str
    snapshot: bool
    cursor: str
    upserts: int
    deletes: int
    count: int
    failed: tuple[tuple[str, str], ...]


def read_page(raw: bytes, stream: str) -> Page:
    """A page of this stream, or a broken contract."""
    try:
        page = msgspec.json.decode(raw, type=Page)
    except msgspec.ValidationError as error:
        raise ContractBroken("page_unreadable", str(error)) from error
    if page.stream != stream:
        raise ContractBroken("page_unreadable", f"asked for {stream}, got {page.stream}")
    if not page.more and (page.count is None or page.digest is None):
        raise ContractBroken("page_unreadable", "the last page has no count and digest")
    return page


def digest_objects(objects: list[tuple[str, str, str]]) -> str:
    """The sum that both sides make of what they have: (type, id, exact JSON text) in any order."""
    total = 0
    for kind, key, data in objects:
        total += int.from_bytes(hashlib.sha256(f"{kind}\0{key}\0{data}".encode()).digest()[:8], "big")
    return f"{total % 2**64:016x}"


class Replica:
    """The streams of one till."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def cursor(self, stream: str) -> str | None:
        """The cursor of what is applied."""
        found = self._memory.row("SELECT cursor FROM stream WHERE name = ?", stream)
        return found["cursor"] if found else None

    def position(self, stream: str) -> Position:
        """Where to go on: in the middle of a pull, or from what is applied."""
        found = self._memory.row("SELECT * FROM stream WHERE name = ?", stream)
        if found is None:
            return Position(None, pulling=False)
        return Position(found["page_cursor"] if found["pulling"] else found["cursor"], bool(found["pulling"]))

    def start_over(self, stream: str) -> None:
        """Forget the cursor and what is staged; what is applied stays until the snapshot is complete."""
        with self._memory.transaction() as db:
            db.execute("DELETE FROM staged WHERE stream = ?", (stream,))
            db.execute("DELETE FROM stream WHERE name = ?", (stream,))

    def take_page(self, page: Page, position: Position) -> Applied | None:
        """Stage a page; the last one applies all, data and cursor in one transaction. None: more to come."""
        with self._memory.transaction() as db:
            if self.position(page.stream) != position:
                return None  # another program on the same memory was faster; its page counts
            self._stage(page, position)
            if not page.more:
                return self._apply(page)
            db.execute("UPDATE stream SET page_cursor = ? WHERE name = ?", (page.cursor, page.stream))
        return None

    def _stage(self, page: Page, position: Position) -> None:
        with self._memory.transaction() as db:
            db.execute("INSERT OR IGNORE INTO stream (name) VALUES (?)", (page.stream,))
            if not position.pulling:
                db.execute("DELETE FROM staged WHERE stream = ?", (page.stream,))
                # A pull without cursor replaces everything, whatever the page calls itself.
                replaces = page.snapshot or position.asked_with is None
                db.execute(
                    "UPDATE stream SET pulling = 1, replaces = ? WHERE name = ?", (replaces, page.stream)
                )
            db.executemany(
                "INSERT INTO staged (stream, op, type, id, data) VALUES (?, ?, ?, ?, ?)",
                [(page.stream, c.op, c.type, c.id, bytes(c.data).decode() or None) for c in page.changes],
            )

    def _apply(self, page: Page) -> Applied:
        with self._memory.transaction() as db:
            state = self._memory.row("SELECT replaces FROM stream WHERE name = ?", page.stream)
            assert state is not None
            if state["replaces"]:
                db.execute("DELETE FROM object WHERE stream = ?", (page.stream,))
            upserts, deletes, failed = self._merge(page.stream)
            self._check(page)
            db.execute("DELETE FROM staged WHERE stream = ?", (page.stream,))
            db.execute(
                "UPDATE stream SET cursor = ?, pulling = 0, replaces = 0, page_cursor = NULL WHERE name = ?",
                (page.cursor, page.stream),
            )
        assert page.count is not None
        return Applied(
            page.stream, bool(state["replaces"]), page.cursor, upserts, deletes, page.count, failed
        )

    def _merge(self, stream: str) -> tuple[int, int, tuple[tuple[str, str], ...]]:
        upserts, deletes = 0, 0
        failed: list[tuple[str, str]] = []
        with self._memory.transaction() as db:
            for row in self._memory.rows("SELECT * FROM staged WHERE stream = ? ORDER BY seq", stream):
                key = (stream, row["type"], row["id"])
                if row["op"] == "delete":
                    db.execute("DELETE FROM object WHERE stream = ? AND type = ? AND id = ?", key)
                    deletes += 1
                    continue
                db.execute("INSERT OR REPLACE INTO object VALUES (?, ?, ?, ?)", (*key, row["data"] or "null"))
                reason = find_fault(row["type"], row["data"])
                failed += [(row["id"], reason)] if reason else []
                upserts += 1
        return upserts, deletes, tuple(failed)

    def _check(self, page: Page) -> None:
        rows = self._memory.rows("SELECT type, id, data FROM object WHERE stream = ?", page.stream)
        digest = digest_objects([(row["type"], row["id"], row["data"]) for row in rows])
        if (len(rows), digest) != (page.count, page.digest):
            raise ReplicaDiffers(
                "replica_differs",
                f"{page.stream}: have {len(rows)} {digest}, told {page.count} {page.digest}",
            )

    def objects(self, stream: str, kind: str) -> list[dict[str, Any]]:
        """All applied objects of one type that can be read."""
        rows = self._memory.rows(
            "SELECT type, data FROM object WHERE stream = ? AND type = ? ORDER BY id", stream, kind
        )
        return [json.loads(row["data"]) for row in rows if find_fault(row["type"], row["data"]) is None]


def find_fault(kind: str, data: str | None) -> str | None:
    """Why the till cannot use an object, or None; it keeps it all the same and tells the office."""
    value = json.loads(data) if data else None
    if not isinstance(value, dict):
        return "not_an_object"
    if kind == "product" and not (isinstance(value.get("name"), str) and type(value.get("price")) is int):
        return "product_without_name_or_price"
    return None
