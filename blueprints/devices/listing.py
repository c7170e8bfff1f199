"""The list of POS devices as the reader asked for it: searched, filtered, sorted, a page at a time.

Search and order follow the reader's alphabet, which a database does not know for Polish or Cyrillic letters
alike: what they need of every POS is read and arranged here, the rest only of those that are shown.
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
from services.contacts import Contact
from services.device_list import DeviceRow, LightRow, load_devices, read_light_rows

PAGE_SIZE = 50
NEVER = datetime.min.replace(tzinfo=UTC)
STATUS_ORDER = {status: place for place, status in enumerate(DEVICE_WORDS)}


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
    return _load(_wanted_keys())


def read_page() -> Listing:
    """The page that the address asks for; a page beyond the last shows the last."""
    keys = _wanted_keys()
    pages = max(1, -(-len(keys) // PAGE_SIZE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    start = (page - 1) * PAGE_SIZE
    return Listing(_load(keys[start : start + PAGE_SIZE]), len(keys), page, pages)


def _wanted_keys() -> list[int]:
    wanted = request.args.get("q", "").strip().casefold()
    status = request.args.get("status", "")
    rows = read_light_rows(
        db.session(),
        store=request.args.get("store", ""),
        status=status if status in DEVICE_WORDS else "",
    )
    if wanted:
        rows = [row for row in rows if wanted in f"{row.name}\n{row.store_name}".casefold()]
    return [row.id for row in _sorted(rows, request.args.get("sort", "name"))]


def _load(keys: list[int]) -> list[Row]:
    contacts = _contacts(keys)
    return [Row(device, _moment(contacts, device.id)) for device in load_devices(db.session(), keys)]


def _sorted(rows: list[LightRow], order: str) -> list[LightRow]:
    language, what = str(get_locale() or "en"), order.lstrip("-")
    keys: dict[str, Callable[[LightRow], Any]] = {
        "name": lambda row: alphabet_key(row.name, language),
        "store": lambda row: alphabet_key(row.store_name, language),
        "status": lambda row: STATUS_ORDER[row.status],
    }
    rows = sorted(rows, key=keys["name"])
    if what == "contact":
        contacts = _contacts([row.id for row in rows])
        keys[what] = lambda row: _moment(contacts, row.id) or NEVER
    elif what == "unsent":
        devices = load_devices(db.session(), [row.id for row in rows])
        unsent = {device.id: device.unsent_receipts or 0 for device in devices}
        keys[what] = lambda row: unsent[row.id]
    return sorted(rows, key=keys.get(what, keys["name"]), reverse=order.startswith("-"))


def _contacts(keys: list[int]) -> dict[str, Contact]:
    last: Callable[..., dict[str, Contact]] = current_app.extensions["contacts"].last
    return last(f"device:{key}" for key in keys)


def _moment(contacts: dict[str, Contact], key: int) -> datetime | None:
    contact = contacts.get(f"device:{key}")
    return contact.at if contact else None
