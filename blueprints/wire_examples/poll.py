"""An activated till asks what is to be done, and says how it is."""

from blueprints.wire_examples import world
from blueprints.wire_examples.exchange import Exchange

ANSWER = {
    "state": "active",
    "heads": {
        "configuration": world.CONFIGURATION_CURSOR,
        "users": world.USERS_CURSOR,
        "products": world.PRODUCTS_CURSOR,
    },
    "due": [
        {"stream": "configuration", "reason": "first"},
        {"stream": "users", "reason": "first"},
        {"stream": "products", "reason": "first"},
    ],
    "transactions": {"ack_through": 0, "missing": []},
    "app": None,
    "notices": [],
    "server_time": "2025-11-20T09:30:02.000Z",
    "poll_after_s": 30,
}
STATE = {
    "unsent": {
        "entries": 2,
        "receipts": 1,
        "amount": 1850,
        "currency": "PLN",
        "oldest_at": "2025-11-20T09:30:00.000Z",
    },
    "open_tickets": 0,
    "open_shift_id": None,
    "local_products": 0,
    "last_sequence": 2,
    "app_version": "1.4.0",
    "clock": "2025-11-20T09:31:00.000Z",
    "storage_free": 12884901888,
    "peripherals": {"receipt_printer": "online"},
}
HEADERS = {"ETag": world.POLL_ETAG, "Poll-After": "30"}

EXCHANGES = (
    Exchange("poll", "GET", "/poll", 200, world.TILL_SECRET, answer=ANSWER, answer_headers=HEADERS),
    Exchange(
        "poll_unchanged",
        "GET",
        "/poll",
        304,
        world.TILL_SECRET,
        headers={"If-None-Match": world.POLL_ETAG},
        answer_headers=HEADERS,
    ),
    Exchange("state", "PUT", "/state", 204, world.TILL_SECRET, body=STATE),
)
