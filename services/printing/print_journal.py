"""The print journal: every print job of the account, latest first; light rows that carry no document."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from domain.names import PrintStatus
from domain.wall_clock import midnight_of
from models import Assignment, Device, Peripheral, PrintJob, Store, StoreServer, UtcDateTime
from models.scope import account_of

PAGE = 50
#: nobody turns a hundred pages; whoever looks further back names days, a printer or a receipt
MOST = 100 * PAGE
#: group of states -> the states
STATE_GROUPS: dict[str, tuple[PrintStatus, ...]] = {
    "waiting": (PrintStatus.QUEUED, PrintStatus.LEASED, PrintStatus.SENDING, PrintStatus.BLOCKED),
    "printed": (PrintStatus.PRINTED,),
    "uncertain": (PrintStatus.UNCERTAIN,),
    "lost": (PrintStatus.FAILED, PrintStatus.EXPIRED, PrintStatus.CANCELLED),
}
#: when the shop wanted it: what was printed without the office for days is told later
LATEST_FIRST = (PrintJob.created_at.desc(), PrintJob.id.desc())
#: documents are kept without spaces, and a text inside one has its quotation marks escaped
_MARK = '"duplicate":true'
IS_DUPLICATE = or_(PrintJob.reprint_of_id.is_not(None), PrintJob.document.contains(_MARK))


@dataclass(frozen=True)
class JournalFilter:
    """Which jobs somebody wants to read; an empty field filters nothing. Things by public id."""

    #: part of a receipt's number
    word: str = ""
    #: was meant to print it, or did so in its place
    printer: str = ""
    device: str = ""
    kind: str = ""
    #: one of STATE_GROUPS
    state: str = ""
    first_day: date | None = None
    last_day: date | None = None
    timezone: str = "UTC"


class JobLine(NamedTuple):
    """A job as a line of the journal."""

    uuid: str
    created_at: datetime
    kind: str
    status: str
    reason: str | None
    receipt_number: str | None
    requested_by: str
    #: the till in whose name it is
    device: str | None
    printer: str
    printer_kind: str
    #: the stand-in that printed it
    printed_on: str | None
    #: when the store server took it from the till itself, without the office
    lan_received_at: datetime | None
    #: it puts something on paper once more, marked as such
    is_duplicate: bool
    timezone: str | None


@dataclass(frozen=True)
class JournalPage:
    """One page, latest first."""

    lines: list[JobLine]
    #: how many there are, counted up to MOST
    total: int
    #: there are more than anybody turns pages through
    is_more: bool
    page: int
    pages: int


def read_journal(session: Session, wanted: JournalFilter, page: int) -> JournalPage:
    """The page asked for; one beyond the last shows the last. Two queries, however long the journal is."""
    values = _values(wanted) | {"account": account_of(session)}
    keys, found = _find(session, values, max(1, page))
    if not keys and page > 1:
        counted, _shown = _statements(frozenset(values))
        found = session.scalar(counted, values) or 0
        keys, found = _find(session, values, _pages(found))
    total, pages = min(found, MOST), _pages(found)
    rows = {row[0]: JobLine._make(row[1:]) for row in session.execute(_lines(), {"keys": keys})}
    return JournalPage([rows[key] for key in keys], total, found > MOST, min(max(1, page), pages), pages)


def _find(session: Session, values: dict[str, Any], page: int) -> tuple[list[int], int]:
    """The keys of one page, and how many there are in all."""
    _counted, shown = _statements(frozenset(values))
    rows = session.execute(shown, values | {"start": (page - 1) * PAGE}).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


def _pages(found: int) -> int:
    return max(1, -(-min(found, MOST) // PAGE))


def find_whole_job(session: Session, uuid: str) -> PrintJob | None:
    """A job with everything that took part in it."""
    parts = (
        joinedload(PrintJob.device),
        joinedload(PrintJob.peripheral),
        joinedload(PrintJob.printed_on),
        joinedload(PrintJob.reprint_of),
        joinedload(PrintJob.store_server).joinedload(StoreServer.store),
    )
    return session.scalars(select(PrintJob).options(*parts).where(PrintJob.uuid == uuid)).first()


def is_duplicate(job: PrintJob) -> bool:
    """Whether it puts something on paper once more, marked as such: whoever wanted that, and wherever."""
    return job.reprint_of_id is not None or _MARK in job.document


def assignment_now(session: Session, job: PrintJob) -> Assignment | None:
    """What the till of a job uses today in the role for which the job was."""
    query = select(Assignment).where(Assignment.device_id == job.device_id, Assignment.role == job.role)
    return session.scalars(query).first()


def reprints_of(session: Session, job: PrintJob) -> Sequence[PrintJob]:
    """The latest jobs that put this one on paper once more."""
    query = select(PrintJob).where(PrintJob.reprint_of_id == job.id).order_by(PrintJob.id.desc())
    return session.scalars(query.limit(20)).all()


def _values(wanted: JournalFilter) -> dict[str, Any]:
    """What is filtered by, by the names of the conditions."""
    word = wanted.word.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    zone, last = wanted.timezone, wanted.last_day
    values: dict[str, Any] = {
        "word": f"%{word}%" if word else None,
        "state": STATE_GROUPS.get(wanted.state),
        "first_day": midnight_of(wanted.first_day, zone) if wanted.first_day else None,
        "last_day": midnight_of(last + timedelta(days=1), zone) if last else None,
    }
    values |= {name: getattr(wanted, name) for name in ("printer", "device", "kind")}
    return {name: value for name, value in values.items() if value}


@cache
def _statements(names: frozenset[str]) -> tuple[Select[Any], Select[Any]]:
    """How many there are, and the keys of one page with the same: made once for each choice of filters.

    The index of the journal is read once, and no further than anybody looks.
    """
    conditions = [_condition(name) for name in sorted(names)]
    found: Any = select(PrintJob.id, PrintJob.created_at).where(*conditions)
    found = found.order_by(*LATEST_FIRST).limit(MOST + 1).subquery()
    counted = select(func.count()).select_from(found)
    keys = select(found.c.id, func.count().over()).order_by(found.c.created_at.desc(), found.c.id.desc())
    return counted, keys.limit(PAGE).offset(bindparam("start", type_=Integer))


@cache
def _lines() -> Select[Any]:
    """The jobs of a page, whose keys were found in the index of the journal alone.

    Not in order: for its sake a planner would read the whole index once more.
    """
    stand_in = aliased(Peripheral)
    columns: Sequence[Any] = (
        PrintJob.id,
        PrintJob.uuid,
        PrintJob.created_at,
        PrintJob.kind,
        PrintJob.status,
        PrintJob.reason,
        PrintJob.receipt_number,
        PrintJob.requested_by,
        Device.name,
        Peripheral.name,
        Peripheral.kind,
        stand_in.name,
        PrintJob.lan_received_at,
        IS_DUPLICATE,
        Store.timezone,
    )
    query: Select[Any] = select(*columns)
    return (
        query.join(Peripheral, Peripheral.id == PrintJob.peripheral_id)
        .outerjoin(Device, Device.id == PrintJob.device_id)
        .outerjoin(stand_in, stand_in.id == PrintJob.printed_on_id)
        .outerjoin(StoreServer, StoreServer.id == PrintJob.store_server_id)
        .outerjoin(Store, Store.id == StoreServer.store_id)
        .where(PrintJob.id.in_(bindparam("keys", expanding=True)))
    )


def _condition(name: str) -> ColumnElement[bool]:
    given = bindparam(name, type_=String())
    if name == "account":  # the guard of accounts looks at no subquery
        return PrintJob.account_id == bindparam(name, type_=Integer)
    if name == "state":
        return PrintJob.status.in_(bindparam(name, expanding=True))
    if name == "printer":
        key = select(Peripheral.id).where(Peripheral.public_id == given).scalar_subquery()
        return or_(PrintJob.peripheral_id == key, PrintJob.printed_on_id == key)
    if name == "device":
        return PrintJob.device_id == select(Device.id).where(Device.public_id == given).scalar_subquery()
    if name == "kind":
        return PrintJob.kind == given
    if name == "word":
        return PrintJob.receipt_number.like(given, escape="\\")
    moment = bindparam(name, type_=UtcDateTime())
    return PrintJob.created_at >= moment if name == "first_day" else PrintJob.created_at < moment
