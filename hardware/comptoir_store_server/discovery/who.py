"""Which printer hangs at an address, where the box can tell one printer from another."""

from pathlib import Path

from comptoir_store_server.connections import Connection, Way
from comptoir_store_server.discovery.network import NEIGHBOURS, read_neighbours
from comptoir_store_server.discovery.plugs import Tree, read_usb
from comptoir_store_server.page_printers.usb import read_device_id


def read_who(connection: Connection, tree: Tree | None = None, neighbours: Path = NEIGHBOURS) -> str | None:
    """The hardware address in the network, what it says of itself over USB; nothing if neither is known.

    What hangs on a serial line tells nothing, and its converter tells only of itself.
    """
    if connection.way == Way.NETWORK:
        return read_neighbours(neighbours).get(connection.host)
    return _over_usb(connection.path, (tree or Tree()).system) if connection.way == Way.USB else None


def _over_usb(path: str, system: Path) -> str | None:
    name = Path(path).resolve().name
    usb, told = read_usb(system / "class" / "usbmisc" / name / "device"), read_device_id(path, system)
    facts = (usb.product_id, told.get("MFG"), told.get("MDL"), usb.serial or told.get("SN"))
    return " ".join(fact for fact in facts if fact) or None
