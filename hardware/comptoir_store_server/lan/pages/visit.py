"""One visit of one browser: its language, its session, and the drawing of pages for it."""

import hmac
import secrets
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from comptoir_store_server.configuration import Configuration
from comptoir_store_server.lan.pages.asked import Asked
from comptoir_store_server.lan.pages.drawing import draw
from comptoir_store_server.lan.pages.sessions import Session
from comptoir_store_server.lan.pages.told import Stop, Told
from comptoir_store_server.lan.pages.words import LANGUAGES, Say, best_language

YEAR = 365 * 24 * 3600


@dataclass
class Visit:
    """Everything that belongs to one request."""

    asked: Asked
    configuration: Configuration
    #: Nobody on the sign-in page.
    session: Session | None = None
    #: The parts of the path that are not fixed.
    parts: tuple[str, ...] = ()
    cookies: list[str] = field(default_factory=list)

    @cached_property
    def language(self) -> str:
        """As chosen here or before, else the store's, else the browser's."""
        wishes = (
            self.asked.query.get("language"),
            self.asked.cookies.get("comptoir-language"),
            self.configuration.store.get("language"),
        )
        found = [str(wish)[:2].lower() for wish in wishes if wish]
        known = [wish for wish in found if wish in LANGUAGES]
        return known[0] if known else best_language(self.asked.environ.get("HTTP_ACCEPT_LANGUAGE", ""))

    @cached_property
    def say(self) -> Say:
        """Says it in this language."""
        return Say(self.language)

    @cached_property
    def csrf(self) -> str:
        """What must come back with a form: of the session, before that of a cookie of its own."""
        if self.session is not None:
            return self.session.csrf
        token = self.asked.cookies.get(self.cookie_name("form")) or secrets.token_urlsafe(24)
        self.keep_cookie("form", token)
        return token

    def check_form(self) -> None:
        """Only forms of our own pages are taken. Raises Stop."""
        before = self.asked.cookies.get(self.cookie_name("form"), "")
        expected = self.session.csrf if self.session is not None else before
        given = self.asked.form.get("csrf", "")
        is_ours = expected and hmac.compare_digest(given.encode(), expected.encode())
        if not is_ours or self.asked.comes_from_elsewhere():
            raise Stop(403)

    def cookie_name(self, what: str = "") -> str:
        """Over TLS one that nobody else can set."""
        name = f"comptoir-{what}" if what else "comptoir"
        return f"__Host-{name}" if self.asked.is_encrypted else name

    def keep_cookie(self, what: str, value: str, *, seconds: int | None = None) -> None:
        """For this box alone, out of reach of scripts, and not sent along from other sites' forms."""
        secure = "; Secure" if self.asked.is_encrypted else ""
        age = "" if seconds is None else f"; Max-Age={seconds}"
        name = "comptoir-language" if what == "language" else self.cookie_name(what)
        self.cookies.append(f"{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")

    def keep_language(self) -> None:
        """Chosen once, it stays."""
        if self.asked.query.get("language") == self.language:
            self.keep_cookie("language", self.language, seconds=YEAR)

    def tell(self, sentence: str) -> None:
        """Shown on top of the next page."""
        if self.session is not None:
            self.session.told.append(sentence)

    def page(self, template: str, status: int = 200, **facts: Any) -> Told:
        """Draw one page."""
        told: list[str] = []
        if self.session is not None:
            told, self.session.told = self.session.told, []
        self.keep_language()
        frame = {"visit": self, "say": self.say, "languages": LANGUAGES, "told": told, "csrf": self.csrf}
        html = draw(template, **frame, **facts)
        return Told(status, html.encode(), cookies=self.cookies)

    def here(self, **changes: str) -> str:
        """This page's address with other arguments; empty ones are left out."""
        query = {**self.asked.query, **changes} if self.asked.method == "GET" else changes
        return f"{self.asked.path}?{urlencode({name: value for name, value in query.items() if value})}"
