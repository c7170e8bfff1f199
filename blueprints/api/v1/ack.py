"""`POST /sync/{stream}/ack`: the till has this (PROTOCOL §3)."""

from datetime import datetime

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
from models import SyncOrder
from models.scope import Actor, enter_account
from services.delivery.acks import Applied, acknowledge, close_order, find_order
from services.delivery.poll import places_of
from services.delivery.pull import read_head
from services.synchronization.sync_orders import told_key
from services.tills.tills import CallingTill, lock_till

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
        till = lock_till(session.connection(), till.generation_id)
        order = find_order(session, till, stream, message.order_id) if message.order_id else None
        if stream in DOWN_STREAMS:
            has = _applied(session, till, stream, message)
            acknowledge(session, till, stream, has, now, order)
        if order:
            _close(session, till, order, message, now)
    return no_content()


def _close(
    session: Session, till: CallingTill, order: SyncOrder, message: StreamAcknowledgement, now: datetime
) -> None:
    told = office().contacts.last([told_key(till.device_id)]).get(told_key(till.device_id))
    close_order(
        session,
        till,
        order,
        now,
        told_at=told.at if told else None,
        applied_at=utc(message.applied_at, "applied_at"),
        failed=len(message.failed),
    )


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
