"""A shop whose people look at the page of their store server: a box, its code, browsers without a window."""

import hashlib
import re
from html.parser import HTMLParser
from typing import Any

import httpx

from lan_shop import configuration, receipt_printer

CODE = "7K4M-Q2XD-9ACE"
#: Few rounds, so that tests do not reckon for long.
ROUNDS = 1000


def page_code(code: str = CODE) -> dict[str, Any]:
    """What the office tells of a code."""
    plain = code.replace("-", "").encode()
    digest = hashlib.pbkdf2_hmac("sha256", plain, b"salt", ROUNDS).hex()
    return {"algo": "pbkdf2-sha256", "iterations": ROUNDS, "salt": "salt", "hash": digest}


def shop(port: int, *further: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The configuration of a shop with one printer, and whatever else hangs there."""
    return configuration(receipt_printer(port), *further, **{"page_code": page_code(), **more})


class Page:
    """One answer, as a person sees it."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.status = answer.status_code
        self.html = answer.text if answer.headers.get("Content-Type", "").startswith("text/html") else ""
        self.text = _text_of(self.html)

    @property
    def csrf(self) -> str:
        """What goes with a form of this page."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.html)
        return found[1] if found else ""

    @property
    def title(self) -> str:
        """The heading."""
        found = re.search(r"<h1>(.*?)</h1>", self.html, re.S)
        return _text_of(found[1]) if found else ""


class Browser:
    """Keeps cookies and sends forms, as a browser without scripts does."""

    def __init__(self, base: str, language: str = "en", **more: Any) -> None:
        headers = {"Accept-Language": language}
        self.base = base
        self.http = httpx.Client(base_url=base, headers=headers, timeout=20, trust_env=False, **more)
        self.http.cookies.set("comptoir-language", language)
        self.page = Page(httpx.Response(204))

    def open(self, path: str, **more: Any) -> Page:
        """Look at a page, wherever it leads."""
        self.page = Page(self.http.get(path, follow_redirects=True, **more))
        return self.page

    def send(self, path: str, fields: dict[str, str] | None = None, **more: Any) -> Page:
        """Press the button of a form on the page that is open."""
        headers = {"Origin": self.base, **more.pop("headers", {})}
        data = {"csrf": self.page.csrf, **(fields or {})}
        self.page = Page(self.http.post(path, data=data, headers=headers, follow_redirects=True, **more))
        return self.page

    def sign_in(self, code: str = CODE) -> Page:
        """Type the code."""
        self.open("/sign-in")
        return self.send("/sign-in", {"code": code})

    def close(self) -> None:
        """Close the window."""
        self.http.close()


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def _text_of(html: str) -> str:
    reader = _Text()
    reader.feed(html)
    return " ".join(" ".join(reader.pieces).split())
