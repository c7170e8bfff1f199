"""Where tills reach a store server in the shop's own network, from what it says of itself."""

import ipaddress
from collections.abc import Iterable

from domain.connections import is_host

#: a computer has few networks; more would only make tills wait for what does not answer
MOST_URLS = 8


def lan_urls(addresses: Iterable[str], port: int, *, tls: bool) -> list[str]:
    """The base of every call there (PROTOCOL §8), in the store server's order; what no till could call is left out."""
    scheme = "https" if tls else "http"
    hosts = dict.fromkeys(filter(None, map(_host, addresses)))
    return [f"{scheme}://{host}:{port}/v1" for host in list(hosts)[:MOST_URLS]]


def _host(told: str) -> str | None:
    """As it stands in an address; an IPv6 address that holds on one computer only (`%eth0`) means nothing elsewhere."""
    name = told.strip().lower()
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name if is_host(name) else None
    if address.is_unspecified or address.is_multicast or "%" in name:
        return None
    return f"[{address}]" if address.version == 6 else str(address)
