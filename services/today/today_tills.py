"""The tills of the start page: which hold receipts back, print none, do not call, or sell by old data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    and_,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Session

from domain.names import DeviceStatus, Stream
from domain.opening import SILENT_AFTER, First, TillNow, is_old
from domain.streams import read_cursor
from models import Device, DeviceReport, Generation, StreamAck, StreamHead, UtcDateTime
from models.scope import account_of
from services.devices.fleet import Fleet, FleetTill
from services.tills.contacts import Contacts
from services.usage_mode.missing_printers import misses_printer, missing_since

#: the statuses of tills that sell, or hand over what they sold
SELLING = (DeviceStatus.ACTIVATED, DeviceStatus.DRAINING)


@dataclass(frozen=True)
class Unsent:
    """What tills hold back, as they last said: how many receipts altogether, how many tills, the first of them."""

    receipts: int
    tills: int
    first: dict[int, int]


@dataclass(frozen=True)
class Printerless:
    """Tills that sell and print no receipts any more: how many, and the first of them with since when."""

    tills: int
    first: dict[int, datetime | None]


def read_troubled(session: Session, shown: int) -> tuple[Unsent, Printerless]:
    """The running tills with receipts that the office lacks, and those without a printer, by store and number."""
    unsent, printerless = Unsent(0, 0, {}), Printerless(0, {})
    values = {"shown": shown, "account": account_of(session)}
    for row in session.execute(_troubled(), values):
        if row.receipts:
            unsent = Unsent(int(row.receipts), row.tills, unsent.first | {row.id: row.unsent_receipts})
        else:
            printerless = Printerless(row.tills, printerless.first | {row.id: row.since})
    return unsent, printerless


@cache
def _troubled() -> Any:
    """The first of both, by one query; the account is named, for the guard sees no subquery."""
    parts = union_all(*(select(part.subquery()) for part in (_unsent_first(), _printerless_first())))
    found = parts.subquery()
    return select(found).order_by(found.c.store_id, found.c.number)


def _unsent_first() -> Any:
    newest = and_(Generation.device_id == Device.id, Generation.number == Device.generation)
    held = DeviceReport.unsent_receipts
    query = _first(held, func.sum(held).over().label("receipts"), cast(null(), UtcDateTime).label("since"))
    query = query.join(Generation, newest).join(DeviceReport, DeviceReport.generation_id == Generation.id)
    return query.where(Device.status.in_(SELLING), held > 0)


def _printerless_first() -> Any:
    none = (literal(0).label("unsent_receipts"), literal(0).label("receipts"))
    return _first(*none, missing_since().label("since")).where(misses_printer())


def _first(*facts: Any) -> Any:
    """The first tills of a trouble with how many they are."""
    columns = (Device.id, Device.store_id, Device.number, func.count().over().label("tills"))
    query: Any = select(*columns, *facts).where(Device.account_id == bindparam("account", type_=Integer))
    return query.order_by(Device.store_id, Device.number).limit(bindparam("shown", type_=Integer))


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
