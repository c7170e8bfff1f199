"""Call a webhook: signed, in time, and never an address inside our own network unless that is allowed."""

import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
import threading
from urllib.parse import urlsplit

from domain.check_deliveries import Outcome, is_public, outcome_of_status

#: for one step of the conversation, and for all of it
STEP_SECONDS = 10.0
CALL_SECONDS = 20.0
#: of a name that has many, so many are looked at and tried
MOST_ADDRESSES = 4
SIGNATURE = "X-Comptoir-Signature"
DELIVERY = "X-Comptoir-Delivery"
PORTS = {"http": 80, "https": 443}
Found = tuple[str, int]


def webhook_secret(server_secret: str, account_id: int, salt: str) -> str:
    """The secret of an account's webhook: reckoned whenever it is needed, stored nowhere; a new salt renews it."""
    name = json.dumps(["webhook", account_id, salt])
    return hmac.new(server_secret.encode(), name.encode(), hashlib.sha256).hexdigest()


def signature_of(secret: str, body: bytes) -> str:
    """What the receiver reckons, too, over the body as it came."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def call_webhook(url: str, body: bytes, secret: str, delivery: str, *, local_allowed: bool) -> Outcome:
    """POST it; whether it was taken. No redirect is followed, and nothing of the answer but its status is read."""
    parts = urlsplit(url)
    port = parts.port or PORTS[parts.scheme]
    try:
        places = _resolve(parts.hostname or "", port)
    except (OSError, UnicodeError):
        return Outcome("name_unknown", parts.hostname)
    if not local_allowed and not all(is_public(ipaddress.ip_address(host)) for host, _ in places):
        return Outcome("address_private", places[0][0], may_help=False)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Comptoir",
        SIGNATURE: signature_of(secret, body),
        DELIVERY: delivery,
    }
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        return outcome_of_status(_post(parts.scheme, parts.hostname or "", places, target, body, headers))
    except ssl.SSLError as fault:
        return Outcome("certificate_invalid", fault.reason)
    except TimeoutError:
        return Outcome("timeout")
    except (OSError, http.client.HTTPException) as fault:
        return Outcome("unreachable", (str(fault) or type(fault).__name__)[:200])


def _resolve(host: str, port: int) -> list[Found]:
    """The addresses behind a name. They are asked for once: whoever answers otherwise next time is not asked."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys((str(place[4][0]).partition("%")[0], port) for place in found))[:MOST_ADDRESSES]


def _post(
    scheme: str, host: str, places: list[Found], target: str, body: bytes, headers: dict[str, str]
) -> int:
    kind = _PinnedHttps if scheme == "https" else _Pinned
    connection = kind(host, places)
    ended = threading.Event()

    def end() -> None:
        ended.set()
        connection.cut()

    watch = threading.Timer(CALL_SECONDS, end)  # one that answers a letter a second never times out by itself
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", target, body, headers)
        status = connection.getresponse().status
        if ended.is_set():  # headers that break off look complete
            raise TimeoutError
        return status
    except Exception as fault:
        if ended.is_set():
            raise TimeoutError from fault
        raise
    finally:
        watch.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked at, whatever the name means by now."""

    def __init__(self, host: str, places: list[Found]) -> None:
        super().__init__(host, places[0][1], timeout=STEP_SECONDS)
        self._places = places

    def connect(self) -> None:
        """To the first of the addresses that answers."""
        for number, place in enumerate(self._places, 1):
            try:
                self.sock = socket.create_connection(place, STEP_SECONDS)
                return
            except OSError:
                if number == len(self._places):
                    raise

    def cut(self) -> None:
        """End the conversation from another thread."""
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


class _PinnedHttps(_Pinned):
    """The same, and the certificate must be that of the name."""

    default_port = 443

    def connect(self) -> None:
        """With TLS."""
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
