"""An idle till's "anything new?" answered from memory, in front of Flask, for as long as nothing was written.

A remembered answer holds while no transaction was committed to the database, by whomever, and no time passed
at which a stream falls due. Whatever is not certainly the same answer goes on to Flask.
"""

import hashlib
import random
import sqlite3
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from sqlalchemy import Engine, event

from blueprints.api.office import clock
from domain.sync_rules import seconds_to_next_poll
from services.contacts import Contacts
from services.poll import PollFacts
from services.tills import CallingTill

PATH = "/api/v1/poll"
#: where the view finds what to call with a till, its facts, the ETag that it answers and the moment
REMEMBER = "comptoir.remember_poll"
TILLS = 10_000
Revision = tuple[int, int]


class CommitWatch:
    """Tells whether anybody, in this process or another, committed to a database of SQLite.

    `PRAGMA data_version` changes on one connection whenever any other one commits; this one never writes, and
    all threads share it, for the numbers of two connections do not compare.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._opened = 0

    def revision(self) -> Revision | None:
        """Equal revisions: nothing was committed in between. None: nobody knows."""
        with self._lock:
            try:
                connection = self._connection or self._open()
                return self._opened, connection.execute("PRAGMA data_version").fetchall()[0][0]
            except (OSError, sqlite3.Error):
                self._close()
                return None

    def close(self) -> None:
        """Let go of the file; the next question opens it again."""
        with self._lock:
            self._close()

    def _open(self) -> sqlite3.Connection:
        if not self._path.is_file():
            raise FileNotFoundError(self._path)  # opening would make an empty one
        connection = sqlite3.connect(self._path, timeout=0, isolation_level=None, check_same_thread=False)
        self._connection, self._opened = connection, self._opened + 1
        return connection

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a till was told last; `etag` with its quotes, as tills send it back."""

    revision: Revision
    etag: str
    since: datetime
    until: datetime
    device_id: int
    device: str

    def holds(self, revision: Revision, now: datetime) -> bool:
        """Whether it would be the answer again; not after the clock was set back either."""
        return self.revision == revision and self.since <= now < self.until


class PollShortcut:
    """Stands before the API app. Knows tills by the hash of the secret that they have now, never a next one."""

    def __init__(self, api: WSGIApplication, database: Path, contacts: Contacts) -> None:
        self._api = api
        self._contacts = contacts
        self._memory: dict[str, Remembered] = {}
        self._lock = threading.Lock()
        self.watch = CommitWatch(database)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """304 from memory, or whatever the API app says."""
        if environ.get("PATH_INFO") != PATH or environ.get("REQUEST_METHOD") != "GET":
            return self._api(environ, start_response)
        revision = self.watch.revision()  # before anything is read, so that no commit is missed
        scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        if revision is None or scheme != "Bearer":
            return self._api(environ, start_response)
        digest = hashlib.sha256(token.strip().encode()).hexdigest()
        told, now = self._memory.get(digest), clock()
        if told and told.holds(revision, now) and environ.get("HTTP_IF_NONE_MATCH") == told.etag:
            return self._nothing_new(told, now, environ, start_response)
        environ[REMEMBER] = partial(self._remember, digest, revision)
        return self._api(environ, start_response)

    def _nothing_new(
        self, told: Remembered, now: datetime, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        environ["comptoir.who"] = told.device
        self._contacts.heard(f"device:{told.device_id}", now, environ.get("REMOTE_ADDR"))
        pause = seconds_to_next_poll(waiting=False, chance=random.random())  # noqa: S311
        headers = [("ETag", told.etag), ("Poll-After", str(pause)), ("Vary", "Accept-Encoding")]
        start_response("304 NOT MODIFIED", headers)
        return []

    def _remember(
        self, digest: str, revision: Revision, till: CallingTill, facts: PollFacts, etag: str, now: datetime
    ) -> None:
        """What the view answers; `digest` is of the secret that the till called with."""
        if till.token_sha256 != digest or facts.valid_until <= now:
            return
        told = Remembered(revision, etag, now, facts.valid_until, till.device_id, till.device)
        with self._lock:
            self._memory.pop(digest, None)
            if len(self._memory) >= TILLS:
                del self._memory[next(iter(self._memory))]  # who was not heard for longest
            self._memory[digest] = told


def set_up(api: Flask, engine: Engine, contacts: Contacts) -> None:
    """Put the shortcut before the API app on SQLite; on PostgreSQL the app answers every poll."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return
    shortcut = PollShortcut(api.wsgi_app, Path(engine.url.database).absolute(), contacts)
    event.listen(engine, "engine_disposed", lambda _engine: shortcut.watch.close())
    api.wsgi_app = shortcut  # type: ignore[method-assign]
