"""`GET /sync/{stream}`: a page of a snapshot, or of what changed since a cursor (PROTOCOL §3)."""

from datetime import datetime

from flask import Blueprint, Response, request
from sqlalchemy import Connection

from blueprints.api.lean_principal import calling_till, reading
from blueprints.api.office import clock, office
from blueprints.api.problems import Problem
from domain.names import DOWN_STREAMS, Stream
from domain.streams import Cursor, has_expired, read_cursor
from domain.sync_rules import Mode
from services.app_releases.app_minimum import shortfall_of
from services.delivery.poll import places_of, read_orders, rules_of
from services.delivery.pull import (
    DEFAULT_LIMIT,
    LARGEST_LIMIT,
    Page,
    PulledHead,
    page_json,
    read_head,
    read_page,
)
from services.publication.publication import open_places
from services.store_servers.lan_keys import read_with_lan_key
from services.tills.tills import CallingTill

endpoint = Blueprint("sync", __name__)


@endpoint.get("/sync/<name>")
def get_stream(name: str) -> Response:
    """200 with a page; a pull is never refused for being early."""
    now = clock()
    with reading() as connection:
        till, at = find_head(connection, name, now)
        page = read_page(connection, at, _wanted_cursor(at), _wanted_limit())
        body = served_page(connection, till, name, page, at)
    response = Response(body, content_type="application/json")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def served_page(connection: Connection, till: CallingTill, name: str, page: Page, at: PulledHead) -> bytes:
    """A page as this till gets it: its configuration carries the key that is stored nowhere."""
    if name == Stream.CONFIGURATION:
        secret = office().settings.secret_key
        page, at = read_with_lan_key(connection, page, at, till.generation_id, secret)
    return page_json(name, page, at)


def down_stream(name: str) -> Stream:
    """The stream of this name that comes down. Raises Problem no_such_stream."""
    if name not in DOWN_STREAMS:
        raise Problem("no_such_stream")
    return Stream(name)


def find_head(connection: Connection, name: str, now: datetime) -> tuple[CallingTill, PulledHead]:
    """The calling till and the head of one of its streams, which is made if it is the first to ask.

    Raises Problem no_such_stream, app_too_old, stream_off and those of `calling_till`.
    """
    till = calling_till(connection, now)
    stream = down_stream(name)
    if old := shortfall_of(connection, till):
        raise Problem("app_too_old", minimum=old.minimum, version=old.version)
    is_off = rules_of(connection, till)[stream].mode == Mode.NEVER
    if is_off and stream not in read_orders(connection, till.device_id, now):
        raise Problem("stream_off")
    place = places_of(till)[stream]
    at = read_head(connection, place)
    if at is None:
        connection.rollback()
        with office().writing() as session:
            open_places(session.connection(), till.account_id, [place], now)
        return find_head(connection, name, now)
    return till, at


def _wanted_cursor(at: PulledHead) -> Cursor | None:
    text = request.args.get("cursor", "")
    if not text:
        return None
    cursor = read_cursor(text)
    if cursor is None:
        raise Problem("cursor_invalid")
    if has_expired(cursor, at.head):
        raise Problem("cursor_expired")
    return cursor


def _wanted_limit() -> int:
    text = request.args.get("limit", str(DEFAULT_LIMIT))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= LARGEST_LIMIT):
        message = f"A whole number from 1 to {LARGEST_LIMIT}"
        raise Problem("invalid", errors=[{"field": "limit", "message": message}])
    return int(text)
