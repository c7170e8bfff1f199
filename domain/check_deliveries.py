"""Telling of an opening check: to whom, what may be called, and when a failed try is made again."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from domain.connections import is_host
from domain.refusal import Refusal

MOST_EMAILS = 10
LONGEST_URL = 500
#: between one try and the next: a receiver that restarts, one that is repaired over breakfast
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
#: answers of a webhook after which another try may help
TRY_AGAIN = frozenset({408, 425, 429})
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
#: IPv4 inside IPv6, by which a gateway leads back into the own network
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Channel(StrEnum):
    """How somebody is told."""

    EMAIL = "email"
    WEBHOOK = "webhook"


class DeliveryStatus(StrEnum):
    """A message waits for its first or next try, was taken, or is given up."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """What came of a try. `reason` is None when it was taken; `answer` is what the other side said."""

    reason: str | None = None
    answer: str | None = None
    #: whether another try may help
    may_help: bool = True


def next_try(tries: int, now: datetime) -> datetime | None:
    """When to try again after so many tries; None: not any more."""
    return now + PAUSES[tries - 1] if tries <= len(PAUSES) else None


def outcome_of_status(status: int) -> Outcome:
    """What a webhook's answer means."""
    if 200 <= status < 300:
        return Outcome(answer=str(status))
    return Outcome("answer_not_ok", str(status), may_help=status >= 500 or status in TRY_AGAIN)


def read_webhook_url(text: str, field: str = "webhook_url") -> str | None:
    """The address of a webhook as somebody typed it; None for nothing.

    Raises Refusal at the field: webhook_invalid.
    """
    url = text.strip()
    if not url:
        return None
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise Refusal("webhook_invalid", field)
    try:
        parts = urlsplit(url)
        is_fine = parts.scheme in ("http", "https") and parts.port != 0
    except ValueError as error:
        raise Refusal("webhook_invalid", field) from error
    if not is_fine or not parts.hostname or parts.username is not None or not is_host(parts.hostname):
        raise Refusal("webhook_invalid", field)
    return url.partition("#")[0]


def is_public(address: Address) -> bool:
    """Whether an address leads out into the internet: not to this machine, its network or a gateway's inside."""
    inner = _inner(address)
    return inner.is_global and not inner.is_multicast and not inner.is_reserved


def _inner(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    embedded = address.ipv4_mapped or address.sixtofour
    if embedded is None and address in _NAT64:
        embedded = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if embedded is None and address.teredo is not None:
        embedded = address.teredo[1]
    return embedded or address
