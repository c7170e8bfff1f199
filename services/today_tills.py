"""The tills of the start page: when each was heard, what it has not sent, since when its data is old."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, literal, select, union_all
from sqlalchemy.orm import Session

from domain.names import DeviceStatus, Stream
from domain.opening import TillNow
from domain.streams import read_cursor
from models import Device, DeviceReport, Generation, PublishedObject, Store, StreamAck, StreamHead
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
            Device.store_id,
            Store.name.label("store"),
            Generation.id.label("generation_id"),
            Generation.activated_at,
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


def read_behind(session: Session, devices: Rows) -> dict[int, datetime]:
    """Since when each device lacks a change: device → the oldest change that it has not acknowledged."""
    heads = _read_heads(session)
    acks = _read_acks(session, [row.generation_id for row in devices])
    lacking: dict[tuple[int, int], list[int]] = {}
    for row in devices:
        places = (
            (Stream.CONFIGURATION, row.id),
            (Stream.USERS, row.store_id),
            (Stream.PRODUCTS, row.store_id),
        )
        for stream, place in places:
            head = heads.get((stream, place))
            if head is None or head.seq == 0:
                continue
            seq = _acknowledged(acks.get((row.generation_id, stream)), head.epoch)
            if seq < head.seq:
                lacking.setdefault((head.id, seq), []).append(row.id)
    return _oldest_changes(session, lacking, {row.id: row.activated_at for row in devices})


def _read_heads(session: Session) -> dict[tuple[str, int], Any]:
    query = select(
        StreamHead.id,
        StreamHead.stream,
        StreamHead.store_id,
        StreamHead.device_id,
        StreamHead.epoch,
        StreamHead.seq,
    )
    return {(row.stream, row.device_id or row.store_id): row for row in session.execute(query)}


def _read_acks(session: Session, generations: Collection[int]) -> dict[tuple[int, str], str]:
    query = select(StreamAck.generation_id, StreamAck.stream, StreamAck.cursor).where(
        StreamAck.generation_id.in_(generations)
    )
    return {(row.generation_id, row.stream): row.cursor for row in session.execute(query)}


def _acknowledged(text: str | None, epoch: str) -> int:
    """Up to which number the till has this head; another epoch's cursor counts for nothing."""
    cursor = read_cursor(text) if text else None
    return cursor.seq if cursor is not None and cursor.epoch == epoch else 0


def _oldest_changes(
    session: Session, lacking: dict[tuple[int, int], list[int]], activated: dict[int, datetime | None]
) -> dict[int, datetime]:
    if not lacking:
        return {}
    query = union_all(
        *(
            select(literal(index).label("index"), func.min(PublishedObject.changed_at).label("since")).where(
                PublishedObject.head_id == head_id, PublishedObject.seq > seq
            )
            for index, (head_id, seq) in enumerate(list(lacking)[:400])
        )
    )
    behind: dict[int, datetime] = {}
    tills = list(lacking.values())
    for index, since in session.execute(query):
        for device_id in tills[index] if since else ():
            begun = max(since, activated[device_id] or since)  # a new till lacks nothing older than itself
            behind[device_id] = min(begun, behind.get(device_id, begun))
    return behind
