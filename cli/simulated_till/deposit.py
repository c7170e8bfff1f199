"""What goes up: the journal of this generation, and what older ones still have to deposit."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from cli.simulated_till.activations import Activation, find_activations
from cli.simulated_till.journal import SETTLED, Entry, Journal
from cli.simulated_till.memory import Memory
from cli.simulated_till.post import Post
from cli.simulated_till.problems import ContractBroken, Refused
from cli.simulated_till.times import Clock

MOST_ENTRIES = 200
MOST_BYTES = 1_000_000
#: one line may be the reason: send fewer at a time until it is found
HALVED_AT = (400, 413, 422)
MOST_TRIES_PER_LINE = 2


class Result(msgspec.Struct):
    """The office's verdict on one line."""

    index: int
    status: str
    flags: list[str] = []
    reason: str | None = None


class Verdicts(msgspec.Struct):
    """The office's answer to one batch."""

    results: list[Result]
    ack_through: int
    missing: list[list[int]]
    due: list[dict[str, Any]] = []


@dataclass
class Deposit:
    """What one upload did: numbers of lines by verdict."""

    stored: int = 0
    duplicate: int = 0
    quarantined: int = 0
    retry: int = 0
    ack_through: int = 0
    flags: dict[int, list[str]] = field(default_factory=dict)
    refused: list[tuple[int, str]] = field(default_factory=list)

    @property
    def settled(self) -> int:
        """How many lines the office has now."""
        return self.stored + self.duplicate + self.quarantined


class Depositor:
    """The up side of the till."""

    def __init__(
        self, memory: Memory, post: Post, clock: Clock, add_due: Callable[[list[dict[str, Any]]], None]
    ) -> None:
        self._memory = memory
        self._post = post
        self._clock = clock
        self._add_due = add_due

    def upload(self) -> Deposit:
        """Send all that waits, older generations first, each in its own name."""
        activations = find_activations(self._memory)
        outcome = Deposit()
        for activation in activations:
            is_newest = activation.id == activations[-1].id
            try:
                self._upload_one(activation, outcome)
            except Refused:
                if is_newest:
                    raise
                # The office no longer takes from this old one (90 days, unknown): kept, not in the way.
        return outcome

    def _upload_one(self, activation: Activation, outcome: Deposit) -> None:
        journal = Journal(self._memory, activation.id)
        tries: Counter[int] = Counter()
        size = MOST_ENTRIES
        while batch := cut_batch([e for e in journal.waiting() if tries[e.n] < MOST_TRIES_PER_LINE], size):
            try:
                verdicts = self._send(activation, batch)
            except Refused as refusal:
                if refusal.status not in HALVED_AT:
                    raise
                size = max(1, len(batch) // 2)
                if len(batch) == 1:
                    outcome.refused.append((batch[0].n, refusal.code))
                    tries[batch[0].n] = MOST_TRIES_PER_LINE
                continue
            tries.update(e.n for e in batch)
            self._take(journal, batch, verdicts, outcome)
        journal.prune(self._clock())

    def _send(self, activation: Activation, batch: list[Entry]) -> Verdicts:
        body = {"entries": [entry.to_wire() for entry in batch]}
        answer = self._post.send_as(activation, "POST", "/sync/transactions", body, self._post.journal)
        try:
            return msgspec.json.decode(answer.raw, type=Verdicts)
        except msgspec.ValidationError as error:
            raise ContractBroken("verdicts_unreadable", str(error)) from error

    def _take(self, journal: Journal, batch: list[Entry], verdicts: Verdicts, outcome: Deposit) -> None:
        with self._memory.transaction():
            for result in verdicts.results:
                if not 0 <= result.index < len(batch) or result.status not in (*SETTLED, "retry"):
                    raise ContractBroken("verdicts_unreadable", f"{result.index}: {result.status}")
                self._take_one(journal, batch[result.index], result, outcome)
            journal.reconcile(verdicts.ack_through, verdicts.missing)
            outcome.ack_through = verdicts.ack_through
            if verdicts.due:
                self._add_due(verdicts.due)

    def _take_one(self, journal: Journal, entry: Entry, result: Result, outcome: Deposit) -> None:
        setattr(outcome, result.status, getattr(outcome, result.status) + 1)
        if result.flags:
            outcome.flags[entry.n] = result.flags
        if result.status in SETTLED:
            journal.settle(entry.n, result.status, result.flags, self._clock())


def cut_batch(entries: list[Entry], size: int) -> list[Entry]:
    """The first lines, at most so many and about a megabyte, and at least one if there is one."""
    batch: list[Entry] = []
    weight = 0
    for entry in entries[:size]:
        weight += len(msgspec.json.encode(entry.to_wire()))
        if batch and weight > MOST_BYTES:
            break
        batch.append(entry)
    return batch
