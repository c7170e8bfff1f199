"""Who is asked for: tills have their own door, everything else is for people."""

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from comptoir_store_server.lan.desk import Shop
from comptoir_store_server.lan.door import Door
from comptoir_store_server.lan.limits import Limits

if TYPE_CHECKING:
    from comptoir_store_server.lan.pages.house import House


class Front:
    """The application that the HTTP server calls; the house is built when the first person comes."""

    def __init__(self, door: Door, shop: Shop, names: frozenset[str], limits: Limits) -> None:
        self._door = door
        self._parts = (shop, names, limits)
        self._lock = threading.Lock()
        self._house: House | None = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Show the way."""
        path = environ["PATH_INFO"]
        if path == "/v1" or path.startswith("/v1/"):
            return self._door(environ, start_response)
        return self._find_house()(environ, start_response)

    def _find_house(self) -> "House":
        with self._lock:
            if self._house is None:
                # templates take their room on a small box: only once somebody looks
                from comptoir_store_server.lan.pages.house import House

                self._house = House(*self._parts)
            return self._house
