"""What fits where: kinds of peripherals, the roles they may take, how they are reached (guide A)."""

import ipaddress
import re
from dataclasses import dataclass

from domain.names import PeripheralKind, Role
from domain.refusal import Refusal

#: A6-A18: which kinds are candidates for a role
FITTING: dict[Role, frozenset[PeripheralKind]] = {
    Role.PAYMENT_TERMINAL: frozenset({PeripheralKind.PAYMENT_TERMINAL}),
    Role.CASH_DRAWER: frozenset({PeripheralKind.CASH_DRAWER}),
    Role.RECEIPT_PRINTER: frozenset({PeripheralKind.RECEIPT_PRINTER}),
    Role.PAGE_PRINTER: frozenset({PeripheralKind.PAGE_PRINTER}),
    Role.PICKUP_PRINTER: frozenset({PeripheralKind.RECEIPT_PRINTER}),
    Role.ASSEMBLY_PRINTER: frozenset({PeripheralKind.RECEIPT_PRINTER, PeripheralKind.PAGE_PRINTER}),
    Role.PRODUCT_SCANNER: frozenset({PeripheralKind.BARCODE_SCANNER}),
    Role.CHECKOUT_SCALE: frozenset({PeripheralKind.SCALE}),
}
#: A3: the three parts of the usage mode tab, in this order
SECTIONS: tuple[tuple[str, tuple[Role, ...]], ...] = (
    ("payment", (Role.PAYMENT_TERMINAL, Role.CASH_DRAWER)),
    ("printers", (Role.RECEIPT_PRINTER, Role.PAGE_PRINTER, Role.PICKUP_PRINTER, Role.ASSEMBLY_PRINTER)),
    ("other", (Role.PRODUCT_SCANNER, Role.CHECKOUT_SCALE)),
)
#: A15: used by one device at a time; everything else may be shared (A19)
EXCLUSIVE = frozenset({Role.PRODUCT_SCANNER})
#: A12, A13: the switches of a role and how they stand at first
OPTIONS: dict[Role, dict[str, bool]] = {
    Role.ASSEMBLY_PRINTER: {"print_assembly_slips": True, "only_made_to_order": True},
}
#: what can be added today, with a form of its own
ADDABLE = frozenset({PeripheralKind.RECEIPT_PRINTER})

PAPER_WIDTHS = (80, 58)
DEFAULT_PORT = 9100
#: printer models by the name of their character and command table; "default" fits most modern ones
PROFILES = (
    "default",
    "TM-T20II",
    "TM-T20II-42col",
    "TM-T88II",
    "TM-T88III",
    "TM-T88IV",
    "TM-T88IV-SA",
    "TM-T88V",
    "TM-L90",
    "TM-P80",
    "TM-P80-42col",
    "CT-S651",
    "KR-306",
    "NT-5890K",
    "NT-80-V-UL",
    "P822D",
    "POS-5890",
    "RP-F10-58mm",
    "RP-F10-80mm",
    "RP326",
    "Sunmi-V2",
    "T-1",
    "TEP-200M",
    "TH230",
    "TH230Plus",
    "ZJ-5870",
    "simple",
)
_HOST_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.IGNORECASE)


@dataclass(frozen=True)
class NetworkAddress:
    """Where a network printer listens."""

    host: str
    port: int = DEFAULT_PORT

    def as_connection(self) -> dict[str, object]:
        """The form in which it is stored and sent to the store server."""
        return {"type": "network", "host": self.host, "port": self.port}


def read_network_address(host: str | None, port: int | str | None) -> NetworkAddress:
    """The address a person typed.

    Raises Refusal `required`, `host_invalid` (at `host`) or `port_invalid` (at `port`).
    """
    name = (host or "").strip().rstrip(".")
    if not name:
        raise Refusal("required", "host")
    if not _is_host(name):
        raise Refusal("host_invalid", "host")
    text = str(port if port not in (None, "") else DEFAULT_PORT).strip()
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise Refusal("port_invalid", "port")
    return NetworkAddress(name, int(text))


def _is_host(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        digits_only = all(label.isdigit() for label in name.split("."))
        return (
            len(name) <= 253
            and not digits_only
            and all(_HOST_LABEL.fullmatch(part) for part in name.split("."))
        )
    return True


def fits(kind: str, role: Role) -> bool:
    """Whether a peripheral of this kind may take this role."""
    return kind in FITTING[role]


def options_of(role: Role, stored: dict[str, object] | None) -> dict[str, bool]:
    """The role's switches as they stand: what was stored, else as at first."""
    return {name: bool((stored or {}).get(name, first)) for name, first in OPTIONS.get(role, {}).items()}
