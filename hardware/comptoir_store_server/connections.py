"""How a peripheral is reached from this box: over the network, by a device file, or behind a printer."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

#: Where things of a kind listen, unless the office says otherwise.
USUAL_PORTS = {"page_printer": 631, "payment_terminal": 20007, "scale": 4001}
USUAL_PORT = 9100
USUAL_BAUD = 9600
#: The pins of a printer's drawer socket, and how long a drawer is pulled.
PINS = (2, 5)
USUAL_PULSE_MS = 100


class Way(StrEnum):
    """The ``type`` of a connection."""

    NETWORK = "network"
    USB = "usb"
    SERIAL = "serial"
    BLUETOOTH = "bluetooth"
    #: A drawer that a printer opens.
    PRINTER = "printer"


#: Ways that end at a device file of this box.
BY_FILE = frozenset({Way.USB, Way.SERIAL, Way.BLUETOOTH})


@dataclass(frozen=True)
class Pulse:
    """How a drawer is pulled."""

    pin: int = PINS[0]
    ms: int = USUAL_PULSE_MS


@dataclass(frozen=True)
class Connection:
    """One way to one peripheral; only the members of its way count."""

    way: Way = Way.NETWORK
    host: str = ""
    port: int = USUAL_PORT
    #: Where a page printer takes its jobs.
    queue: str = ""
    path: str = ""
    baud: int = USUAL_BAUD
    #: The language of a scale.
    protocol: str = ""
    #: The printer behind which a drawer hangs.
    printer_id: str = ""
    pulse: Pulse = Pulse()

    @property
    def address(self) -> str:
        """Where it is, as people write it; the same for all that share one line."""
        if self.way == Way.NETWORK:
            return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
        return self.path if self.way in BY_FILE else f"printer {self.printer_id} pin {self.pulse.pin}"


def read_connection(kind: str, told: Any) -> Connection | None:
    """What the office says; nothing if this version knows no such way. Raises ValueError for nonsense."""
    if not isinstance(told, dict) or told.get("type") not in set(Way):
        return None
    way = Way(told["type"])
    if way == Way.NETWORK:
        return _over_network(kind, told) if told.get("host") else None
    if way == Way.PRINTER:
        printer = told.get("printer_id")
        return Connection(way, printer_id=str(printer), pulse=read_pulse(told)) if printer else None
    return _by_file(way, told) if told.get("path") else None


def _over_network(kind: str, told: dict[str, Any]) -> Connection:
    port = int(told.get("port") or USUAL_PORTS.get(kind, USUAL_PORT))
    if not 0 < port < 65536:
        raise ValueError(f"no such port: {port}")
    queue, protocol = str(told.get("queue") or ""), str(told.get("protocol") or "")
    return Connection(host=str(told["host"]), port=port, queue=queue, protocol=protocol)


def _by_file(way: Way, told: dict[str, Any]) -> Connection:
    path, baud = str(told["path"]), int(told.get("baud") or USUAL_BAUD)
    if not path.startswith("/") or "\0" in path:
        raise ValueError(f"no such path: {path!r}")
    if baud <= 0:
        raise ValueError(f"no such speed: {baud}")
    protocol = str(told.get("protocol") or "")
    return Connection(way, path=path, baud=baud, protocol=protocol, pulse=read_pulse(told))


def read_pulse(told: dict[str, Any], usual: Pulse | None = None) -> Pulse:
    """The pin and the length that are told, else the usual ones; never longer than the command can say."""
    usual = usual or Pulse()
    pin, length = told.get("pin"), told.get("pulse_ms")
    return Pulse(
        pin if isinstance(pin, int) and pin in PINS else usual.pin,
        min(max(int(length), 2), 510) if isinstance(length, int) else usual.ms,
    )
