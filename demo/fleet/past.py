"""What has happened before: each till has sold, and each POS was renamed now and then."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from demo.fleet.digests import new_digest
from models import Device, Event, Generation, JournalEntry, Receipt


def make_receipts(till: Generation, count: int, now: datetime) -> Iterator[Receipt]:
    """A sale every seven minutes until now, at each till at moments of its own."""
    device = till.device
    for n in range(1, count + 1):
        closed = now - timedelta(minutes=7 * n, milliseconds=503 * device.number)
        entry = JournalEntry(
            generation_id=till.id,
            entry_id=str(uuid4()),
            n=n,
            kind="receipt",
            body='{"lines": [], "payments": []}',
            sha256=new_digest(),
            received_at=closed,
        )
        yield Receipt(
            entry=entry,
            generation=till,
            device=device,
            store=device.store,
            number=f"{device.number}-1-{n}",
            kind="sale",
            device_closed_at=closed,
            closed_at=closed,
            received_at=closed,
            total=1850 * n,
            currency="PLN",
            lines=1,
        )


def make_events(device: Device, count: int, now: datetime) -> Iterator[Event]:
    """A new name every day until now."""
    for number in range(count):
        facts: dict[str, Any] = {"before": f"Kasa {number}", "after": device.name}
        yield Event(
            at=now - timedelta(days=number),
            verb="device.renamed",
            actor_kind="user",
            actor_name="Alicja",
            subject_kind="device",
            subject_id=device.public_id,
            subject_name=device.name,
            facts=facts,
        )
