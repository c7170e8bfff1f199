"""What the tills of these tests write into their journals."""

from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient

from tests.make import Till

DAY = "2026-11-20"


def at(clock: str) -> str:
    """A moment of the day that these tests play on."""
    return f"{DAY}T{clock}:00.000Z"


def sale(n: int, total: int = 1850, **more: Any) -> dict[str, Any]:
    """A receipt paid in cash; `n` is its number in the journal and on paper."""
    body = {
        "number": f"1-1-{n:06d}",
        "kind": "sale",
        "closed_at": at("09:30"),
        "currency": "PLN",
        "lines": [{"name": "Żurek", "quantity": "1", "price": total, "total": total}],
        "payments": [{"method": "cash", "amount": total}],
        "total": total,
    }
    return entry(n, "receipt", body | more)


def opening(n: int, shift_id: str = "morning", cash: int = 10_000, **more: Any) -> dict[str, Any]:
    """A shift opens at eight."""
    body = {"shift_id": shift_id, "at": at("08:00"), "employee_id": None, "opening_cash": cash}
    return entry(n, "shift_open", body | more)


def closing(n: int, shift_id: str = "morning", cash: int = 10_000, **more: Any) -> dict[str, Any]:
    """A shift closes at four in the afternoon."""
    body = {"shift_id": shift_id, "at": at("16:00"), "closing_cash": cash, "expected_cash": cash}
    return entry(n, "shift_close", body | more)


def movement(n: int, kind: str = "pay_out", amount: int = 500, **more: Any) -> dict[str, Any]:
    """Money moves without a sale."""
    body = {"shift_id": "morning", "kind": kind, "amount": amount, "at": at("12:00")}
    return entry(n, "cash_movement", body | more)


def day_report(n: int, count: int = 1, **more: Any) -> dict[str, Any]:
    """The day is closed."""
    body = {"number": str(n), "closed_at": at("17:00"), "totals": {"sales": 1850}, "receipts_count": count}
    return entry(n, "day_report", body | more)


def entry(n: int, kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """An entry with an id of its own."""
    return {"id": str(uuid4()), "n": n, "kind": kind, "body": body}


def send(client: FlaskClient, till: Till, *entries: Any) -> list[str]:
    """Hand entries in; returns what became of each."""
    answer = client.post("/api/v1/sync/transactions", json={"entries": list(entries)}, headers=till.headers)
    assert answer.status_code == 200, answer.json
    return [result["status"] for result in (answer.json or {})["results"]]
