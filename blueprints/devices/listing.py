"""The list of POS devices as the reader asked for it: searched, filtered, sorted, a page at a time.

Search and order follow the reader's alphabet, which a database does not know for Polish or Cyrillic letters
alike; a fleet is small, so the rows are read at once and arranged here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import current_app, request
from flask_babel import get_locale

from blueprints.status_words import DEVICE_WORDS
from domain.alphabets import alphabet_key
from extensions import db
from services.device_list import DeviceRow, list_devices

PAGE_SIZE = 50
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """A POS and when its till was last heard."""

    device: DeviceRow
    last_contact: datetime | None


@dataclass(frozen=True)
class Listing:
    """One page of the list."""

    rows: list[Row]
    total: int
    page: int
    pages: int


def read_rows() -> list[Row]:
    """Every row that the address asks for, in its order."""
    wanted = request.args.get("q", "").strip().casefold()
    status = request.args.get("status", "")
    devices = list_devices(
        db.session(),
        store=request.args.get("store", ""),
        status=status if status in DEVICE_WORDS else "",
    )
    found = [device for device in devices if wanted in f"{device.name}\n{device.store_name}".casefold()]
    contacts = current_app.extensions["contacts"].last(f"device:{device.id}" for device in found)
    rows = [
        Row(device, contact.at if (contact := contacts.get(f"device:{device.id}")) else None)
        for device in found
    ]
    return _sorted(rows, request.args.get("sort", "name"))


def read_page() -> Listing:
    """The page that the address asks for; a page beyond the last shows the last."""
    rows = read_rows()
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    start = (page - 1) * PAGE_SIZE
    return Listing(rows[start : start + PAGE_SIZE], len(rows), page, pages)


def _sorted(rows: list[Row], order: str) -> list[Row]:
    language = str(get_locale() or "en")
    keys: dict[str, Callable[[Row], Any]] = {
        "name": lambda row: alphabet_key(row.device.name, language),
        "store": lambda row: alphabet_key(row.device.store_name, language),
        "status": lambda row: list(DEVICE_WORDS).index(row.device.status),
        "contact": lambda row: row.last_contact or NEVER,
        "unsent": lambda row: row.device.unsent_receipts or 0,
    }
    rows = sorted(rows, key=keys["name"])
    return sorted(rows, key=keys.get(order.lstrip("-"), keys["name"]), reverse=order.startswith("-"))
