"""The sentence for each refusal code, one file a room."""

from blueprints.refusal_texts import (
    catalogue,
    devices,
    employees,
    entrance,
    peripherals,
    store_servers,
    stores,
    sync_windows,
)
from blueprints.refusal_texts.texts import Texts

TEXTS: Texts = {
    **entrance.TEXTS,
    **stores.TEXTS,
    **devices.TEXTS,
    **peripherals.TEXTS,
    **store_servers.TEXTS,
    **sync_windows.TEXTS,
    **catalogue.TEXTS,
    **employees.TEXTS,
}
