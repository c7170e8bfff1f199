"""The sentence for each refusal code, one file a room."""

from blueprints.refusal_texts import (
    app_releases,
    card_payments,
    catalogue,
    devices,
    employees,
    entrance,
    peripherals,
    receipts,
    settings,
    store_servers,
    stores,
    sync_rules,
    sync_windows,
)
from blueprints.refusal_texts.texts import Texts

TEXTS: Texts = {
    **app_releases.TEXTS,
    **entrance.TEXTS,
    **stores.TEXTS,
    **devices.TEXTS,
    **peripherals.TEXTS,
    **card_payments.TEXTS,
    **store_servers.TEXTS,
    **sync_windows.TEXTS,
    **sync_rules.TEXTS,
    **receipts.TEXTS,
    **catalogue.TEXTS,
    **employees.TEXTS,
    **settings.TEXTS,
}
