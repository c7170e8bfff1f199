"""The only mouth of the store server: outgoing HTTP to the office, and what its answers mean."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx

from comptoir_store_server import __version__

Trouble = Literal["network", "timeout", "tls", "not_the_office", "redirect"]


class OfficeUnreachable(Exception):
    """Nobody answered, or somebody who is not the office."""

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(detail)
        self.trouble: Trouble = trouble
        self.detail = detail


class InvalidOfficeAddress(Exception):
    """The address of the office cannot be one."""


@dataclass(frozen=True)
class Answer:
    """What the office said."""

    status: int
    body: dict[str, Any]
    etag: str | None
    poll_after: float | None
    retry_after: float | None

    @property
    def code(self) -> str:
        """The stable code of a problem document, or nothing."""
        return str(self.body.get("code", ""))

    @property
    def is_success(self) -> bool:
        """Whether the office did what was asked."""
        return self.status < 300

    @property
    def is_busy(self) -> bool:
        """Whether the same request should be tried again later."""
        return self.status == 429 or self.status >= 500


def clean_office_address(address: str) -> str:
    """The address without a trailing slash or API path; raises if it cannot be one."""
    parts = urlsplit(address.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidOfficeAddress(address)
    path = parts.path.rstrip("/").removesuffix("/api/v1").rstrip("/")
    return f"{parts.scheme}://{parts.netloc}{path}"


class Office:
    """Speaks to one office, with one secret (or none while pairing)."""

    def __init__(self, address: str, secret: str | None = None) -> None:
        headers = {"User-Agent": f"comptoir-store-server/{__version__}", "Accept": "application/json"}
        if secret is not None:
            headers["Authorization"] = f"Bearer {secret}"
        self._client = httpx.Client(
            base_url=f"{address}/api/v1", headers=headers, timeout=httpx.Timeout(15, connect=5)
        )
        #: How far the office's clock is ahead of ours, in seconds; expiry times are read with it.
        self.clock_offset_s = 0.0

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def get(self, path: str, etag: str | None = None) -> Answer:
        """Read; 304 if nothing changed since ``etag``."""
        return self._ask("GET", path, None, {"If-None-Match": etag} if etag else {})

    def fetch(self, path: str, most_bytes: int) -> bytes | None:
        """A file; nothing if there is none, or one that is larger than anything we asked for."""
        data = bytearray()
        try:
            with self._client.stream("GET", path) as response:
                if response.status_code != 200:
                    return None
                for piece in response.iter_bytes():
                    data += piece
                    if len(data) > most_bytes:
                        return None
        except httpx.TimeoutException as error:
            raise OfficeUnreachable("timeout", "no answer in time") from error
        except httpx.HTTPError as error:
            trouble: Trouble = "tls" if _is_tls(error) else "network"
            raise OfficeUnreachable(trouble, str(error) or type(error).__name__) from error
        return bytes(data)

    def post(self, path: str, body: dict[str, Any]) -> Answer:
        """Send ``body``."""
        return self._ask("POST", path, body, {})

    def put(self, path: str, body: dict[str, Any]) -> Answer:
        """Set what is at ``path`` to ``body``."""
        return self._ask("PUT", path, body, {})

    def _ask(self, method: str, path: str, body: dict[str, Any] | None, headers: dict[str, str]) -> Answer:
        try:
            response = self._client.request(method, path, json=body, headers=headers)
        except httpx.TimeoutException as error:
            raise OfficeUnreachable("timeout", "no answer in time") from error
        except httpx.HTTPError as error:
            trouble: Trouble = "tls" if _is_tls(error) else "network"
            raise OfficeUnreachable(trouble, str(error) or type(error).__name__) from error
        self._measure_clock(response)
        return _read_answer(response)

    def _measure_clock(self, response: httpx.Response) -> None:
        try:
            theirs = parsedate_to_datetime(response.headers["Date"])
        except (KeyError, ValueError):
            return
        if theirs.tzinfo is not None:
            self.clock_offset_s = (theirs - datetime.now(UTC)).total_seconds()


def _is_tls(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _read_answer(response: httpx.Response) -> Answer:
    if 300 <= response.status_code < 400 and response.status_code != 304:
        raise OfficeUnreachable("redirect", response.headers.get("Location", ""))
    return Answer(
        status=response.status_code,
        body=_read_body(response),
        etag=response.headers.get("ETag"),
        poll_after=_seconds(response.headers.get("Poll-After")),
        retry_after=_seconds(response.headers.get("Retry-After")),
    )


def _read_body(response: httpx.Response) -> dict[str, Any]:
    if response.status_code in (204, 304):
        return {}
    kind = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
    if kind not in ("application/json", "application/problem+json"):
        if response.status_code >= 500 or response.status_code == 429:
            return {}  # a proxy in front of a restarting office speaks HTML
        raise OfficeUnreachable("not_the_office", f"{response.status_code} {kind or 'without a type'}")
    try:
        body = response.json()
    except ValueError as error:
        raise OfficeUnreachable("not_the_office", "damaged JSON") from error
    if not isinstance(body, dict):
        raise OfficeUnreachable("not_the_office", "JSON that is no object")
    return body


def _seconds(value: str | None) -> float | None:
    if value is None:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        return _seconds_until(value)


def _seconds_until(date: str) -> float | None:
    try:
        return max(0.0, (parsedate_to_datetime(date) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
