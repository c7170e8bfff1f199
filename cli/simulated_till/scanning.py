"""What the till's scanner reads at the store server of the shop, asked for in the shop's own network."""

import hashlib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from cli.simulated_till.catalogue import Catalogue
from cli.simulated_till.problems import NotTheOffice, OfficeUnreachable, Refused, TillProblem

#: how long a question waits at the store server, and what its answer may take besides
WAIT_S, MORE_S = 25.0, 10.0
REACH_S = 5.0


@dataclass(frozen=True)
class Scan:
    """One code, under an id that never means another scan."""

    id: str
    code: str


@dataclass(frozen=True)
class Place:
    """Where the till's scanner is asked."""

    scanner_id: str
    urls: tuple[str, ...]
    key: str
    certificate_sha256: str | None


class Scanning:
    """The till's ear at its scanner; it remembers how far it has heard."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._after: str | None = None

    def listen(self, wait_s: float = WAIT_S) -> list[Scan]:
        """What was scanned since the last call, waited for; the first call hears what is scanned from now on.

        Raises TillProblem `no_scanner` when none of a store server is chosen, Refused (`scanner_not_yours` when
        it was given to another till), OfficeUnreachable when the store server does not answer.
        """
        place = self._place()
        query: dict[str, Any] = {"wait_s": wait_s} | ({"after": self._after} if self._after else {})
        with _line_to(place, wait_s) as line:
            try:
                answer = line.get(f"/scanners/{place.scanner_id}/events", params=query)
            except httpx.TransportError as problem:
                raise OfficeUnreachable("store_server_unreachable", str(problem)) from problem
        body = answer.json()
        if answer.status_code != httpx.codes.OK:
            raise Refused(answer.status_code, str(body.get("code")), str(body.get("title")))
        self._after = body["after"]
        return [Scan(event["id"], event["code"]) for event in body["events"]]

    def _place(self) -> Place:
        configuration = self._catalogue.configuration()
        used = (configuration.get("usage_mode") or {}).get("product_scanner") or {}
        scanner = used.get("peripheral") or {}
        for server in configuration.get("store_servers") or []:
            if server["urls"] and server["id"] == scanner.get("store_server_id"):
                urls, sha256 = tuple(server["urls"]), server.get("certificate_sha256")
                return Place(scanner["id"], urls, server["key"], sha256)
        raise TillProblem("no_scanner", "choose a scanner of a store server that listens, then sync")


@contextmanager
def _line_to(place: Place, wait_s: float) -> Iterator[httpx.Client]:
    """A line to the first of its addresses that answers."""
    url, context = _find(place)
    timeout = httpx.Timeout(wait_s + MORE_S, connect=REACH_S)
    headers = {"Authorization": f"Bearer {place.key}"}
    with httpx.Client(
        base_url=url, headers=headers, timeout=timeout, verify=context, trust_env=False
    ) as line:
        yield line


def _find(place: Place) -> tuple[str, ssl.SSLContext | bool]:
    why = "it has no address"
    for url in place.urls:
        try:
            context = _known(url, place.certificate_sha256)
            httpx.get(f"{url}/ping", timeout=REACH_S, verify=context, trust_env=False)
        except (OSError, httpx.TransportError) as problem:
            why = str(problem)
            continue
        return url, context
    raise OfficeUnreachable("store_server_unreachable", why)


def _known(url: str, sha256: str | None) -> ssl.SSLContext | bool:
    """Trust the one certificate that the office told, which no authority signed."""
    place = urlsplit(url)
    if place.scheme != "https" or sha256 is None:
        return True
    shown = ssl.get_server_certificate((str(place.hostname), place.port or 443), timeout=REACH_S)
    if hashlib.sha256(ssl.PEM_cert_to_DER_cert(shown)).hexdigest() != sha256:
        raise NotTheOffice("wrong_certificate", url)
    context = ssl.create_default_context(cadata=shown)
    context.check_hostname = False  # it is known by itself, not by its name
    return context
