"""A till hands in what it sold: entries with gapless numbers, verdicts on each, holes named."""

from typing import Any

from blueprints.wire_examples import world
from blueprints.wire_examples.exchange import Exchange

Entry = dict[str, Any]
NO_NUMBER = "missing_field: number: Object missing required field `number`"


def _entry(entry_id: str, n: int, kind: str, body: dict[str, Any]) -> Entry:
    return {"id": entry_id, "n": n, "kind": kind, "body": body}


def _sale(number: str, at: str, name: str, product_id: str, price: int, tax: int) -> dict[str, Any]:
    return {
        "number": number,
        "kind": "sale",
        "opened_at": at,
        "closed_at": at,
        "clock_offset_ms": 40,
        "employee_id": world.EMPLOYEE,
        "shift_id": world.SHIFT,
        "currency": "PLN",
        "lines": [
            {
                "product_id": product_id,
                "name": name,
                "quantity": "1",
                "unit": "pcs",
                "price": price,
                "tax_id": world.TAX,
                "tax_rate": "8",
                "total": price,
            }
        ],
        "payments": [{"method": "cash", "amount": price}],
        "taxes": [{"tax_id": world.TAX, "rate": "8", "base": price - tax, "amount": tax}],
        "total": price,
    }


OPENING = _entry(
    "0b8e6f2a-1c3d-4e5f-8a9b-0c1d2e3f4a51",
    1,
    "shift_open",
    {
        "shift_id": world.SHIFT,
        "at": "2025-11-20T08:00:00.000Z",
        "employee_id": world.EMPLOYEE,
        "opening_cash": 20000,
    },
)
SOUP = _entry(
    "0b8e6f2a-1c3d-4e5f-8a9b-0c1d2e3f4a52",
    2,
    "receipt",
    _sale("1-1-1", "2025-11-20T09:30:00.000Z", "Żurek z jajkiem", world.SOUP, 1850, 137),
)
PAY_IN = _entry(
    "0b8e6f2a-1c3d-4e5f-8a9b-0c1d2e3f4a53",
    3,
    "cash_movement",
    {"shift_id": world.SHIFT, "kind": "pay_in", "amount": 5000, "at": "2025-11-20T10:00:00.000Z"},
)
EGGS = _entry(
    "0b8e6f2a-1c3d-4e5f-8a9b-0c1d2e3f4a54",
    4,
    "receipt",
    _sale("1-1-2", "2025-11-20T10:05:00.000Z", "Jajko po wiedeńsku", world.EGGS, 900, 67),
)
ODD = _entry("0b8e6f2a-1c3d-4e5f-8a9b-0c1d2e3f4a55", 5, "day_report", {"totals": {}, "receipts_count": 2})


def _verdict(index: int, entry: Entry, status: str, **more: str) -> dict[str, Any]:
    return {"index": index, "id": entry["id"], "n": entry["n"], "status": status, "flags": []} | more


def _upload(
    name: str,
    entries: list[Entry],
    status: str,
    ack_through: int,
    missing: list[list[int]] | None = None,
    **more: str,
) -> Exchange:
    return Exchange(
        name,
        "POST",
        "/sync/transactions",
        200,
        world.TILL_SECRET,
        body={"entries": entries},
        answer={
            "results": [_verdict(index, entry, status, **more) for index, entry in enumerate(entries)],
            "ack_through": ack_through,
            "missing": missing or [],
            "due": [],
        },
    )


EXCHANGES = (
    _upload("upload", [OPENING, SOUP, EGGS], "stored", 2, [[3, 3]]),
    _upload("upload_missing", [PAY_IN], "stored", 4),
    _upload("upload_again", [PAY_IN], "duplicate", 4),
    _upload("upload_odd", [ODD], "quarantined", 5, reason=NO_NUMBER),
)
