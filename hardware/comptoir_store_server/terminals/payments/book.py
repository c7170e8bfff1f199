"""The book of payments: each on disk before its amount leaves the box, and never forgotten while unknown."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from comptoir_store_server.database import Database
from comptoir_store_server.terminals.payments.payment import (
    Answer,
    Facts,
    Order,
    Payment,
    Refusal,
    Refused,
    State,
    Where,
    Why,
)
from comptoir_store_server.times import write_time

SCHEMA = """
CREATE TABLE IF NOT EXISTS payments (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,        -- made by whoever asks: the idempotency key
    terminal_id TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    address TEXT NOT NULL,          -- where the terminal was
    state TEXT NOT NULL,
    why TEXT,
    code INTEGER,
    facts TEXT NOT NULL,            -- what the terminal told, as JSON; never the card number
    asked_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    resolved_by TEXT,
    trace_before INTEGER            -- of the transaction before, where we are sure of it
);
CREATE INDEX IF NOT EXISTS payments_by_address ON payments (address, place);
CREATE INDEX IF NOT EXISTS payments_of_doubt ON payments (place)
    WHERE state = 'unknown' OR resolved_by IS NOT NULL;
"""
LATER = {
    "payments": {
        "resolved_in": "TEXT",  # terminal, store or office: whose word it was
        "receipt": "TEXT",  # the till's own number of what is paid
        "told": "TEXT",  # the state that the office has heard of
        "told_to": "TEXT",  # by which store server of which office
    }
}
COLUMNS = (
    "id, terminal_id, amount_minor, currency, address, state, why, code, facts, asked_at, changed_at,"
    " resolved_by, trace_before, resolved_in, receipt"
)
INSERT = (
    "INSERT INTO payments (id, terminal_id, amount_minor, currency, address, state, facts, asked_at,"
    " changed_at, trace_before, receipt) VALUES (?, ?, ?, ?, ?, 'preparing', '{}', ?, ?, ?, ?)"
)
NOTE = (
    "UPDATE payments SET state = ?, why = ?, code = ?, facts = ?, changed_at = ?, resolved_by = ?,"
    " resolved_in = ?"
    " WHERE id = ? AND state IN ('preparing', 'unknown')"
)
#: What a terminal itself declined is passed over: it booked nothing.
COUNTED = (
    "state != 'not_sent' AND NOT (state = 'declined' AND coalesce(resolved_by, 'terminal') = 'terminal')"
)
#: What is settled is remembered so long; by then the bank's own list has it.
KEPT = timedelta(days=35)
#: What was unknown at any time and the office has not heard of as it stands; where it is to be told again,
#: all that is unknown. The first condition is that of the index.
TO_TELL = (
    "WHERE (state = 'unknown' OR resolved_by IS NOT NULL)"
    " AND (told IS NOT state OR (state = 'unknown' AND (told_to IS NOT ? OR ?)))"
    " ORDER BY place LIMIT ?"
)
#: What somebody still has to settle or to hear of.
OPEN = (
    "SELECT count(*) FROM payments WHERE state IN ('preparing', 'unknown')"
    " OR (resolved_by IS NOT NULL AND told IS NOT state)"
)
#: Whatever nobody knows stays, and so does the last of each terminal: the next one is judged by its number.
#: So does what the office heard of, as long as it has not heard of its end.
FORGET = (
    "DELETE FROM payments WHERE state IN ('approved', 'declined', 'not_sent') AND changed_at < ?"  # noqa: S608
    " AND coalesce(told, state) = state"
    f" AND place NOT IN (SELECT max(place) FROM payments WHERE {COUNTED} GROUP BY terminal_id, address)"
)


class PaymentBook:
    """Payments in one SQLite file; each method is one durable transaction, also beside other programs."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, SCHEMA, LATER)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _read(self, rest: str, *values: Any) -> list[Payment]:
        rows = self._database.read(f"SELECT {COLUMNS} FROM payments {rest}", *values)  # noqa: S608
        return [_read_payment(row) for row in rows]

    def find(self, payment_id: str) -> Payment | None:
        """The payment with this id, if it was ever begun."""
        found = self._read("WHERE id = ?", payment_id)
        return found[0] if found else None

    def get(self, payment_id: str) -> Payment:
        """The payment with this id. Raises Refused."""
        found = self.find(payment_id)
        if found is None:
            raise Refused(Refusal.UNKNOWN_PAYMENT)
        return found

    def newest(self, limit: int = 50) -> list[Payment]:
        """The newest payments, those that somebody has to settle first."""
        return self._read("ORDER BY state = 'unknown' DESC, place DESC LIMIT ?", limit)

    def open_count(self) -> int:
        """How many are on their way, unknown, or settled without the office having heard of it."""
        return int(self._database.read(OPEN)[0][0])

    def begin(self, order: Order, address: str, now: datetime, receipt: str | None = None) -> None:
        """Note that a terminal is about to be called, by whoever holds it. Raises Refused."""
        self._database.write(lambda: self._begin(order, address, now, receipt))

    def _begin(self, order: Order, address: str, now: datetime, receipt: str | None) -> None:
        at = write_time(now)
        if self._read("WHERE id = ?", order.id):
            raise Refused(Refusal.DIFFERS)  # begun meanwhile at another terminal
        self._end_dead("address = ?", address, at)
        where = "WHERE state = 'unknown' AND (address = ? OR terminal_id = ?) LIMIT 1"
        if self._read(where, address, order.terminal_id):
            raise Refused(Refusal.UNRESOLVED)
        self._database.change(FORGET, write_time(now - KEPT))
        asked = (order.id, order.terminal_id, order.amount_minor, order.currency)
        before = self._trace_before(order.terminal_id, address)
        self._database.change(INSERT, *asked, address, at, at, before, receipt)

    def end_dead(self, payment_id: str, now: datetime) -> Payment:
        """To be called by whoever holds the terminal of a payment that is still being prepared."""
        self._database.write(lambda: self._end_dead("id = ?", payment_id, write_time(now)))
        return self.get(payment_id)

    def _end_dead(self, which: str, value: str, at: str) -> None:
        """Whoever called the terminal and held it is gone, and the amount had not left."""
        self._database.change(
            "UPDATE payments SET state = 'not_sent', why = 'interrupted', changed_at = ?"  # noqa: S608
            f" WHERE state = 'preparing' AND {which}",
            at,
            value,
        )

    def _trace_before(self, terminal_id: str, address: str) -> int | None:
        """The last number that the terminal told; none if a payment without one came later."""
        where = f"WHERE terminal_id = ? AND address = ? AND {COUNTED} ORDER BY place DESC LIMIT 1"
        rows = self._read(where, terminal_id, address)
        return rows[0].answer.facts.trace if rows else None

    def note(
        self,
        payment_id: str,
        answer: Answer,
        now: datetime,
        resolved_by: str | None = None,
        resolved_in: Where | None = None,
    ) -> Payment:
        """Set how a payment stands; what was settled stays as it is."""
        why = answer.why.value if answer.why else None
        facts = json.dumps(answer.facts.body())
        where = resolved_in.value if resolved_in else None
        values = (
            answer.state.value,
            why,
            answer.code,
            facts,
            write_time(now),
            resolved_by,
            where,
            payment_id,
        )
        self._database.write(lambda: self._database.change(NOTE, *values))
        return self.get(payment_id)

    def to_tell(self, server_id: str, limit: int, *, again: bool) -> list[Payment]:
        """What the office has to hear of, the oldest first; ``again``: also all that is unknown."""
        return self._read(TO_TELL, server_id, again, limit)

    def note_told(self, payments: Iterable[Payment], server_id: str) -> None:
        """The office heard of these as they stood."""
        told = [(each.answer.state.value, server_id, each.order.id) for each in payments]

        def note() -> None:
            for values in told:
                self._database.change("UPDATE payments SET told = ?, told_to = ? WHERE id = ?", *values)

        self._database.write(note)

    def tell_again(self, payment_id: str) -> None:
        """The office does not seem to have heard of this one."""
        forget = "UPDATE payments SET told = 'unknown' WHERE id = ?"
        self._database.write(lambda: self._database.change(forget, payment_id))


def _read_payment(row: tuple[Any, ...]) -> Payment:
    answer = Answer(State(row[5]), Why(row[6]) if row[6] else None, row[7], Facts(**json.loads(row[8])))
    return Payment(
        Order(*row[:4]),
        address=row[4],
        answer=answer,
        asked_at=row[9],
        changed_at=row[10],
        resolved_by=row[11],
        trace_before=row[12],
        resolved_in=Where(row[13]) if row[13] else None,
        receipt=row[14],
    )
