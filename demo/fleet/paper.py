"""What was printed lately: receipts of every till on the printer that it uses, most of them without the office."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from demo.fleet.digests import new_digest
from domain.names import PrintStatus, Role
from models import Assignment, PrintJob

#: of twenty jobs: what became of them
MIX = (
    *(PrintStatus.PRINTED,) * 16,
    PrintStatus.UNCERTAIN,
    PrintStatus.EXPIRED,
    PrintStatus.FAILED,
    PrintStatus.CANCELLED,
)
LINE = '{"name":"Pierogi ruskie","quantity":"2","price":2400,"total":4800}'
LOT = 5000


def print_a_lot(session: Session, count: int, now: datetime) -> None:
    """So many jobs, the newest of them just now."""
    printing = select(Assignment).where(Assignment.role == Role.RECEIPT_PRINTER).order_by(Assignment.id)
    routes = session.scalars(printing).all()
    for start in range(0, count, LOT):
        session.execute(insert(PrintJob), list(_jobs(routes, range(start, min(start + LOT, count)), now)))


def _jobs(routes: Sequence[Assignment], numbers: range, now: datetime) -> Iterator[dict[str, Any]]:
    for number in numbers:
        route, at = routes[number % len(routes)], now - timedelta(seconds=11 * number)
        receipt = f"{route.device.number}-1-{number}"
        yield {
            "account_id": route.account_id,
            "uuid": str(UUID(int=(route.account_id << 64) + number)),
            "device_id": route.device_id,
            "peripheral_id": route.peripheral_id,
            "store_server_id": route.peripheral.store_server_id,
            "role": Role.RECEIPT_PRINTER,
            "kind": "receipt" if number % 3 else "pickup",
            "document": f'{{"kind":"receipt","receipt":{{"number":"{receipt}","lines":[{",".join([LINE] * 6)}]}}}}',
            "sha256": new_digest(),
            "status": MIX[number % len(MIX)],
            "requested_by": route.device.name,
            "asked_by_till": True,
            "receipt_number": receipt,
            "lan_received_at": at if number % 4 else None,
            "created_at": at,
            "updated_at": at,
        }
