"""A till reads and changes when its streams run."""

from blueprints.wire_examples import world
from blueprints.wire_examples.exchange import Exchange

QUARTER_HOURLY = {"mode": "every", "period_minutes": 15}
PERIODS = [5, 15, 30, 60, 180, 360, 720, 1440]
RECEIPTS = {"mode": "immediately", "editable": False}
BEFORE = {
    "products": QUARTER_HOURLY,
    "users": QUARTER_HOURLY,
    "configuration": QUARTER_HOURLY,
    "transactions": RECEIPTS,
    "periods": PERIODS,
}
WANTED = {"products": {"mode": "never"}, "users": {"mode": "day_report"}}
CONFIRMATION_REQUIRED = {
    "type": "urn:comptoir:problem:confirmation_required",
    "title": "A person has to confirm what becomes of the till's own goods",
    "status": 409,
    "code": "confirmation_required",
    "consequence": "local_products_hidden",
    "count": 2,
    "examples": ["Chleb domowy", "Kompot z rabarbaru"],
}


def _change(name: str, status: int, answer: object, *, confirmed: bool) -> Exchange:
    body = WANTED | {"confirmed": confirmed}
    return Exchange(name, "PUT", "/sync-settings", status, world.TILL_SECRET, body=body, answer=answer)


EXCHANGES = (
    Exchange("sync_settings", "GET", "/sync-settings", 200, world.TILL_SECRET, answer=BEFORE),
    _change("change_sync_settings", 409, CONFIRMATION_REQUIRED, confirmed=False),
    _change("confirm_sync_settings", 200, BEFORE | WANTED, confirmed=True),
)
