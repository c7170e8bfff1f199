"""What changed since a till's cursor, read and sent in front of Flask: the pull that tills make all day (DESIGN §7).

On SQLite, two prepared questions through the driver itself. Whatever is not plainly "an activated till asks for the
next few changes of a stream that is on" goes on to Flask, which knows every refusal.
"""

import hashlib
import json
import re
import sqlite3
import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from sqlalchemy import Engine, event

from blueprints.api.bodies import COMPRESS_FROM
from blueprints.api.office import clock
from domain.app_minimum import find_shortfall
from domain.names import DOWN_STREAMS, Stream
from domain.streams import Head
from services.delivery.pull import DEFAULT_LIMIT, Page, PulledHead, page_json
from services.store_servers.lan_keys import lan_key, with_lan_key
from services.tills.contacts import Contacts

PATH = "/api/v1/sync/"
_CURSOR = re.compile(r"cursor=([0-9a-z]{8,12})\.([0-9]{1,18})", re.ASCII)
#: the head of a till's stream, for a till that may have it without further questions
_HEAD = """
    SELECT device.id, device.public_id, head.id, head.epoch, head.seq, head.floor, head.count, head.digest,
    generation.id, generation.install_id, account.app_minimums
    FROM generation JOIN device ON device.id = generation.device_id
    JOIN account ON account.id = generation.account_id
    JOIN stream_head AS head ON head.stream = ? AND {place}
    WHERE generation.token_sha256 = ? AND generation.ended_at IS NULL AND device.status = 'activated'
    AND NOT EXISTS (
        SELECT 1 FROM sync_rule WHERE sync_rule.account_id = device.account_id
        AND sync_rule.stream = head.stream AND sync_rule.mode NOT IN ('every', 'day_report')
    )
    AND NOT EXISTS (
        SELECT 1 FROM sync_order WHERE sync_order.device_id = device.id
        AND sync_order.closed_at IS NULL AND sync_order.expires_at > ?
    )
"""
_OF_STORE = _HEAD.format(place="head.store_id = device.store_id")
_OF_DEVICE = _HEAD.format(place="head.device_id = device.id")
#: what a till runs, asked only where its business has a minimum version
_PROGRAM = """
    SELECT generation.app, device_report.app_version FROM generation
    LEFT JOIN device_report ON device_report.generation_id = generation.id WHERE generation.id = ?
"""
_CHANGES = """
    SELECT type, object_id, rank, seq, body FROM published_object WHERE head_id = ? AND seq > ? ORDER BY seq LIMIT ?
"""
_WHOLE = """
    SELECT type, object_id, rank, seq, body FROM published_object WHERE head_id = ? AND body IS NOT NULL
"""


class Change(NamedTuple):
    """One published object, as `services.delivery.pull.page_json` wants it."""

    type: str
    object_id: str
    rank: int
    seq: int
    body: str | None


class PullShortcut:
    """Stands before the API app; each thread has a connection of its own that only reads."""

    def __init__(self, api: WSGIApplication, database: Path, contacts: Contacts, secret: str) -> None:
        self._api = api
        self._secret = secret
        self._contacts = contacts
        self._database = f"{database.as_uri()}?mode=ro"
        self._own = threading.local()
        self._opened = 0

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """200 with what changed, or whatever the API app says."""
        path = environ.get("PATH_INFO", "")
        if not path.startswith(PATH) or environ.get("REQUEST_METHOD") != "GET":
            return self._api(environ, start_response)
        asked, stream = _CURSOR.fullmatch(environ.get("QUERY_STRING", "")), path[len(PATH) :]
        scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        if asked is None or stream not in DOWN_STREAMS or scheme != "Bearer":
            return self._api(environ, start_response)
        digest = hashlib.sha256(token.strip().encode()).hexdigest()
        body = self._read(stream, digest, asked[1], int(asked[2]), environ)
        if body is None or (len(body) >= COMPRESS_FROM and environ.get("HTTP_ACCEPT_ENCODING")):
            return self._api(environ, start_response)  # which packs it
        headers = [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "private, no-cache"),
            ("Vary", "Accept-Encoding"),
        ]
        start_response("200 OK", headers)
        return [body]

    def close(self) -> None:
        """Let go of the file: each thread opens it anew at its next question."""
        self._opened += 1

    def _read(
        self, stream: str, digest: str, epoch: str, since: int, environ: WSGIEnvironment
    ) -> bytes | None:
        """The page, from one consistent view; None: let Flask look."""
        now = clock()
        try:
            reading = self._connection()
            reading.execute("BEGIN")
            try:
                found = reading.execute(
                    _OF_DEVICE if stream == Stream.CONFIGURATION else _OF_STORE, (stream, digest, _text(now))
                ).fetchone()
                if found is None:
                    return None
                device_id, device, head_id, *head, count, total, till, install_id, minimums = found
                if minimums != "{}" and _is_too_old(reading, till, minimums):
                    return None
                at = PulledHead(head_id, Head(*head), count, total)
                if epoch != at.head.epoch or not at.head.floor <= since <= at.head.seq:
                    return None
                rows = _changes(reading, _CHANGES, head_id, since, DEFAULT_LIMIT + 1)
                whole = _changes(reading, _WHOLE, head_id) if stream == Stream.CONFIGURATION else []
            finally:
                reading.execute("ROLLBACK")
        except sqlite3.Error:
            self.close()
            return None
        if len(rows) > DEFAULT_LIMIT:
            return None
        environ["comptoir.who"] = device
        self._contacts.heard(f"device:{device_id}", now, environ.get("REMOTE_ADDR"))
        page = Page(False, rows, at.head.cursor, False)
        if stream == Stream.CONFIGURATION:
            page, at = with_lan_key(page, at, whole, lan_key(self._secret, till, install_id))
        return page_json(stream, page, at)

    def _connection(self) -> sqlite3.Connection:
        opened: tuple[int, sqlite3.Connection] | None = getattr(self._own, "reading", None)
        if opened is None or opened[0] != self._opened:
            if opened is not None:
                opened[1].close()
            connection = sqlite3.connect(self._database, uri=True, isolation_level=None, timeout=10)
            opened = self._own.reading = self._opened, connection
        return opened[1]


def _changes(reading: sqlite3.Connection, question: str, *named: int) -> list[Change]:
    return list(map(Change._make, reading.execute(question, named)))


def _is_too_old(reading: sqlite3.Connection, till: int, minimums: str) -> bool:
    """Whether the till's program is too old for new data; `minimums` as the database keeps them."""
    app, reported = reading.execute(_PROGRAM, (till,)).fetchone()
    said = json.loads(app)
    shortfall = find_shortfall(json.loads(minimums), said.get("platform"), reported or said.get("version"))
    return shortfall is not None


def _text(moment: datetime) -> str:
    """A moment as the database keeps it."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def set_up(api: Flask, engine: Engine, contacts: Contacts, secret: str) -> None:
    """Put the shortcut before the API app on SQLite; on PostgreSQL the app answers every pull."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return
    shortcut = PullShortcut(api.wsgi_app, Path(engine.url.database).absolute(), contacts, secret)
    event.listen(engine, "engine_disposed", lambda _engine: shortcut.close())
    api.wsgi_app = shortcut  # type: ignore[method-assign]
