"""What an owner wants to know before opening: tills, unsent receipts, printers, sales; in a few queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus
from domain.opening import Step, TillNow, day_in
from models import Product, Receipt, Store
from services.contacts import Contacts
from services.late_receipts import Waiting, count_waiting
from services.today_printers import (
    Fault,
    SilentServer,
    count_printers,
    list_faults,
    list_silent,
    read_faulty,
    read_servers,
)
from services.today_tills import read_behind, read_devices, till_now

SELLING = (DeviceStatus.ACTIVATED, DeviceStatus.DRAINING)
#: light rows of a query, by column name
Rows = Sequence[Any]


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
    #: receipts of tills that were no longer the POS, which nobody has looked at
    late: Waiting

    @cached_property
    def unsent(self) -> list[TillNow]:
        """Tills with receipts that the office does not have yet."""
        return [till for till in self.tills if till.unsent_receipts]

    @cached_property
    def offline(self) -> list[TillNow]:
        """Tills that should call and do not."""
        return [till for till in self.tills if not till.is_online(self.now)]

    @cached_property
    def outdated(self) -> list[TillNow]:
        """Tills that sell by old prices or with yesterday's staff."""
        return [till for till in self.tills if till.has_old_data(self.now)]

    @property
    def online(self) -> int:
        """How many tills called lately."""
        return len(self.tills) - len(self.offline)

    @cached_property
    def unsent_receipts(self) -> int:
        """Receipts that tills have and the office has not, as last reported."""
        return sum(till.unsent_receipts for till in self.tills)

    @property
    def is_well(self) -> bool:
        """Nothing to look after."""
        troubles = (
            self.unsent,
            self.offline,
            self.outdated,
            self.faults,
            self.silent_servers,
            self.late.count,
        )
        return not any(troubles)


def read_today(session: Session, contacts: Contacts, now: datetime) -> Today:
    """The account's day; the number of queries depends on nothing."""
    stores = session.execute(select(Store.id, Store.timezone).order_by(Store.id)).all()
    devices = read_devices(session)
    printers = count_printers(session)
    servers = read_servers(session)
    selling = [row for row in devices if row.status in SELLING]
    heard = contacts.last(
        [f"device:{row.id}" for row in selling] + [f"store_server:{row.id}" for row in servers]
    )
    behind = read_behind(session)
    waiting = [row.public_id for row in devices if row.status == DeviceStatus.NOT_ACTIVATED]
    return Today(
        now=now,
        tills=[till_now(row, heard, behind) for row in selling],
        faults=list_faults(read_faulty(session), servers, heard, now),
        silent_servers=list_silent(servers, heard, now),
        sales=_read_sales(session, stores, now),
        printers=printers,
        missing=_missing(session, stores, devices, printers),
        to_activate=waiting[0] if waiting else None,
        timezone=stores[0].timezone if stores else None,
        stores=len(stores),
        late=count_waiting(session),
    )


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
    printers: int,
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
