"""The history as the address asks for it: what is filtered, and each event in the reader's words."""

from dataclasses import dataclass
from functools import lru_cache

from flask import get_template_attribute, request, url_for
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import select

from blueprints.days import read_day
from blueprints.event_texts import changes_of, sentence_of
from blueprints.permissions import allowed
from blueprints.readers import Reader, reader
from domain.permissions import Deed
from extensions import db
from models import Store, User
from services.history.history import EventRow, HistoryFilter, HistoryPage, read_history

#: kind of thing -> its word; the order of the filter
KINDS: dict[str, LazyString] = {
    "device": _l("POS device"),
    "peripheral": _l("Peripheral"),
    "store": _l("Store"),
    "store_server": _l("Store server"),
    "sync_window": _l("Sync window"),
    "employee": _l("Employee"),
    "app_release": _l("App update"),
    "app_key": _l("Signing key"),
    "product": _l("Product"),
    "category": _l("Category"),
    "unit": _l("Unit"),
    "tax": _l("Tax"),
    "price_list": _l("Price list"),
    "product_import": _l("Change of many products"),
    "user": _l("Person in the back office"),
    "account": _l("Business account"),
}
#: what only those may read who manage the account
PRIVATE = frozenset({"user", "account"})
#: kinds of actors that are no person -> their word
ACTORS: dict[str, LazyString] = {
    "device": _l("A till"),
    "store_server": _l("A store server"),
    "server": _l("Comptoir itself"),
}
CARDS = {
    "device": "devices.show",
    "peripheral": "peripherals.show",
    "store": "stores.show",
    "store_server": "store_servers.show",
    "sync_window": "synchronization.window",
}


@dataclass(frozen=True)
class Row:
    """One event as a line of the history."""

    event: EventRow
    sentence: str
    changes: list[str]
    who: str
    kind: str
    url: str | None


@dataclass(frozen=True)
class Listing:
    """A page of the history, drawn."""

    rows: Markup
    found: HistoryPage


def wanted_history(timezone: str, *, kind: str = "", subject: str = "") -> HistoryFilter:
    """What the address asks for; a thing's own page names its kind and id."""
    readable = frozenset(KINDS) - (frozenset() if allowed(Deed.MANAGE_ACCOUNT) else PRIVATE)
    asked = request.args.get("kind", "")
    return HistoryFilter(
        kinds=readable,
        kind=kind or (asked if asked in KINDS else ""),
        subject=subject,
        word="" if subject else request.args.get("q", ""),
        actor=request.args.get("who", ""),
        first_day=read_day(request.args.get("from")),
        last_day=read_day(request.args.get("to")),
        timezone=timezone,
    )


def read_listing(wanted: HistoryFilter) -> Listing:
    """The page of the address, in words; on the page of one thing, no row says what it is about."""
    found = read_history(db.session(), wanted, request.args.get("page", 1, type=int))
    who, about = reader(), not wanted.subject
    rows = [_drawn(who, about, wanted.timezone, event) for event in found.events]
    return Listing(Markup("").join(rows), found)


@lru_cache(maxsize=2048)
def _drawn(who: Reader, about: bool, timezone: str, event: EventRow) -> Markup:
    """What happened never changes, so it is drawn once for the same reader."""
    row = get_template_attribute("history/_row.html", "row")
    drawn: Markup = row(row_of(event), timezone, about)
    return drawn


def row_of(event: EventRow) -> Row:
    """An event in the reader's language."""
    card = CARDS.get(event.subject_kind)
    return Row(
        event=event,
        sentence=sentence_of(event),
        changes=changes_of(event),
        who=who_did(event),
        kind=str(KINDS.get(event.subject_kind, event.subject_kind)),
        url=url_for(card, public_id=event.subject_id) if card and not is_gone(event) else None,
    )


def who_did(event: EventRow) -> str:
    """The person, or the till or box by its name."""
    if event.actor_kind == "device":
        return _("Till %(name)s", name=event.actor_name)
    if event.actor_kind == "command":
        return _("Command line")
    if event.actor_kind == "store_server":
        return _("Store server %(name)s", name=event.actor_name)
    return event.actor_name


def is_gone(event: EventRow) -> bool:
    """Whether the event itself says that the thing has no card any more; a deleted POS keeps one."""
    return event.verb in ("peripheral.removed", "store_server.removed")


def actor_choices() -> list[tuple[str, str]]:
    """Everybody who may have done something, for the filter."""
    people = db.session.execute(select(User.public_id, User.name).order_by(User.name)).all()
    others = [(kind, str(word)) for kind, word in ACTORS.items()]
    return [("", _("Everybody")), *((public_id, name) for public_id, name in people), *others]


def kind_choices() -> list[tuple[str, str]]:
    """The kinds of things that the reader may read of, for the filter."""
    readable = wanted_history("UTC").kinds
    return [("", _("Everything"))] + [(kind, str(word)) for kind, word in KINDS.items() if kind in readable]


def account_timezone() -> str:
    """The whole account's history is told in the time of its first store."""
    return db.session.scalar(select(Store.timezone).order_by(Store.id).limit(1)) or "UTC"
