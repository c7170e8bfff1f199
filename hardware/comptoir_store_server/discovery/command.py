"""What the command `probe` prints: everything that is found, for the person at the box."""

import time

from comptoir_store_server.discovery.board import DiscoveryBoard
from comptoir_store_server.discovery.finder import Finder
from comptoir_store_server.discovery.found import Found

WORDS = {
    "payment_terminal": "payment terminal",
    "receipt_printer": "receipt printer",
    "page_printer": "page printer",
    "barcode_scanner": "barcode scanner",
    "scale": "scale",
}


def look_around(seconds: float, finder: Finder | None = None) -> list[Found]:
    """Listen for so long, then tell what is there."""
    finder = finder or Finder(DiscoveryBoard())
    try:
        finder.look()
        time.sleep(seconds)
        return finder.look()
    finally:
        finder.close()


def describe_found(found: list[Found]) -> str:
    """Two lines for each thing."""
    if not found:
        return (
            "Nothing found. Look at cables and power. Most receipt printers do not announce themselves:\n"
            "add those in the office by their address."
        )
    return "\n".join(_describe(each) for each in sorted(found, key=lambda each: (each.kind_guess, each.key)))


def _describe(found: Found) -> str:
    place = dict(found.connection)
    address = place.get("path") or f"{place['host']}:{place['port']}"
    queue = f", queue {place['queue']}" if place.get("queue") else ""
    name = " ".join(part for part in (found.make, found.model) if part) or "without a name"
    numbers = {"serial number": found.serial, "MAC": found.mac}
    told = "".join(f", {word} {value}" for word, value in numbers.items() if value)
    kind = WORDS.get(found.kind_guess, "something")
    return f"{kind}: {name}\n  at {address}{queue}{told}"
