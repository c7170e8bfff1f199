"""`POST /sync/{stream}/ack`: the till has this (PROTOCOL §3)."""

import msgspec
from flask import Blueprint, Response
from sqlalchemy.orm import Session

from blueprints.api.bodies import no_content, read_body
from blueprints.api.lean_principal import calling_till, reading
from blueprints.api.office import clock, office
from blueprints.api.problems import Problem
from blueprints.api.till_times import utc
from blueprints.api.v1.messages.sync import StreamAcknowledgement
from domain.names import DOWN_STREAMS, Stream
from domain.streams import Cursor, has_expired, read_cursor
from models.scope import Actor, enter_account
from services.acks import Applied, acknowledge, close_order
from services.poll import places_of
from services.pull import read_head
from services.tills import CallingTill, lock_till

endpoint = Blueprint("ack", __name__)


@endpoint.post("/sync/<name>/ack")
def post_ack(name: str) -> Response:
    """204; 400 `cursor_invalid` for a cursor that no pull of this till's stream ended with."""
    now = clock()
    if name not in list(Stream):
        raise Problem("no_such_stream")
    stream = Stream(name)
    with reading() as connection:
        till = calling_till(connection, now, draining=stream == Stream.TRANSACTIONS)
    message = read_body(StreamAcknowledgement)
    with office().writing() as session:
        enter_account(session, till.account_id, Actor("device", till.name))
        lock_till(session.connection(), till.generation_id)
        if stream in DOWN_STREAMS:
            acknowledge(session, till, stream, _applied(session, till, stream, message), now)
        if message.order_id:
            close_order(session, till, stream, message.order_id, now)
    return no_content()


def _applied(session: Session, till: CallingTill, stream: Stream, message: StreamAcknowledgement) -> Applied:
    if message.cursor is None:
        missing = {"field": "cursor", "message": "Object missing required field `cursor`"}
        raise Problem("invalid", errors=[missing])
    cursor = read_cursor(message.cursor)
    if cursor is None or cursor.in_snapshot or not _is_ours(session, till, stream, cursor):
        raise Problem("cursor_invalid")
    failed = msgspec.to_builtins(message.failed)
    return Applied(cursor, utc(message.applied_at, "applied_at"), message.applied, failed)


def _is_ours(session: Session, till: CallingTill, stream: Stream, cursor: Cursor) -> bool:
    """Whether this till's stream may have handed out the cursor; one that grew old since is still true."""
    at = read_head(session.connection(), places_of(till)[stream])
    return at is not None and not has_expired(Cursor(cursor.epoch, max(cursor.seq, at.head.floor)), at.head)
