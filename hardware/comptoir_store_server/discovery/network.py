"""Printers that announce themselves in the network (mDNS), and the hardware address behind a number."""

import ipaddress
import logging
import threading
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import ifaddr
from zeroconf import InterfaceChoice, ServiceBrowser, ServiceStateChange, Zeroconf

from comptoir_store_server.discovery.found import UNKNOWN, Found, connection_of, guess_kind

log = logging.getLogger(__name__)
IPP, RAW, LPD = "_ipp._tcp.local.", "_pdl-datastream._tcp.local.", "_printer._tcp.local."
SORTS = (IPP, RAW, LPD)
NEIGHBOURS = Path("/proc/net/arp")
COMPLETE = 0x2
ANSWER_MS = 2000


@dataclass(frozen=True)
class Announcement:
    """One service as it was announced."""

    sort: str
    name: str
    host: str
    port: int
    told: dict[str, str]

    @property
    def instance(self) -> str:
        """The printer's own name, the same for all its services."""
        return self.name.removesuffix("." + self.sort)


class Ear:
    """Listens to the announcements of the network until it is closed."""

    def __init__(self, on_change: Callable[[], None], interfaces: list[str] | None = None) -> None:
        """Raises OSError where this box cannot listen to the many."""
        self._on_change = on_change
        self._lock = threading.Lock()
        self._names: set[tuple[str, str]] = set()
        # with a thread of its own, also where an event loop runs already: we wait for its answers
        self._zeroconf = Zeroconf(interfaces=interfaces or InterfaceChoice.All, use_asyncio=False)
        self._browser = ServiceBrowser(self._zeroconf, list(SORTS), handlers=[self._hear])

    def _hear(
        self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        with self._lock:
            if state_change is ServiceStateChange.Removed:
                self._names.discard((service_type, name))
            else:
                self._names.add((service_type, name))
        self._on_change()

    def announced(self) -> list[Announcement]:
        """Everything that is announced now; asks for what is not known yet."""
        with self._lock:
            names = sorted(self._names)
        heard = [self._ask(sort, name) for sort, name in names]
        return [each for each in heard if each is not None]

    def _ask(self, sort: str, name: str) -> Announcement | None:
        info = self._zeroconf.get_service_info(sort, name, ANSWER_MS)
        addresses = info.parsed_addresses() if info is not None else []
        if info is None or not addresses or not info.port:
            return None
        told = {
            key.decode("utf-8", "replace"): (value or b"").decode("utf-8", "replace")
            for key, value in info.properties.items()
        }
        return Announcement(sort, name, min(addresses, key=_plainness), info.port, told)

    def close(self) -> None:
        """Stop listening."""
        self._browser.cancel()
        self._zeroconf.close()


def own_addresses() -> frozenset[str]:
    """Where this box is itself: with other addresses it has to listen anew."""
    return frozenset(str(each.ip) for adapter in ifaddr.get_adapters() for each in adapter.ips)


def _plainness(address: str) -> tuple[bool, bool, str]:
    """IPv4 first; an address that counts on one cable only comes last."""
    read = ipaddress.ip_address(address.split("%")[0])
    return read.version == 6, read.is_link_local, address


def read_neighbours(file: Path = NEIGHBOURS) -> dict[str, str]:
    """Hardware addresses by network address, of everybody we spoke with lately."""
    try:
        lines = file.read_text().splitlines()[1:]
    except OSError:
        return {}
    columns = (line.split() for line in lines)
    return {
        row[0]: row[3].lower()
        for row in columns
        if len(row) >= 6 and int(row[2], 16) & COMPLETE and row[3] != "00:00:00:00:00:00"
    }


def find_announced(announcements: Iterable[Announcement], neighbours: dict[str, str]) -> list[Found]:
    """One thing per printer, however many services it announces."""
    printers: dict[tuple[str, str], dict[str, Announcement]] = {}
    for each in announcements:
        printers.setdefault((each.host, each.instance), {})[each.sort] = each
    return [_printer(services, neighbours) for _, services in sorted(printers.items())]


def _printer(services: dict[str, Announcement], neighbours: dict[str, str]) -> Found:
    first = next(services[sort] for sort in SORTS if sort in services)
    told = {key: value for each in services.values() for key, value in each.told.items() if value}
    make, model = _names(told, first.instance)
    kind, service = _best_way(services, guess_kind(make, model))
    place = {"type": "network", "host": service.host, "port": service.port}
    if kind == "page_printer":
        place["queue"] = told.get("rp", "").strip("/") or "ipp/print"
    own_id = told.get("UUID", "").lower().removeprefix("urn:uuid:")
    mac = neighbours.get(service.host) or _mac(told.get("mac", "")) or mac_in(own_id)
    key = f"mdns:{own_id or first.instance.lower()}"
    return Found(key, kind, connection_of(**place), make, model, _serial(told), mac)


def _best_way(services: dict[str, Announcement], guess: str | None) -> tuple[str, Announcement]:
    """Receipts go raw, pages by IPP; who only knows LPD is not to be printed on."""
    if RAW in services and (IPP not in services or guess == "receipt_printer"):
        return "receipt_printer", services[RAW]
    if IPP in services:
        return "page_printer", services[IPP]
    return UNKNOWN, services[LPD]


def _names(told: dict[str, str], instance: str) -> tuple[str, str]:
    product = told.get("product", "").strip("()")
    model = told.get("usb_MDL") or told.get("ty") or product or instance
    return told.get("usb_MFG", ""), model


def _serial(told: dict[str, str]) -> str:
    return next((told[key] for key in ("usb_SER", "usb_SN", "serial", "SN") if told.get(key)), "")


def _mac(text: str) -> str:
    digits = text.lower().replace(":", "").replace("-", "").replace(".", "")
    is_mac = len(digits) == 12 and all(digit in "0123456789abcdef" for digit in digits)
    return ":".join(digits[place : place + 2] for place in range(0, 12, 2)) if is_mac else ""


def mac_in(own_id: str) -> str:
    """The hardware address at the end of a UUID, where it is of the sort that ends in one."""
    try:
        read = uuid.UUID(own_id)
    except ValueError:
        return ""
    is_group = bool(read.node >> 40 & 1)
    return _mac(f"{read.node:012x}") if read.version == 1 and not is_group else ""
