"""What an owner wants to know before opening: tills, unsent receipts, printers, sales; in a few queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus
from domain.opening import First, Step, TillNow, day_in
from models import Peripheral, Product, Receipt
from models.scope import account_of
from services.database.commit_watch import Recall, read_afresh
from services.devices.fleet import Fleet, read_fleet
from services.journal.late_receipts import Waiting, count_waiting
from services.journal.quarantine import count_quarantined
from services.synchronization.window_history import MissedTills, count_missed
from services.tills.contacts import Contacts
from services.today.opening_check_list import NewestChecks, newest_of, stores_with_newest
from services.today.today_printers import (
    PRINTERS,
    Faults,
    OpenPayment,
    Servers,
    SilentServer,
    list_silent,
    list_there,
    read_faults,
    read_servers,
)
from services.today.today_tills import (
    Printerless,
    Unsent,
    find_outdated,
    find_silent,
    first_tills,
    read_behind,
    read_troubled,
)

#: of each trouble as many are shown; the others are counted
SHOWN = 10
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
    #: how many tills should sell, how many receipts they hold back, and which need somebody
    tills: int
    unsent_receipts: int
    unsent: First[TillNow]
    #: tills that print no receipts any more
    printerless: First[TillNow]
    offline: First[TillNow]
    outdated: First[TillNow]
    faults: Faults
    silent_servers: First[SilentServer]
    sales: list[Sales]
    missing: list[Step]
    #: the POS to activate next, when that is what is missing
    to_activate: str | None
    timezone: str | None
    #: receipts of tills that were no longer the POS, which nobody has looked at
    late: Waiting
    #: entries that nobody could take in, and nobody dealt with
    quarantined: Waiting
    #: tills that missed a sync window, which nobody has looked at
    missed: MissedTills
    #: card payments of which nobody knows whether they were paid
    payments: First[OpenPayment]
    #: what was found before the stores opened
    checks: NewestChecks

    @property
    def online(self) -> int:
        """How many tills called lately."""
        return self.tills - self.offline.count

    @property
    def is_well(self) -> bool:
        """Nothing to look after."""
        troubles = (
            self.unsent,
            self.printerless,
            self.offline,
            self.outdated,
            self.faults,
            self.silent_servers,
            self.late.count,
            self.quarantined.count,
            self.missed.tills,
            self.payments,
        )
        return not any(troubles)


@dataclass(frozen=True)
class _Books:
    """What the database says of the day, whatever the hour and whoever called."""

    stores: Rows
    fleet: Fleet
    servers: Servers
    unsent: Unsent
    printerless: Printerless
    behind: dict[int, datetime]
    sales: list[Sales]
    missing: list[Step]
    late: Waiting
    quarantined: Waiting
    missed: MissedTills
    checks: NewestChecks


def read_today(session: Session, contacts: Contacts, now: datetime, recall: Recall = read_afresh) -> Today:
    """The account's day; the number of queries depends on nothing.

    `recall` may remember what the database said, as long as nothing was committed.
    """
    # days begin at whole quarters of an hour, in every time zone
    account_id, quarter = account_of(session), int(now.timestamp()) // 900
    books = recall(("today", account_id, quarter), lambda: _read_books(session, now))
    fleet, servers, unsent = books.fleet, books.servers.paired, books.unsent
    silent = find_silent(fleet, contacts, now)
    outdated = find_outdated(books.behind, fleet, now)
    shown = {f"device:{key}": key for key in (*unsent.first, *silent[:SHOWN])}
    heard = contacts.last([*shown, *(f"store_server:{row.id}" for row in servers)])
    moments = {key: heard[caller].at for caller, key in shown.items() if caller in heard}
    mute = list_silent(servers, heard, now)
    there = list_there(servers, heard, now)
    waiting = [till.public_id for till in fleet.tills if till.status == DeviceStatus.NOT_ACTIVATED]
    return Today(
        now=now,
        tills=len(fleet.running),
        unsent_receipts=unsent.receipts,
        unsent=first_tills(fleet, unsent.first, unsent.tills, unsent_receipts=unsent.first, heard=moments),
        printerless=_printerless(fleet, books.printerless),
        offline=first_tills(fleet, silent[:SHOWN], len(silent), heard=moments),
        outdated=first_tills(fleet, list(outdated)[:SHOWN], len(outdated), behind_since=outdated),
        faults=recall(("faults", account_id, *there), lambda: read_faults(session, there, SHOWN)),
        silent_servers=First(mute[:SHOWN], len(mute)),
        sales=books.sales,
        missing=books.missing,
        to_activate=waiting[0] if waiting else None,
        timezone=books.stores[0].timezone if books.stores else None,
        late=books.late,
        quarantined=books.quarantined,
        missed=books.missed,
        payments=First(books.servers.payments[:SHOWN], len(books.servers.payments)),
        checks=books.checks,
    )


def _printerless(fleet: Fleet, tills: Printerless) -> First[TillNow]:
    since = {key: moment for key, moment in tills.first.items() if moment is not None}
    return first_tills(fleet, tills.first, tills.tills, printer_since=since)


def _read_books(session: Session, now: datetime) -> _Books:
    stores, fleet = session.execute(stores_with_newest()).all(), read_fleet(session)
    unsent, printerless = read_troubled(session, SHOWN)
    return _Books(
        stores,
        fleet,
        servers=read_servers(session),
        unsent=unsent,
        printerless=printerless,
        behind=read_behind(session),
        sales=_read_sales(session, stores, now),
        missing=_missing(session, stores, fleet),
        late=count_waiting(session),
        quarantined=count_quarantined(session),
        missed=count_missed(session),
        checks=newest_of(stores),
    )


def _read_sales(session: Session, stores: Rows, now: datetime) -> list[Sales]:
    """Each store's own day; refunds are taken off, whichever sign the till gave them."""
    if not stores:
        return []
    zones = sorted({row.timezone for row in stores})
    days = [_closed_within(*day_in(zone, now)) for zone in zones]
    if len(zones) > 1:
        theirs = [Receipt.store_id.in_([row.id for row in stores if row.timezone == zone]) for zone in zones]
        days = [and_(*both) for both in zip(theirs, days, strict=True)]
    refund = Receipt.kind == "refund"
    amount = func.sum(case((refund, -func.abs(Receipt.total)), else_=Receipt.total))
    query = select(Receipt.currency, func.count(), amount).where(or_(*days)).group_by(Receipt.currency)
    return [Sales(currency, count, int(total)) for currency, count, total in session.execute(query)]


def _closed_within(begin: datetime, end: datetime) -> ColumnElement[bool]:
    return and_(Receipt.closed_at >= begin, Receipt.closed_at < end)


def _missing(session: Session, stores: Rows, fleet: Fleet) -> list[Step]:
    has_product, has_printer = session.execute(_has_things(), {"account": account_of(session)}).one()
    done = {
        Step.STORE: bool(stores),
        Step.DEVICE: bool(fleet.tills),
        Step.ACTIVATION: any(till.status != DeviceStatus.NOT_ACTIVATED for till in fleet.tills),
        Step.PRODUCT: has_product,
        Step.PRINTER: has_printer,
    }
    return [step for step in Step if not done[step]]


@cache
def _has_things() -> Any:
    """Whether the account has a product, and a printer; the account is named, for the guard sees no subquery."""
    account = bindparam("account", type_=Integer)
    product = exists().where(Product.account_id == account, Product.deleted_at.is_(None))
    printer = exists().where(
        Peripheral.account_id == account, Peripheral.kind.in_(PRINTERS), Peripheral.deleted_at.is_(None)
    )
    return select(product, printer)
