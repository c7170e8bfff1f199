"""An idle till's "anything new?" answered from memory, in front of Flask, for as long as nothing was written.

A remembered answer holds while no transaction was committed to the database, by whomever, and no time passed
at which a stream falls due. Whatever is not certainly the same answer goes on to Flask.
"""

import hashlib
import random
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from sqlalchemy import Engine

from blueprints.api.office import clock
from domain.sync_rules import seconds_to_next_poll
from services.database.commit_watch import CommitWatch, Revision, watch_commits
from services.delivery.poll import PollFacts
from services.tills.contacts import Contacts
from services.tills.tills import CallingTill

PATH = "/api/v1/poll"
#: where the view finds what to call with a till, its facts, the ETag that it answers and the moment
REMEMBER = "comptoir.remember_poll"
TILLS = 10_000


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

    def __init__(self, api: WSGIApplication, watch: CommitWatch, contacts: Contacts) -> None:
        self._api = api
        self._contacts = contacts
        self._memory: dict[str, Remembered] = {}
        self._lock = threading.Lock()
        self._watch = watch

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """304 from memory, or whatever the API app says."""
        if environ.get("PATH_INFO") != PATH or environ.get("REQUEST_METHOD") != "GET":
            return self._api(environ, start_response)
        revision = self._watch.revision()  # before anything is read, so that no commit is missed
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
    if watch := watch_commits(engine):
        api.wsgi_app = PollShortcut(api.wsgi_app, watch, contacts)  # type: ignore[method-assign]
