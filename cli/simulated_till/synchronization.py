"""What comes down: the poll, the pulls that are due, and the word back that the till has them."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from cli.simulated_till.activations import get_activation, note_standing
from cli.simulated_till.journal import Journal
from cli.simulated_till.memory import Memory
from cli.simulated_till.post import Post
from cli.simulated_till.problems import ContractBroken, Refused
from cli.simulated_till.replica import Applied, Replica, ReplicaDiffers, read_page
from cli.simulated_till.times import Clock, read_time, write_time

DOWN = ("configuration", "users", "products")
#: the office asks for a fresh start with these
START_OVER = ("cursor_expired", "cursor_invalid")
MOST_FRESH_STARTS = 2


@dataclass(frozen=True)
class Poll:
    """What the office said last; `changed` is False when it had nothing new (304)."""

    changed: bool
    state: str
    poll_after_s: int
    due: list[dict[str, Any]] = field(default_factory=list)
    heads: dict[str, str] = field(default_factory=dict)
    notices: list[dict[str, Any]] = field(default_factory=list)
    app: dict[str, Any] | None = None


class Synchronization:
    """The down side of the till."""

    def __init__(self, memory: Memory, post: Post, replica: Replica, clock: Clock) -> None:
        self._memory = memory
        self._post = post
        self._replica = replica
        self._clock = clock
        self.page_limit = 1000
        self.poll_after_s = 30

    def poll(self) -> Poll:
        """Ask whether anything is new."""
        etag = self._memory.fact("poll_etag")
        answer = self._post.send("GET", "/poll", **({"If_None_Match": etag} if etag else {}))
        if "Poll-After" not in answer.headers:
            raise ContractBroken("poll_unreadable", "no Poll-After")
        if answer.body is not None:
            self._take(answer.body, answer.headers.get("ETag"))
        self.poll_after_s = int(answer.headers["Poll-After"])
        return self._last(answer.body is not None, self.poll_after_s)

    def _take(self, body: dict[str, Any], etag: str | None) -> None:
        with self._memory.transaction():
            activation = get_activation(self._memory)
            note_standing(self._memory, activation, body["state"])
            received = body.get("transactions") or {"ack_through": 0, "missing": []}
            Journal(self._memory, activation.id).reconcile(received["ack_through"], received["missing"])
            self._memory.remember("poll", body)
            self._memory.remember("poll_etag", etag)

    def _last(self, changed: bool, poll_after_s: int) -> Poll:
        body = self._memory.fact("poll", {})
        return Poll(
            changed,
            get_activation(self._memory).standing,
            poll_after_s,
            body.get("due", []),
            body.get("heads", {}),
            body.get("notices", []),
            body.get("app"),
        )

    def due(self) -> list[dict[str, Any]]:
        """What the office wants done and the till has not done yet, without what is for later."""
        drift = timedelta(milliseconds=self._post.line.drift_ms or 0)
        office_now = self._clock() - drift
        all_due = self._memory.fact("poll", {}).get("due", [])
        return [d for d in all_due if not d.get("not_before") or read_time(d["not_before"]) <= office_now]

    def add_due(self, due: list[dict[str, Any]]) -> None:
        """Something became due outside of a poll: after a day report."""
        with self._memory.transaction():
            body = self._memory.fact("poll", {})
            known = {d["stream"] for d in body.get("due", [])}
            body["due"] = body.get("due", []) + [d for d in due if d["stream"] not in known]
            self._memory.remember("poll", body)

    def pull(self, stream: str) -> Applied:
        """Bring one stream up to date and tell the office."""
        order_id = self._order_of(stream)
        for _ in range(1 + MOST_FRESH_STARTS):
            try:
                applied = self._pull_once(stream)
            except ReplicaDiffers:
                self._replica.start_over(stream)
            except Refused as refusal:
                if refusal.code not in START_OVER or self._replica.position(stream).asked_with is None:
                    raise
                self._replica.start_over(stream)
            else:
                self._acknowledge_pull(applied, order_id)
                return applied
        raise ContractBroken("replica_differs", f"{stream}: even the snapshot has another count or digest")

    def _pull_once(self, stream: str) -> Applied:
        while True:
            position = self._replica.position(stream)
            query = {"limit": str(self.page_limit)}
            if position.asked_with is not None:
                query["cursor"] = position.asked_with
            answer = self._post.send("GET", f"/sync/{stream}?{urlencode(query)}")
            applied = self._replica.take_page(read_page(answer.raw, stream), position)
            if applied is not None:
                return applied

    def _order_of(self, stream: str) -> str | None:
        for due in self._memory.fact("poll", {}).get("due", []):
            if due["stream"] == stream and due.get("order_id"):
                return str(due["order_id"])
        return None

    def _acknowledge_pull(self, applied: Applied, order_id: str | None) -> None:
        body: dict[str, Any] = {
            "cursor": applied.cursor,
            "applied_at": write_time(self._clock()),
            "applied": applied.upserts + applied.deletes,
            "failed": [{"id": key, "reason": reason} for key, reason in applied.failed],
        }
        self.acknowledge(applied.stream, body | ({"order_id": order_id} if order_id else {}))

    def acknowledge(self, stream: str, body: dict[str, Any]) -> None:
        """Say that something is done, and go on saying it until the office heard."""
        with self._memory.transaction() as db:
            db.execute("INSERT OR REPLACE INTO acknowledgement VALUES (?, ?)", (stream, json.dumps(body)))
            known = self._memory.fact("poll", {})
            known["due"] = [d for d in known.get("due", []) if d["stream"] != stream]
            self._memory.remember("poll", known)
        self.send_acknowledgements()

    def send_acknowledgements(self) -> None:
        """Send what the office has not heard yet."""
        for row in self._memory.rows("SELECT stream, body FROM acknowledgement"):
            try:
                self._post.send("POST", f"/sync/{row['stream']}/ack", json.loads(row["body"]))
            except Refused as refusal:
                if refusal.status in (400, 404, 409, 422):  # will never be heard: the next pull says it anew
                    self._forget_acknowledgement(row["stream"], row["body"])
                raise
            self._forget_acknowledgement(row["stream"], row["body"])

    def _forget_acknowledgement(self, stream: str, body: str) -> None:
        with self._memory.transaction() as db:
            db.execute("DELETE FROM acknowledgement WHERE stream = ? AND body = ?", (stream, body))

    def put_off(self, stream: str) -> None:
        """The office does not hand it out now; it says anew when it is due."""
        with self._memory.transaction():
            known = self._memory.fact("poll", {})
            known["due"] = [d for d in known.get("due", []) if d["stream"] != stream]
            self._memory.remember("poll", known)

    def finish_order(self, stream: str) -> None:
        """Transactions were sent, the app was looked at: close the order, if there was one."""
        order_id = self._order_of(stream)
        self.put_off(stream)
        if order_id is not None:
            self.acknowledge(stream, {"order_id": order_id, "applied_at": write_time(self._clock())})
