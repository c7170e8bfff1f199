"""What an owner wants to know before opening: tills, unsent receipts, printers, sales; in a few queries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from domain.names import DeviceStatus, PeripheralKind, StoreServerStatus, Stream
from domain.opening import Step, TillNow, day_in, is_heard
from domain.peripheral_state import WORKING, Box, shown_state
from domain.streams import read_cursor
from models import (
    Device,
    DeviceReport,
    Generation,
    Peripheral,
    Product,
    PublishedObject,
    Receipt,
    Store,
    StoreServer,
    StreamAck,
    StreamHead,
)
from services.contacts import Contact, Contacts

SELLING = (DeviceStatus.ACTIVATED, DeviceStatus.DRAINING)
PRINTERS = (PeripheralKind.RECEIPT_PRINTER, PeripheralKind.PAGE_PRINTER)
#: a reported state that an owner has to do something about
FAULTS = frozenset({"offline", "paper_out", "paper_low", "cover_open", "mute", "unreachable"})
Heard = dict[str, Contact]
#: light rows of a query, by column name
Rows = Sequence[Any]


@dataclass(frozen=True)
class Fault:
    """A printer that cannot print, or soon cannot."""

    public_id: str
    name: str
    state: str
    since: datetime | None

    @property
    def is_stop(self) -> bool:
        """Whether nothing comes out of it now."""
        return self.state not in WORKING


@dataclass(frozen=True)
class SilentServer:
    """A store server that should call and does not."""

    public_id: str
    name: str
    store: str
    heard: datetime | None


@dataclass(frozen=True)
class Sales:
    """Today's sales in one currency: receipts and their sum, refunds taken off."""

    currency: str
    receipts: int
    amount: int


@dataclass(frozen=True)
class Today:
    """Everything on the start page."""

    now: datetime
    tills: list[TillNow]
    faults: list[Fault]
    silent_servers: list[SilentServer]
    sales: list[Sales]
    printers: int
    missing: list[Step]
    #: the POS to activate next, when that is what is missing
    to_activate: str | None
    timezone: str | None
    stores: int

    @property
    def unsent(self) -> list[TillNow]:
        """Tills with receipts that the office does not have yet."""
        return [till for till in self.tills if till.unsent_receipts]

    @property
    def offline(self) -> list[TillNow]:
        """Tills that should call and do not."""
        return [till for till in self.tills if not till.is_online(self.now)]

    @property
    def outdated(self) -> list[TillNow]:
        """Tills that sell by old prices or with yesterday's staff."""
        return [till for till in self.tills if till.has_old_data(self.now)]

    @property
    def online(self) -> int:
        """How many tills called lately."""
        return len(self.tills) - len(self.offline)

    @property
    def unsent_receipts(self) -> int:
        """Receipts that tills have and the office has not, as last reported."""
        return sum(till.unsent_receipts for till in self.tills)

    @property
    def is_well(self) -> bool:
        """Nothing to look after."""
        return not (self.unsent or self.offline or self.outdated or self.faults or self.silent_servers)


def read_today(session: Session, contacts: Contacts, now: datetime) -> Today:
    """The account's day; the number of queries depends on nothing."""
    stores = session.execute(select(Store.id, Store.timezone).order_by(Store.id)).all()
    devices = _read_devices(session)
    printers = _read_printers(session)
    servers = _read_servers(session)
    selling = [row for row in devices if row.status in SELLING]
    heard = contacts.last(
        [f"device:{row.id}" for row in selling] + [f"store_server:{row.id}" for row in servers]
    )
    behind = _read_behind(session, selling)
    waiting = [row.public_id for row in devices if row.status == DeviceStatus.NOT_ACTIVATED]
    return Today(
        now=now,
        tills=[_till(row, heard, behind) for row in selling],
        faults=_faults(printers, servers, heard, now),
        silent_servers=_silent(servers, heard, now),
        sales=_read_sales(session, stores, now),
        printers=len(printers),
        missing=_missing(session, stores, devices, printers),
        to_activate=waiting[0] if waiting else None,
        timezone=stores[0].timezone if stores else None,
        stores=len(stores),
    )


def _read_devices(session: Session) -> Rows:
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


def _till(row: Any, heard: Heard, behind: dict[int, datetime]) -> TillNow:
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


def _read_behind(session: Session, devices: Rows) -> dict[int, datetime]:
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


def _read_printers(session: Session) -> Rows:
    query = select(
        Peripheral.public_id,
        Peripheral.name,
        Peripheral.state,
        Peripheral.state_since,
        Peripheral.store_server_id,
    ).where(Peripheral.kind.in_(PRINTERS), Peripheral.deleted_at.is_(None))
    return session.execute(query.order_by(Peripheral.name)).all()


def _read_servers(session: Session) -> Rows:
    query = (
        select(
            StoreServer.id,
            StoreServer.public_id,
            StoreServer.name,
            StoreServer.status,
            Store.name.label("store"),
        )
        .join(Store, Store.id == StoreServer.store_id)
        .where(StoreServer.deleted_at.is_(None))
    )
    return session.execute(query.order_by(Store.id, StoreServer.id)).all()


def _faults(
    printers: Rows,
    servers: Rows,
    heard: Heard,
    now: datetime,
) -> list[Fault]:
    boxes = {row.id: Box(row.status, _heard(heard, row.id)) for row in servers}
    states = [(row, shown_state(row.state, boxes.get(row.store_server_id), now)) for row in printers]
    return [
        Fault(row.public_id, row.name, state, row.state_since) for row, state in states if state in FAULTS
    ]


def _silent(servers: Rows, heard: Heard, now: datetime) -> list[SilentServer]:
    return [
        SilentServer(row.public_id, row.name, row.store, _heard(heard, row.id))
        for row in servers
        if row.status == StoreServerStatus.PAIRED and not is_heard(_heard(heard, row.id), now)
    ]


def _heard(heard: Heard, server_id: int) -> datetime | None:
    contact = heard.get(f"store_server:{server_id}")
    return contact.at if contact else None


def _read_sales(session: Session, stores: Rows, now: datetime) -> list[Sales]:
    """Each store's own day; refunds are taken off, whichever sign the till gave them."""
    if not stores:
        return []
    days = [
        and_(
            Receipt.store_id.in_([row.id for row in stores if row.timezone == zone]),
            Receipt.closed_at >= (day := day_in(zone, now))[0],
            Receipt.closed_at < day[1],
        )
        for zone in sorted({row.timezone for row in stores})
    ]
    refund = Receipt.kind == "refund"
    amount = func.sum(case((refund, -func.abs(Receipt.total)), else_=Receipt.total))
    query = select(Receipt.currency, func.count(), amount).where(or_(*days)).group_by(Receipt.currency)
    return [Sales(currency, count, int(total)) for currency, count, total in session.execute(query)]


def _missing(
    session: Session,
    stores: Rows,
    devices: Rows,
    printers: Rows,
) -> list[Step]:
    has_product = session.scalar(select(exists().where(Product.deleted_at.is_(None)).select_from(Product)))
    done = {
        Step.STORE: bool(stores),
        Step.DEVICE: bool(devices),
        Step.ACTIVATION: any(row.status != DeviceStatus.NOT_ACTIVATED for row in devices),
        Step.PRODUCT: bool(has_product),
        Step.PRINTER: bool(printers),
    }
    return [step for step in Step if not done[step]]
