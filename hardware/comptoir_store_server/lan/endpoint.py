"""The whole of it: settings, certificate, door and listener, begun again until the port is free."""

import ipaddress
import logging
import ssl
import threading
from typing import Any

from comptoir_store_server.backoff import Backoff
from comptoir_store_server.lan.desk import Desk, Shop
from comptoir_store_server.lan.door import Door
from comptoir_store_server.lan.limits import Limits
from comptoir_store_server.lan.listener import Listener
from comptoir_store_server.lan.names import own_addresses, own_names
from comptoir_store_server.lan.pages.front import Front
from comptoir_store_server.lan.settings import LanSettings, Mode
from comptoir_store_server.times import utc_now

log = logging.getLogger(__name__)


class Endpoint:
    """What tills of the shop reach; if it cannot listen, the box prints for the office all the same."""

    def __init__(self, shop: Shop, settings: LanSettings, limits: Limits | None = None) -> None:
        self._shop = shop
        self._settings = settings
        self._limits = limits or Limits()
        self._backoff = Backoff(1.0, 30.0)
        self._stopping = threading.Event()
        self._listener: Listener | None = None
        self._certificate_sha256: str | None = None
        self._thread = threading.Thread(target=self._run, name="lan endpoint", daemon=True)

    def start(self) -> None:
        """Begin, unless it is switched off."""
        if self._settings.mode != Mode.OFF:
            self._thread.start()

    def stop(self) -> None:
        """Take no more orders; what is being answered has two seconds."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(10)

    @property
    def port(self) -> int | None:
        """Where it listens, if it does."""
        return self._listener.port if self._listener is not None else None

    def where(self) -> dict[str, Any] | None:
        """Where tills reach us, as the office is told, names that were set first; nothing if they do not."""
        listener, settings = self._listener, self._settings
        if listener is None:
            return None
        is_everywhere = ipaddress.ip_address(settings.address).is_unspecified
        addresses = own_addresses() if is_everywhere else [settings.address]
        is_encrypted = settings.mode == Mode.HTTPS
        told = {"port": listener.port, "addresses": [*settings.names, *addresses], "tls": is_encrypted}
        return told | ({"certificate_sha256": self._certificate_sha256} if is_encrypted else {})

    def _run(self) -> None:
        listener = self._listen()
        while listener is None and not self._stopping.wait(self._backoff.next_wait(0.5)):
            listener = self._listen()
        if listener is not None:
            self._listener = listener
            self._note_where()
            self._shop.on_listening()
            self._stopping.wait()
            self._listener = None
            listener.close()

    def _note_where(self) -> None:
        """For the status command."""
        try:
            self._shop.folder.write_json(self._shop.folder.listening, self.where() or {})
        except OSError:
            log.exception("lan_not_noted")

    def _listen(self) -> Listener | None:
        settings = self._settings
        names = own_names(settings.names)
        try:
            context = self._tls(names) if settings.mode == Mode.HTTPS else None
            desk = Desk(self._shop, self._limits)
            door = Door(desk, self._shop.configuration, names, self._limits)
            front = Front(door, self._shop, names, self._limits)
            listener = Listener((settings.address, settings.port), front, context)
            listener.listen()
        except (OSError, ValueError) as problem:
            log.error("lan_not_listening", extra={"port": settings.port, "why": str(problem)})
            return None
        log.info("lan_listening", extra={"mode": settings.mode.value, "port": listener.port})
        return listener

    def _tls(self, names: frozenset[str]) -> ssl.SSLContext:
        # only where it is used: it takes its time and its room on a small box
        from comptoir_store_server.lan.certificate import find_or_make_certificate, make_context

        folder, addresses = self._shop.folder, own_addresses()
        shown = find_or_make_certificate(folder, self._settings, names, addresses, utc_now())
        log.info("lan_certificate", extra={"file": shown.certificate, "sha256": shown.sha256})
        context = make_context(shown)
        self._certificate_sha256 = shown.sha256
        return context
