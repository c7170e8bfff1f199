"""The list of POS devices as the reader asked for it: searched, filtered, sorted, a page at a time.

Search and order follow the reader's alphabet, which a database does not know for Polish or Cyrillic letters
alike: what they need is known of the whole fleet, the rest is read only of those that are shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from flask import current_app, request

from blueprints.edge import recall
from blueprints.languages import language_in_force
from blueprints.status_words import DEVICE_WORDS
from domain.alphabets import alphabet_key
from extensions import db
from models.scope import account_of
from services.devices.device_list import DeviceRow, load_devices, read_unsent
from services.devices.fleet import FleetTill, read_fleet
from services.tills.contacts import Contact

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
    status, store = request.args.get("status", ""), request.args.get("store", "")
    status = status if status in DEVICE_WORDS else ""
    key = ("devices", account_of(db.session()), store, status)
    fleet = recall(key, partial(read_fleet, db.session(), store=store, status=status))
    language = language_in_force()
    tills = fleet.search(request.args.get("q", "").strip(), language)
    return [till.id for till in _sorted(tills, request.args.get("sort", "name"), language)]


def _load(keys: list[int]) -> list[Row]:
    session, contacts = db.session(), _contacts(keys)
    devices = recall(("devices shown", account_of(session), *keys), partial(load_devices, session, keys))
    return [Row(device, _moment(contacts, device.id)) for device in devices]


def _sorted(tills: Sequence[FleetTill], order: str, language: str) -> Sequence[FleetTill]:
    """By name they come already; otherwise a name decides between equals."""
    what, is_backwards = order.lstrip("-"), order.startswith("-")
    if what == "contact":
        contacts = _contacts([till.id for till in tills])
        return sorted(tills, key=lambda till: _moment(contacts, till.id) or NEVER, reverse=is_backwards)
    if what == "unsent":
        unsent = read_unsent(db.session())
        return sorted(tills, key=lambda till: unsent.get(till.id, 0), reverse=is_backwards)
    if what == "store":
        return sorted(tills, key=lambda till: alphabet_key(till.store_name, language), reverse=is_backwards)
    if what == "status":
        return sorted(tills, key=lambda till: STATUS_ORDER[till.status], reverse=is_backwards)
    if is_backwards:
        return sorted(tills, key=lambda till: alphabet_key(till.name, language), reverse=True)
    return tills


def _contacts(keys: list[int]) -> dict[str, Contact]:
    last: Callable[..., dict[str, Contact]] = current_app.extensions["contacts"].last
    return last(f"device:{key}" for key in keys)


def _moment(contacts: dict[str, Contact], key: int) -> datetime | None:
    contact = contacts.get(f"device:{key}")
    return contact.at if contact else None
