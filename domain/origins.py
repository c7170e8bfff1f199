"""Web origins: from where pages may speak with a store server in the shop's own network."""

import re
from urllib.parse import urlsplit

from domain.connections import is_host
from domain.refusal import Refusal

MOST_ORIGINS = 20
LONGEST_ORIGIN = 200
USUAL_PORTS = {"http": 80, "https": 443}
#: scheme, name or address, port; apps come from schemes of their own, such as `capacitor://localhost`
_ORIGIN = re.compile(r"([a-z][a-z0-9+.-]*)://(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::([0-9]{1,5}))?", re.ASCII)


def read_origins(text: str, field: str = "origins") -> list[str]:
    """One origin per line, as browsers send it; the same one twice counts once.

    Raises Refusal at `field`: `origin_invalid` (fact `origin`), `too_many_origins` (fact `maximum`).
    """
    lines = [line.strip() for line in text.splitlines()]
    origins = list(dict.fromkeys(_read(line, field) for line in lines if line))
    if len(origins) > MOST_ORIGINS:
        raise Refusal("too_many_origins", field, maximum=MOST_ORIGINS)
    return origins


def _read(line: str, field: str) -> str:
    found = _ORIGIN.fullmatch(line.lower()) if len(line) <= LONGEST_ORIGIN else None
    if found is None or not is_host(found[2].strip("[]")) or not _is_port(found[3]):
        raise Refusal("origin_invalid", field, origin=line[:LONGEST_ORIGIN])
    parts = urlsplit(found[0])
    if parts.port is None or parts.port == USUAL_PORTS.get(found[1]):  # browsers leave the usual one out
        return f"{found[1]}://{found[2]}"
    return f"{found[1]}://{found[2]}:{parts.port}"


def _is_port(digits: str | None) -> bool:
    return digits is None or 0 < int(digits) <= 65535
