"""By which names tills call this box; a page of somebody else's site that was led here comes with another."""

import ipaddress
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

import ifaddr

#: Adapters of containers and virtual machines.
WITHIN = ("docker", "br-", "veth", "virbr", "podman")


def own_names(more: Iterable[str] = ()) -> frozenset[str]:
    """This box's names, in small letters, those in the settings among them."""
    host = socket.gethostname().lower()
    short = host.split(".")[0]
    return frozenset({"localhost", host, short, f"{short}.local", *more})


def own_addresses() -> list[str]:
    """The IPv4 addresses under which tills reach this box; networks within the box are no way to it."""
    adapters = [each for each in ifaddr.get_adapters() if not each.nice_name.startswith(WITHIN)]
    found = {str(ip.ip) for adapter in adapters for ip in adapter.ips if ip.is_IPv4}
    return sorted(each for each in found if not ipaddress.ip_address(each).is_loopback)


def is_called(host: str, names: frozenset[str]) -> bool:
    """Whether a Host header means this box. An address always does: only a name can be led elsewhere."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if "@" in host or "/" in host:
        return False
    return name.rstrip(".") in names or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
