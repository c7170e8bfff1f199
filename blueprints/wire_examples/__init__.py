"""Examples of the wire, in the order in which a till lives them; a test plays them against the real office."""

from blueprints.wire_examples import (
    activation,
    app_update,
    farewell,
    journal,
    local_products,
    poll,
    printing,
    pull,
    store_server,
    sync_settings,
)
from blueprints.wire_examples.exchange import Exchange

#: section of the page -> its calls
SECTIONS: dict[str, tuple[Exchange, ...]] = {
    "activation": activation.EXCHANGES,
    "poll": poll.EXCHANGES,
    "pull": pull.EXCHANGES,
    "local_products": local_products.EXCHANGES,
    "sync_settings": sync_settings.EXCHANGES,
    "journal": journal.EXCHANGES,
    "app_update": app_update.EXCHANGES,
    "store_server": store_server.EXCHANGES,
    "printing": printing.EXCHANGES,
    "farewell": farewell.EXCHANGES,
}
EXCHANGES: tuple[Exchange, ...] = tuple(one for section in SECTIONS.values() for one in section)

__all__ = ["EXCHANGES", "SECTIONS", "Exchange"]
