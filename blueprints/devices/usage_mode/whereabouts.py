"""Where a peripheral is, in words: its address, box, printer or till, and its store."""

from flask_babel import gettext as _

from domain.connections import Way, address_of
from models import Peripheral


def whereabouts(peripheral: Peripheral) -> str:
    """In one line: `192.168.1.50:9100 · Kraków`, `Connected to Kasa 2 · Kraków`."""
    store = peripheral.store.name if peripheral.store else None
    return " · ".join(part for part in (_connected(peripheral), store) if part)


def _connected(peripheral: Peripheral) -> str:
    if peripheral.host_device is not None:
        return _("Connected to %(device)s", device=peripheral.host_device.name)
    if peripheral.printer is not None:
        return _("Opened by %(printer)s", printer=peripheral.printer.name)
    if peripheral.connection.get("type") != Way.NETWORK and peripheral.store_server is not None:
        return _("On the store server %(box)s", box=peripheral.store_server.name)
    return address_of(peripheral.connection)
