"""The tills of the start page: which hold receipts back, which do not call, and which sell by old data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, and_, cast, func, or_, select, text, union_all
from sqlalchemy.orm import Session

from domain.names import DeviceStatus, Stream
from domain.opening import SILENT_AFTER, First, TillNow, is_old
from domain.streams import read_cursor
from models import Device, DeviceReport, Generation, StreamAck, StreamHead, UtcDateTime
from services.devices.fleet import Fleet, FleetTill
from services.tills.contacts import Contacts

#: the statuses of tills that sell, or hand over what they sold
SELLING = (DeviceStatus.ACTIVATED, DeviceStatus.DRAINING)


@dataclass(frozen=True)
class Unsent:
    """What tills hold back, as they last said: how many receipts altogether, how many tills, the first of them."""

    receipts: int
    tills: int
    first: dict[int, int]


def read_unsent(session: Session, shown: int) -> Unsent:
    """The running tills with receipts that the office does not have yet, by store and number."""
    rows = session.execute(_unsent_first().limit(shown)).all()
    if not rows:
        return Unsent(0, 0, {})
    return Unsent(int(rows[0].receipts), rows[0].tills, {row.id: row.unsent_receipts for row in rows})


@cache
def _unsent_first() -> Any:
    newest = and_(Generation.device_id == Device.id, Generation.number == Device.generation)
    return (
        select(
            Device.id,
            DeviceReport.unsent_receipts,
            func.count().over().label("tills"),
            func.sum(DeviceReport.unsent_receipts).over().label("receipts"),
        )
        .join(Generation, newest)
        .join(DeviceReport, DeviceReport.generation_id == Generation.id)
        .where(Device.status.in_(SELLING), DeviceReport.unsent_receipts > 0)
        .order_by(Device.store_id, Device.number)
    )


def find_silent(fleet: Fleet, contacts: Contacts, now: datetime) -> list[int]:
    """The running tills that should have called and did not, by store and number."""
    heard = contacts.heard_since(fleet.callers, now - SILENT_AFTER)
    return [key for caller, key in fleet.callers.items() if caller not in heard]


def find_outdated(behind: dict[int, datetime], fleet: Fleet, now: datetime) -> dict[int, datetime]:
    """The running tills that sell by old prices or with yesterday's staff, by store and number, and since when."""
    return {key: behind[key] for key in fleet.running if key in behind and is_old(behind[key], now)}


def first_tills(fleet: Fleet, keys: Iterable[int], count: int, **facts: dict[int, Any]) -> First[TillNow]:
    """The first tills of a trouble; each of the facts is said of those that it names."""
    shown = [fleet.running[key] for key in keys if key in fleet.running]
    return First([_till_now(till, facts) for till in shown], count)


def _till_now(till: FleetTill, facts: dict[str, dict[int, Any]]) -> TillNow:
    known = {name: values[till.id] for name, values in facts.items() if till.id in values}
    return TillNow(till.public_id, till.name, **known)


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
            Device.status.in_(SELLING),
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
    behind: dict[int, datetime] = {}
    tills = list(lacking.values())
    for place, since in session.execute(_oldest(tuple(lacking)[:400])):
        for device_id in tills[place] if since else ():
            begun = max(since, activated[device_id] or since)  # a new till lacks nothing older than itself
            behind[device_id] = min(begun, behind.get(device_id, begun))
    return behind


@lru_cache(maxsize=64)
def _oldest(lacking: tuple[tuple[int, int], ...]) -> Any:
    """The oldest change after each number of a head.

    Written out by hand, for such a query is dear to put together, and remembered: the same tills lack the same
    until they call. All that is put into it are numbers.
    """
    parts = (
        f"SELECT {place} AS place, min(changed_at) AS since FROM published_object"  # noqa: S608
        f" WHERE head_id = {head_id} AND seq > {seq}"
        for place, (head_id, seq) in enumerate(lacking)
    )
    return text(" UNION ALL ".join(parts)).columns(place=Integer, since=UtcDateTime)
