"""Where a peripheral is, in words: its address, box, printer or till, and its store."""

from blueprints.peripheral_rows import place_of
from models import Peripheral


def whereabouts(peripheral: Peripheral) -> str:
    """In one line: `192.168.1.50:9100 · Kraków`, `Connected to Kasa 2 · Kraków`."""
    store = peripheral.store.name if peripheral.store else None
    return " · ".join(part for part in (place_of(peripheral), store) if part)
