"""What a browser asks for, read out of the words of HTTP."""

from dataclasses import dataclass
from functools import cached_property
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl

from comptoir_store_server.lan.pages.told import Stop

#: A form of ours is a few words; a question in an address is not much more.
LONGEST_FORM, MOST_FIELDS, LONGEST_VALUE = 8192, 40, 200


@dataclass(frozen=True)
class Asked:
    """One request of a browser."""

    environ: dict[str, Any]

    @property
    def method(self) -> str:
        """What it wants to do; asking for the head of a page is asking for the page."""
        method = str(self.environ["REQUEST_METHOD"])
        return "GET" if method == "HEAD" else method

    @property
    def path(self) -> str:
        """Which page."""
        return str(self.environ["PATH_INFO"]) or "/"

    @property
    def address(self) -> str:
        """Who asks."""
        return str(self.environ["REMOTE_ADDR"])

    @property
    def origin(self) -> str:
        """Where pages of this box come from, as the browser names it."""
        return f"{self.environ['wsgi.url_scheme']}://{self.environ.get('HTTP_HOST', '')}"

    @property
    def is_encrypted(self) -> bool:
        """Whether it came by TLS."""
        return bool(self.environ["wsgi.url_scheme"] == "https")

    @cached_property
    def query(self) -> dict[str, str]:
        """What stands behind the question mark."""
        return _fields(str(self.environ.get("QUERY_STRING", ""))[:4096])

    @cached_property
    def cookies(self) -> dict[str, str]:
        """What the browser was told to keep."""
        try:
            jar = SimpleCookie(str(self.environ.get("HTTP_COOKIE", ""))[:4096])
        except CookieError:
            return {}
        return {name: morsel.value for name, morsel in jar.items()}

    @cached_property
    def form(self) -> dict[str, str]:
        """What was filled in. Raises Stop."""
        kind = str(self.environ.get("CONTENT_TYPE", "")).split(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            raise Stop(415)
        length = str(self.environ.get("CONTENT_LENGTH") or "0")
        if not (length.isascii() and length.isdigit()):
            raise Stop(411)
        if int(length) > LONGEST_FORM:
            raise Stop(413)
        return _fields(self.environ["wsgi.input"].read(int(length)).decode("ascii", "replace"))

    def comes_from_elsewhere(self) -> bool:
        """Whether a page of another site sent this form."""
        origin, site = self.environ.get("HTTP_ORIGIN"), self.environ.get("HTTP_SEC_FETCH_SITE")
        return (origin is not None and origin != self.origin) or site not in (None, "same-origin", "none")


def _fields(text: str) -> dict[str, str]:
    """The last one counts where a name comes twice; what is no text at all is left out."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return {}
    return {name[:LONGEST_VALUE]: _plain(value) for name, value in pairs}


def _plain(value: str) -> str:
    return "".join(letter for letter in value[:LONGEST_VALUE] if letter.isprintable())
