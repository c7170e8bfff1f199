"""The till's journal: what happened at the counter, in order, kept until 90 days after the office has it."""

import json
import sqlite3
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cli.simulated_till.memory import Memory
from cli.simulated_till.times import write_time

KEPT = timedelta(days=90)
SETTLED = ("stored", "duplicate", "quarantined")


@dataclass(frozen=True)
class Entry:
    """One line of the journal."""

    n: int
    id: str
    kind: str
    body: dict[str, Any]
    status: str
    made_at: str
    flags: tuple[str, ...] = ()

    def to_wire(self) -> dict[str, Any]:
        """As it is sent: the same at every try."""
        return {"id": self.id, "n": self.n, "kind": self.kind, "body": self.body}


class Journal:
    """The journal of one generation."""

    def __init__(self, memory: Memory, activation_id: int) -> None:
        self._memory = memory
        self._activation_id = activation_id

    def append(self, kind: str, body: dict[str, Any], now: datetime) -> Entry:
        """Write the next line; it is on the disk when this returns. `n` has no gaps."""
        with self._memory.transaction() as db:
            entry = Entry(self.last_n() + 1, str(uuid.uuid4()), kind, body, "waiting", write_time(now))
            db.execute(
                "INSERT INTO entry (activation_id, n, id, kind, body, made_at) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    self._activation_id,
                    entry.n,
                    entry.id,
                    kind,
                    json.dumps(body, ensure_ascii=False),
                    entry.made_at,
                ),
            )
        return entry

    def next_receipt_number(self, prefix: str) -> str:
        """A receipt number never used before; call it in the transaction that writes the receipt."""
        with self._memory.transaction() as db:
            db.execute("UPDATE activation SET receipts = receipts + 1 WHERE id = ?", (self._activation_id,))
            row = self._memory.row("SELECT receipts FROM activation WHERE id = ?", self._activation_id)
        assert row is not None
        dash = "-" if prefix and prefix[-1].isalnum() else ""  # 1-1 followed by 12 is not 1-11 followed by 2
        return f"{prefix}{dash}{row['receipts']:06d}"

    def last_n(self) -> int:
        """The highest number given out; kept entries are pruned only in front of it."""
        row = self._memory.row("SELECT max(n) AS n FROM entry WHERE activation_id = ?", self._activation_id)
        return int(row["n"] or 0) if row else 0

    def entries(self, status: str | None = None) -> list[Entry]:
        """All lines, or those of one status, in order."""
        rows = self._memory.rows(
            "SELECT * FROM entry WHERE activation_id = ? AND (? IS NULL OR status = ?) ORDER BY n",
            self._activation_id,
            status,
            status,
        )
        return [_read(row) for row in rows]

    def waiting(self) -> list[Entry]:
        """What the office does not have yet."""
        return self.entries("waiting")

    def settle(self, n: int, status: str, flags: list[str], now: datetime) -> None:
        """The office has the line durably (stored, duplicate or quarantined)."""
        with self._memory.transaction() as db:
            db.execute(
                "UPDATE entry SET status = ?, flags = ?, settled_at = ? WHERE activation_id = ? AND n = ?",
                (status, json.dumps(flags), write_time(now), self._activation_id, n),
            )

    def reconcile(self, ack_through: int, missing: list[list[int]]) -> int:
        """Open again what the office no longer has (it was restored from a backup); how many lines.

        Named holes are sent again. Without holes the office has exactly 1 to `ack_through`.
        When `ack_through` went down, the office cannot name what it lost: everything above goes again.
        """
        with self._memory.transaction() as db:
            row = self._memory.row("SELECT ack_through FROM activation WHERE id = ?", self._activation_id)
            assert row is not None
            everything = not missing or ack_through < row["ack_through"]
            ranges = [[ack_through + 1, self.last_n()]] if everything else missing
            opened = sum(self._open_again(first, last) for first, last in ranges)
            db.execute(
                "UPDATE activation SET ack_through = ? WHERE id = ?", (ack_through, self._activation_id)
            )
        return opened

    def _open_again(self, first: int, last: int) -> int:
        with self._memory.transaction() as db:
            changed = db.execute(
                "UPDATE entry SET status = 'waiting', settled_at = NULL WHERE activation_id = ?"
                " AND n BETWEEN ? AND ? AND status IN ('stored', 'duplicate', 'quarantined')",
                (self._activation_id, first, last),
            )
            return changed.rowcount

    def discard_waiting(self, now: datetime) -> int:
        """A person decided that these lines are not sent; they stay on the till."""
        lines = self.waiting()
        for entry in lines:
            self.settle(entry.n, "discarded", [], now)
        return len(lines)

    def prune(self, now: datetime) -> int:
        """Forget lines that the office has had for 90 days; never the last, whose number counts on."""
        with self._memory.transaction() as db:
            gone = db.execute(
                "DELETE FROM entry WHERE activation_id = ? AND settled_at < ? AND n < ?"
                " AND status IN ('stored', 'duplicate', 'quarantined')",
                (self._activation_id, write_time(now - KEPT), self.last_n()),
            )
            return gone.rowcount


def _read(row: sqlite3.Row) -> Entry:
    return Entry(
        n=row["n"],
        id=row["id"],
        kind=row["kind"],
        body=json.loads(row["body"]),
        status=row["status"],
        made_at=row["made_at"],
        flags=tuple(json.loads(row["flags"])),
    )
