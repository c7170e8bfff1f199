"""What tills write into their journals on a busy day: receipts of four goods, by an employee in an open shift."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import select

from bench.sync.offices import Office
from models import Employee, Product

OPENED = datetime(2026, 11, 20, 7, tzinfo=UTC)
PAUSE = timedelta(seconds=2)


@dataclass(frozen=True)
class Seller:
    """A till, whose shift opens with the first entry of its journal."""

    employee: str
    goods: Sequence[str]
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def open_shift(self) -> bytes:
        """An upload of the entry that opens the shift."""
        body = {"shift_id": "morning", "at": OPENED, "opening_cash": 0, "employee_id": self.employee}
        return msgspec.json.encode({"entries": [_entry("shift_open", next(self._numbers), body)]})

    def sell(self, receipts: int) -> bytes:
        """An upload of the next receipts."""
        return msgspec.json.encode({"entries": [self._receipt(next(self._numbers)) for _ in range(receipts)]})

    def _receipt(self, n: int) -> dict[str, Any]:
        lines = [
            {"product_id": secrets.choice(self.goods), "name": "Pierogi", "quantity": "1"}
            | {"price": 1850, "total": 1850}
            for _line in range(4)
        ]
        body = {
            "number": f"1-1-{n}", "kind": "sale", "closed_at": OPENED + n * PAUSE, "currency": "PLN",
            "employee_id": self.employee, "shift_id": "morning", "lines": lines,
            "payments": [{"method": "cash", "amount": 7400}], "total": 7400,
        }  # fmt: skip
        return _entry("receipt", n, body)


def hire(office: Office) -> list[Seller]:
    """A seller for each till of an office."""
    with office.session() as session:
        employee = Employee(
            name="Zofia", login_id="1", role="cashier", pin=None, language="pl", created_at=OPENED
        )
        session.add(employee)
        session.commit()
        goods = session.scalars(select(Product.public_id)).all()
        return [Seller(employee.public_id, goods) for _till in office.tokens]


def _entry(kind: str, n: int, body: dict[str, Any]) -> dict[str, Any]:
    return {"id": str(uuid4()), "n": n, "kind": kind, "body": body}
