"""The sentence for each verb of the history, one file a noun."""

from blueprints.event_texts import (
    account,
    app_releases,
    card_payments,
    catalogue,
    devices,
    peripherals,
    store_servers,
    stores,
    sync_rules,
    sync_windows,
)
from blueprints.event_texts.changes import change_lines
from blueprints.event_texts.texts import Texts
from models import Event
from services.history.history import EventRow

TEXTS: Texts = {
    **account.TEXTS,
    **app_releases.TEXTS,
    **catalogue.TEXTS,
    **stores.TEXTS,
    **devices.TEXTS,
    **peripherals.TEXTS,
    **card_payments.TEXTS,
    **store_servers.TEXTS,
    **sync_windows.TEXTS,
    **sync_rules.TEXTS,
}


def sentence_of(event: Event | EventRow) -> str:
    """What happened, in the reader's language; raises KeyError for a verb without words (tests hold that)."""
    return TEXTS[event.verb](**event.facts)


def changes_of(event: Event | EventRow) -> list[str]:
    """What it changed, field by field, in the reader's language."""
    return change_lines(event.facts.get("changes") or [])
