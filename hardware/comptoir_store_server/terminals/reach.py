"""Whether a payment terminal is to be reached, without speaking a word to it."""

import time
from dataclasses import replace

from comptoir_store_server.connections import BY_FILE, Connection, Way
from comptoir_store_server.delivery.wire import open_wire


def reach(connection: Connection, timeout: float) -> int:
    """Milliseconds until it takes our call, or until its device file is open; raises Unavailable."""
    by_line = replace(connection, way=Way.SERIAL) if connection.way in BY_FILE else connection
    began = time.monotonic()
    open_wire(by_line, timeout).close()
    return round((time.monotonic() - began) * 1000)
