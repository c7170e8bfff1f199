"""A till fetches staff, goods and its configuration, and says that it has them."""

from typing import Any

import msgspec

from blueprints.wire_examples import world
from blueprints.wire_examples.exchange import Exchange
from domain.streams import NO_PART, add_to_digest, digest_part

Change = dict[str, Any]


def upsert(kind: str, data: dict[str, Any], object_id: str | None = None) -> Change:
    """An object as it is now; a configuration has its device's id."""
    return {"op": "upsert", "type": kind, "id": object_id or data["id"], "data": data}


def page_of(stream: str, changes: list[Change], cursor: str, **more: Any) -> dict[str, Any]:
    """A page of a snapshot, the last one unless `more` says otherwise."""
    page = {"stream": stream, "snapshot": True, "changes": changes, "cursor": cursor, "more": False}
    return page | more


def digest_of(changes: list[Change]) -> str:
    """The digest that a till reckons over all it has (PROTOCOL §3)."""
    parts = (
        digest_part(one["type"], one["id"], msgspec.json.encode(one["data"]).decode()) for one in changes
    )
    return add_to_digest(NO_PART, parts)


def _tax(public_id: str, rate: str) -> Change:
    return upsert("tax", {"id": public_id, "name": f"{rate} %", "rate": rate})


def _product(public_id: str, name: str, price: int, barcodes: list[str]) -> Change:
    data: dict[str, Any] = {"id": public_id, "name": name}
    data |= {"category_id": world.CATEGORY, "sku": "", "barcodes": barcodes}
    data |= {"unit_id": world.UNIT, "price": price, "tax_id": world.TAX}
    return upsert("product", data | {"made_to_order": False, "sold_by_weight": False, "position": 0})


GROUND = [
    upsert("category", {"id": world.CATEGORY, "name": "Zupy", "position": 0}),
    upsert("unit", {"id": world.UNIT, "name": "sztuka", "code": "szt."}),
    _tax("eme4f5gj88p774fp", "23"),
    _tax(world.TAX, "8"),
    _tax("psqj05xeg6qef1kb", "5"),
    _tax("9ythzj87wp6jztdp", "0"),
]
GOODS = [
    _product(world.SOUP, "Żurek z jajkiem", 1850, ["5901234123457"]),
    _product(world.EGGS, "Jajko po wiedeńsku", 900, []),
]
WHOLE = {"count": len(GROUND) + len(GOODS), "digest": digest_of(GROUND + GOODS)}
EMPLOYEE = {
    "id": world.EMPLOYEE,
    "name": "Zofia",
    "login_id": "11",
    "role": "cashier",
    "permissions": ["sell"],
    "pin": {
        "algo": "pbkdf2-sha256",
        "iterations": 200000,
        "salt": "5f0c6e1f9a3b47d28e6d0b1c2a3f4e5d",
        "hash": "a3c1f2e4d5b6978897a6b5c4d3e2f10123456789abcdef0fedcba98765432100",
    },
    "language": "pl",
}
STAFF = [upsert("employee", EMPLOYEE)]
EVERY_QUARTER = {"mode": "every", "period_minutes": 15}
PRINTER = {
    "id": world.PRINTER,
    "name": "Epson",
    "kind": "receipt_printer",
    "connection": {"type": "network", "host": "127.0.0.1", "port": 9100},
    "profile": "default",
    "store_server_id": world.BOX,
}
CONFIGURATION: dict[str, Any] = {
    "account": {"name": "Bar pod Lipą", "tax_id": "", "address": "", "currency": "PLN"},
    "store": {
        "id": world.STORE,
        "name": "Kraków",
        "address": "",
        "timezone": "Europe/Warsaw",
        "language": "pl",
        "receipt_header": "",
        "receipt_footer": "",
    },
    "further_stores": [],
    "device": {
        "id": world.DEVICE,
        "name": "Kasa 1",
        "page": f"/this-device/{world.DEVICE}",
        "generation": 1,
        "number_prefix": "1-1-",
    },
    "login_mode": "id_pin",
    "cash_management": True,
    "shifts_required": False,
    "usage_mode": {
        "payment_terminal": None,
        "cash_drawer": None,
        "receipt_printer": {"peripheral": PRINTER, "options": {}},
        "page_printer": None,
        "pickup_printer": None,
        "assembly_printer": None,
        "product_scanner": None,
        "checkout_scale": None,
    },
    "store_servers": [],
    "sync": {
        "configuration": EVERY_QUARTER,
        "users": EVERY_QUARTER,
        "products": EVERY_QUARTER,
        "transactions": {"mode": "immediately"},
    },
}
CONFIGURED = [upsert("configuration", CONFIGURATION, world.DEVICE)]
CURSOR_INVALID = {
    "type": "urn:comptoir:problem:cursor_invalid",
    "title": "This cursor was not made here",
    "status": 400,
    "code": "cursor_invalid",
}
APPLIED = {
    "cursor": world.PRODUCTS_CURSOR,
    "applied_at": "2025-11-20T09:30:05.000Z",
    "applied": WHOLE["count"],
    "failed": [],
}


def _get(name: str, path: str, status: int, answer: Any) -> Exchange:
    return Exchange(name, "GET", f"/sync/{path}", status, world.TILL_SECRET, answer=answer)


EXCHANGES = (
    _get(
        "pull_configuration",
        "configuration",
        200,
        page_of(
            "configuration", CONFIGURED, world.CONFIGURATION_CURSOR, count=1, digest=digest_of(CONFIGURED)
        ),
    ),
    _get(
        "pull_users",
        "users",
        200,
        page_of("users", STAFF, world.USERS_CURSOR, count=1, digest=digest_of(STAFF)),
    ),
    _get(
        "pull_products",
        "products?limit=6",
        200,
        page_of("products", GROUND, world.PRODUCTS_NEXT_PAGE, more=True),
    ),
    _get(
        "pull_products_on",
        f"products?limit=6&cursor={world.PRODUCTS_NEXT_PAGE}",
        200,
        page_of("products", GOODS, world.PRODUCTS_CURSOR, **WHOLE),
    ),
    Exchange("ack", "POST", "/sync/products/ack", 204, world.TILL_SECRET, body=APPLIED),
    _get(
        "pull_changes",
        f"products?cursor={world.PRODUCTS_CURSOR}",
        200,
        page_of("products", [], world.PRODUCTS_CURSOR, snapshot=False, **WHOLE),
    ),
    _get("pull_refused", "products?cursor=made-up", 400, CURSOR_INVALID),
)
