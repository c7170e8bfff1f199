"""The house of the box's pages: who is let in, what is refused, and which room each path leads to (WSGI)."""

import logging
import math
import re
import sqlite3
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from comptoir_store_server.lan.desk import Shop
from comptoir_store_server.lan.limits import Allowance, Buckets, Limits
from comptoir_store_server.lan.names import is_called
from comptoir_store_server.lan.pages.asked import Asked
from comptoir_store_server.lan.pages.drawing import read_asset
from comptoir_store_server.lan.pages.rooms import Rooms
from comptoir_store_server.lan.pages.sessions import Sessions
from comptoir_store_server.lan.pages.told import Stop, Told, go
from comptoir_store_server.lan.pages.told_of_shop import facts_of_frame
from comptoir_store_server.lan.pages.visit import Visit

log = logging.getLogger(__name__)
#: Wrong codes from one address, and from everywhere.
FROM_ONE, IN_ALL = Allowance(6, 0.1), Allowance(60, 1.0)
Room = Callable[[Rooms, Visit], Told]


@dataclass(frozen=True)
class Way:
    """One path, where it leads, and what may be done there."""

    pattern: re.Pattern[str]
    room: Room
    methods: tuple[str, ...] = ("GET",)


#: Seen on the sign-in page already.
ASSETS = {"/pages.css": "text/css; charset=utf-8", "/icon.svg": "image/svg+xml"}
JOB = "/jobs/([A-Za-z0-9_.-]{1,64})"
WAYS = (
    Way(re.compile("/"), Rooms.journal),
    Way(re.compile("/drawers"), Rooms.drawers),
    Way(re.compile(JOB), Rooms.job),
    Way(re.compile(JOB + r"/papers/(\d{1,15})-(\d{1,4})\.png"), Rooms.picture),
    Way(re.compile(JOB + r"/papers/(\d{1,15})\.pdf"), Rooms.file),
    Way(re.compile(JOB + "/print-again"), Rooms.print_again, ("GET", "POST")),
    Way(re.compile(JOB + "/cancel"), Rooms.cancel, ("GET", "POST")),
    Way(re.compile(JOB + "/discard"), Rooms.discard, ("GET", "POST")),
)


class House:
    """The application for everything that is not a till's."""

    def __init__(self, shop: Shop, names: frozenset[str], limits: Limits) -> None:
        self._shop = shop
        self._names = names
        self._rooms = Rooms(shop)
        self._sessions = Sessions()
        self._addresses = Buckets(limits.address)
        self._wrong_codes, self._all_wrong_codes = Buckets(FROM_ONE), Buckets(IN_ALL)
        #: A code costs some reckoning: one at a time, so that guessing takes no time from printing.
        self._reckoning = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one browser; whatever goes wrong in here is told in a page."""
        visit = Visit(Asked(environ), self._shop.configuration())
        try:
            told = self._answer(visit)
        except Stop as stop:
            told = self._refuse(visit, stop)
        except sqlite3.OperationalError:
            log.exception("page_spool_failed")
            told = self._refuse(visit, Stop(503, wait_s=5))
        except Exception:
            log.exception("page_failed")
            told = self._refuse(visit, Stop(500))
        start_response(told.line, told.all_headers())
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else told.body]

    def _answer(self, visit: Visit) -> Told:
        asked = visit.asked
        wait = self._addresses.take(asked.address)
        if wait:
            raise Stop(429, wait_s=wait)
        if not is_called(asked.environ.get("HTTP_HOST", ""), self._names):
            raise Stop(421)
        if asked.path in ASSETS and asked.method == "GET":
            return Told(body=read_asset(asked.path[1:]), kind=ASSETS[asked.path])
        token = asked.cookies.get(visit.cookie_name(), "")
        visit.session = self._sessions.find(token, visit.configuration.page_code) if token else None
        if asked.path == "/sign-in":
            return self._sign_in(visit)
        if visit.session is None:
            visit.keep_language()
            return go("/sign-in", visit.cookies)
        return self._enter(visit)

    def _enter(self, visit: Visit) -> Told:
        """Somebody who was let in goes somewhere."""
        asked = visit.asked
        if asked.path == "/sign-out":
            return self._sign_out(visit)
        for way in WAYS:
            found = way.pattern.fullmatch(asked.path)
            if found:
                _check_method(visit, way.methods)
                visit.parts = found.groups()
                return way.room(self._rooms, visit)
        raise Stop(404)

    # Coming and going.

    def _sign_in(self, visit: Visit) -> Told:
        _check_method(visit, ("GET", "POST"))
        if visit.session is not None:
            return go("/")
        if visit.asked.method == "GET":
            return self._show_sign_in(visit)
        code, typed = visit.configuration.page_code, visit.asked.form.get("code", "").strip()
        if code is None:
            return self._show_sign_in(visit)
        if not typed:
            return self._show_sign_in(visit, "Type the code.", 422)
        wait = self._seconds_to_wait(visit.asked.address)
        if wait:
            return self._slow_down(visit, wait)
        with self._reckoning:
            is_right = code.fits(typed)
        if not is_right:
            self._note_wrong_code(visit.asked.address)
            log.warning("page_code_wrong", extra={"address": visit.asked.address})
            return self._show_sign_in(visit, "This is not the code of this store server.", 422)
        visit.keep_cookie("", self._sessions.begin(code))
        log.info("page_signed_in", extra={"address": visit.asked.address})
        return go("/", visit.cookies)

    def _seconds_to_wait(self, address: str) -> float:
        return max(self._wrong_codes.peek(address), self._all_wrong_codes.peek(""))

    def _note_wrong_code(self, address: str) -> None:
        self._wrong_codes.take(address)
        self._all_wrong_codes.take("")

    def _slow_down(self, visit: Visit, wait: float) -> Told:
        told = self._show_sign_in(visit, "Too many wrong codes. Wait a minute, then try again.", 429)
        told.headers["Retry-After"] = str(math.ceil(wait))
        return told

    def _show_sign_in(self, visit: Visit, error: str | None = None, status: int = 200) -> Told:
        return visit.page(
            "sign_in.html",
            status,
            error=visit.say(error) if error else None,
            has_code=visit.configuration.page_code is not None,
            **facts_of_frame(visit, self._shop.folder),
        )

    def _sign_out(self, visit: Visit) -> Told:
        _check_method(visit, ("POST",))
        self._sessions.end(visit.asked.cookies.get(visit.cookie_name(), ""))
        visit.keep_cookie("", "", seconds=0)
        return go("/sign-in", visit.cookies)

    # Refusing.

    def _refuse(self, visit: Visit, stop: Stop) -> Told:
        """In words where that is possible; nothing of the shop is told to whoever was not let in."""
        headers = {}
        if stop.wait_s:
            headers["Retry-After"] = str(math.ceil(stop.wait_s))
        if stop.allowed:
            headers["Allow"] = ", ".join(stop.allowed)
        try:
            told = visit.page("refusal.html", stop.status, code=stop.status)
        except Exception:
            log.exception("page_failed")
            told = Told(stop.status, kind="text/plain; charset=utf-8")
        told.headers.update(headers)
        return told


def _check_method(visit: Visit, allowed: tuple[str, ...]) -> None:
    """Only what may be done there; and a form only with what we gave along with it."""
    if visit.asked.method not in allowed:
        raise Stop(405, allowed=allowed)
    if visit.asked.method == "POST":
        visit.check_form()
