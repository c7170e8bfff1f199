"""What tills say they have: only that moves the back office's picture, and only that closes an order."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from domain.names import Stream
from domain.streams import Cursor, has_expired, read_cursor
from domain.sync_rules import Reason, Standing, due_of
from models import PublishedObject, StreamAck, SyncOrder, SyncRun
from services.delivery.poll import places_of, rules_of
from services.delivery.pull import PulledHead, read_head
from services.synchronization.window_guests import note_served
from services.tills.tills import CallingTill


@dataclass(frozen=True)
class Applied:
    """What a till applied of a stream, and what of it failed."""

    cursor: Cursor
    applied_at: datetime
    applied: int = 0
    failed: list[dict[str, Any]] = field(default_factory=list)


def acknowledge(
    session: Session,
    till: CallingTill,
    stream: Stream,
    has: Applied,
    now: datetime,
    order: SyncOrder | None = None,
) -> None:
    """Note what the till has, and write it into the history.

    An answer that was overtaken by a newer one on its way changes nothing; one that is said twice is one sync.
    """
    ack = session.get(StreamAck, (till.generation_id, stream))
    if ack is not None and (ack.cursor, ack.applied_at) == (str(has.cursor), has.applied_at):
        return
    if ack is not None and has.applied_at < ack.applied_at and ack.cursor.startswith(f"{has.cursor.epoch}."):
        return
    _write_run(session, till, stream, has, ack, order, now)
    if ack is None:
        ack = StreamAck(account_id=till.account_id, generation_id=till.generation_id, stream=stream)
        session.add(ack)
    ack.cursor, ack.applied_at, ack.acked_at = str(has.cursor), has.applied_at, now
    ack.applied, ack.failed = has.applied, has.failed
    note_served(session, till, now)


def find_order(session: Session, till: CallingTill, stream: Stream, order_id: str) -> SyncOrder | None:
    """The order that a till answers, be it open or not; None for one that is not its own."""
    return session.scalars(
        select(SyncOrder).where(
            SyncOrder.public_id == order_id,
            SyncOrder.device_id == till.device_id,
            SyncOrder.stream == stream,
        )
    ).first()


def close_order(
    session: Session,
    till: CallingTill,
    order: SyncOrder,
    now: datetime,
    *,
    told_at: datetime | None = None,
    applied_at: datetime | None = None,
    failed: int = 0,
) -> None:
    """The till did what was ordered; saying so twice, or of an order that was withdrawn, is harmless.

    Transactions and the app are handed over or fetched elsewhere: for them this is what the history knows.
    """
    if order.closed_at is not None:
        return
    order.taken_at = told_at if told_at is not None and told_at >= order.created_at else now
    order.closed_at, order.failed = now, failed
    if order.stream in (Stream.TRANSACTIONS, Stream.APP):
        session.add(
            SyncRun(
                account_id=till.account_id,
                device_id=till.device_id,
                stream=order.stream,
                reason=Reason.FORCED,
                order_id=order.id,
                applied_at=applied_at or now,
                acked_at=now,
            )
        )


def _write_run(
    session: Session,
    till: CallingTill,
    stream: Stream,
    has: Applied,
    ack: StreamAck | None,
    order: SyncOrder | None,
    now: datetime,
) -> None:
    connection = session.connection()
    at = read_head(connection, places_of(till)[stream])
    run = SyncRun(
        account_id=till.account_id,
        device_id=till.device_id,
        stream=stream,
        order_id=order.id if order else None,
        cursor=str(has.cursor),
        applied=has.applied,
        failed=has.failed,
        failed_count=len(has.failed),
        applied_at=has.applied_at,
        acked_at=now,
    )
    if at is not None:
        run.reason = Reason.FORCED if order else _reason(connection, till, stream, at, ack, now)
        run.changes = _changes(connection, at, ack, has.cursor)
    session.add(run)


def _reason(
    connection: Connection,
    till: CallingTill,
    stream: Stream,
    at: PulledHead,
    ack: StreamAck | None,
    now: datetime,
) -> Reason | None:
    """Why the stream was due as the till had it before; None when it came by itself."""
    had = Standing(
        at.head,
        ack.cursor if ack else None,
        ack.acked_at if ack else None,
        day_report_at=till.day_report_at,
    )
    rule = rules_of(connection, till)[stream]
    due = due_of(stream, rule, had, now, till=till.device, zone=till.timezone)
    return due.reason if due else None


def _changes(connection: Connection, at: PulledHead, ack: StreamAck | None, has: Cursor) -> int | None:
    """How many things differ between what the till had and what it has; None when it started over."""
    had = read_cursor(ack.cursor) if ack else None
    if had is None or has_expired(had, at.head):
        return None
    changed = select(func.count()).where(
        PublishedObject.head_id == at.id, PublishedObject.seq > had.seq, PublishedObject.seq <= has.seq
    )
    return connection.scalar(changed)
