"""Where a peripheral is, in words, as the reader at one device needs it."""

from flask_babel import gettext as _

from domain.connections import Way, address_of
from models import Device, Peripheral


def whereabouts(peripheral: Peripheral, device: Device) -> str:
    """Its address, box, printer or till, and the store: `192.168.1.50:9100 · Kraków`."""
    store = peripheral.store.name if peripheral.store else None
    return " · ".join(part for part in (_connected(peripheral, device), store) if part)


def _connected(peripheral: Peripheral, device: Device) -> str:
    host, box = peripheral.host_device, peripheral.store_server
    if host is not None:
        if host.id == device.id:
            return _("Connected to this device")
        return _("Connected to %(device)s", device=host.name)
    if peripheral.printer is not None:
        return _("Opened by %(printer)s", printer=peripheral.printer.name)
    if peripheral.connection.get("type") == Way.NETWORK:
        return address_of(peripheral.connection)
    if box is not None:
        return _("On the store server %(box)s", box=box.name)
    return ""
