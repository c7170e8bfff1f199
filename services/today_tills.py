"""The tills of the start page: when each was heard, what it has not sent, since when its data is old."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, cast, or_, select, text, union_all
from sqlalchemy.orm import Session

from domain.names import DeviceStatus, Stream
from domain.opening import TillNow
from domain.streams import read_cursor
from models import Device, DeviceReport, Generation, Store, StreamAck, StreamHead, UtcDateTime
from services.contacts import Contact

Heard = dict[str, Contact]
#: light rows of a query, by column name
Rows = Sequence[Any]


def read_devices(session: Session) -> Rows:
    """The account's devices with their newest till's last report."""
    query = (
        select(
            Device.id,
            Device.public_id,
            Device.name,
            Device.status,
            Store.name.label("store"),
            DeviceReport.unsent_receipts,
            DeviceReport.unsent_amount,
            DeviceReport.currency,
        )
        .join(Store, Store.id == Device.store_id)
        .outerjoin(
            Generation, and_(Generation.device_id == Device.id, Generation.number == Device.generation)
        )
        .outerjoin(DeviceReport, DeviceReport.generation_id == Generation.id)
        .where(Device.status != DeviceStatus.DELETED)
        .order_by(Store.id, Device.number)
    )
    return session.execute(query).all()


def till_now(row: Any, heard: Heard, behind: dict[int, datetime]) -> TillNow:
    """One till out of its row of `read_devices`."""
    contact = heard.get(f"device:{row.id}")
    return TillNow(
        public_id=row.public_id,
        name=row.name,
        store=row.store,
        heard=contact.at if contact else None,
        unsent_receipts=row.unsent_receipts or 0,
        unsent_amount=row.unsent_amount or 0,
        currency=row.currency,
        behind_since=behind.get(row.id),
    )


def read_behind(session: Session) -> dict[int, datetime]:
    """Since when each selling device lacks a change: device → the oldest change that it has not acknowledged.

    A till that has everything is left out by the database, so the cost is that of the others.
    """
    lacking: dict[tuple[int, int], list[int]] = {}
    activated: dict[int, datetime | None] = {}
    for row in session.execute(_unacknowledged()):
        seq = _acknowledged(row.cursor, row.epoch)
        if seq < row.seq:
            lacking.setdefault((row.head_id, seq), []).append(row.device_id)
            activated[row.device_id] = row.activated_at
    return _oldest_changes(session, lacking, activated)


@cache
def _unacknowledged() -> Any:
    """Selling devices with a head of theirs whose newest cursor they have not acknowledged."""
    own = and_(StreamHead.stream == Stream.CONFIGURATION, StreamHead.device_id == Device.id)
    shared = and_(
        StreamHead.stream.in_((Stream.USERS, Stream.PRODUCTS)), StreamHead.store_id == Device.store_id
    )
    return union_all(_unacknowledged_at(own), _unacknowledged_at(shared))


def _unacknowledged_at(theirs: ColumnElement[bool]) -> Any:
    newest = StreamHead.epoch.concat(".").concat(cast(StreamHead.seq, String))
    return (
        select(
            Device.id.label("device_id"),
            Generation.activated_at,
            StreamHead.id.label("head_id"),
            StreamHead.epoch,
            StreamHead.seq,
            StreamAck.cursor,
        )
        .select_from(Device)
        .outerjoin(
            Generation, and_(Generation.device_id == Device.id, Generation.number == Device.generation)
        )
        .join(StreamHead, theirs)
        .outerjoin(
            StreamAck,
            and_(StreamAck.generation_id == Generation.id, StreamAck.stream == StreamHead.stream),
        )
        .where(
            Device.status.in_((DeviceStatus.ACTIVATED, DeviceStatus.DRAINING)),
            StreamHead.seq > 0,
            or_(StreamAck.cursor.is_(None), StreamAck.cursor != newest),
        )
    )


def _acknowledged(acked: str | None, epoch: str) -> int:
    """Up to which number the till has this head; another epoch's cursor counts for nothing."""
    cursor = read_cursor(acked) if acked else None
    return cursor.seq if cursor is not None and cursor.epoch == epoch else 0


def _oldest_changes(
    session: Session, lacking: dict[tuple[int, int], list[int]], activated: dict[int, datetime | None]
) -> dict[int, datetime]:
    if not lacking:
        return {}
    # Written out by hand, since such a query is put together anew for every page; all of it are numbers.
    parts = (
        f"SELECT {place} AS place, min(changed_at) AS since FROM published_object"  # noqa: S608
        f" WHERE head_id = {head_id} AND seq > {seq}"
        for place, (head_id, seq) in enumerate(list(lacking)[:400])
    )
    query = text(" UNION ALL ".join(parts)).columns(place=Integer, since=UtcDateTime)
    behind: dict[int, datetime] = {}
    tills = list(lacking.values())
    for place, since in session.execute(query):
        for device_id in tills[place] if since else ():
            begun = max(since, activated[device_id] or since)  # a new till lacks nothing older than itself
            behind[device_id] = min(begun, behind.get(device_id, begun))
    return behind
