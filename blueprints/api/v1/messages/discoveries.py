"""What a store server found in its shop (PROTOCOL §8)."""

from typing import Annotated, Any

from msgspec import Meta, Raw, Struct

MOST_FOUND = 500


class FoundThing(Struct):
    """A thing that answers in the shop. `key` is the store server's own name for it, the same each time.

    `kind_guess` is a kind of peripheral, or `unknown`; `connection` is how the store server reaches it:
    `network` (host, port), `usb`, `serial` or `bluetooth` (path). `mac` and `serial` are by what it is known
    again at another address.
    """

    key: Annotated[str, Meta(min_length=1, max_length=200)]
    kind_guess: str
    connection: dict[str, Any]
    make: str | None = None
    model: str | None = None
    serial: str | None = None
    mac: str | None = None


class Discoveries(Struct):
    """All that the store server sees now; what is missing is kept as last seen."""

    found: Annotated[list[FoundThing], Meta(max_length=MOST_FOUND)]


class RawDiscoveries(Struct):
    """The same, each thing for itself: one that nobody understands must not hide the others."""

    found: Annotated[list[Raw], Meta(max_length=MOST_FOUND)]
