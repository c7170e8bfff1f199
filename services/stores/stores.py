"""Stores: create, edit, activate, deactivate, list with their tills."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from domain.device_life import RUNNING
from domain.names import DeviceStatus, StoreStatus
from domain.places import LANGUAGES, is_timezone
from domain.refusal import Refusal
from domain.text import is_same_name, optional_text, required_name
from models import Account, Device, Store
from models.scope import account_of
from services.devices.device_list import DeviceRow, list_devices
from services.history.events import changes_between, record_event


@dataclass(frozen=True)
class StoreFields:
    """What a person says of a store."""

    name: str
    timezone: str
    language: str
    address: str = ""
    receipt_header: str = ""
    receipt_footer: str = ""


def create_store(session: Session, fields: StoreFields, now: datetime) -> Store:
    """A new, active store.

    Raises Refusal at the field: required, too_long, store_name_taken, timezone_unknown, language_unknown.
    """
    wanted = _checked(fields)
    _check_name(session, account_of(session), wanted["name"])
    store = Store(status=StoreStatus.ACTIVE, created_at=now, **wanted)
    session.add(store)
    record_event(session, "store.created", store, now)
    return store


def edit_store(session: Session, store: Store, fields: StoreFields, now: datetime) -> None:
    """Change a store; only what differs is recorded. Raises the same refusals as `create_store`."""
    wanted = _checked(fields)
    is_renamed = not is_same_name(store.name, wanted["name"])
    changes = changes_between({name: getattr(store, name) for name in wanted}, wanted)
    for name, value in wanted.items():
        setattr(store, name, value)
    if changes:
        record_event(session, "store.edited", store, now, changes=changes)
    if is_renamed:
        _check_name(session, store.account_id, store.name, store)


def activate_store(session: Session, store: Store, now: datetime) -> None:
    """The store is active: its tills may be activated (C3). Nothing happens when it was already."""
    _set_status(session, store, StoreStatus.ACTIVE, "store.activated", now)


def deactivate_store(session: Session, store: Store, now: datetime) -> None:
    """The store rests: no till of it can be activated; those that are activated sell and send on."""
    _set_status(session, store, StoreStatus.INACTIVE, "store.deactivated", now)


def tills_of(session: Session, store: Store) -> list[DeviceRow]:
    """The POS devices at home in a store, without those of other stores that serve it, too; by number."""
    tills = [
        till for till in list_devices(session, store=store.public_id) if till.store_id == store.public_id
    ]
    return sorted(tills, key=lambda till: till.id)


def find_store(session: Session, public_id: str) -> Store | None:
    """A store of the account."""
    return session.scalars(select(Store).where(Store.public_id == public_id)).first()


class ListedStore(NamedTuple):
    """A store as lists show it."""

    public_id: str
    name: str
    address: str
    status: str
    timezone: str
    language: str


@dataclass(frozen=True)
class StoreRow:
    """A store with how many tills it has, and how many of them are activated."""

    store: ListedStore
    tills: int
    activated: int


def list_stores(session: Session) -> list[StoreRow]:
    """All stores of the account with their tills counted, by one query."""
    counts = _till_counts().subquery()
    rows = session.execute(
        select(
            *(getattr(Store, name) for name in ListedStore._fields), counts.c.tills, counts.c.activated
        ).outerjoin(counts, counts.c.store_id == Store.id)
    )
    return [StoreRow(ListedStore._make(row[:-2]), row[-2] or 0, row[-1] or 0) for row in rows]


def _till_counts() -> Select[int, int, Any]:
    return (
        select(
            Device.store_id,
            func.count().label("tills"),
            func.sum(case((Device.status.in_(RUNNING), 1), else_=0)).label("activated"),
        )
        .where(Device.status != DeviceStatus.DELETED)
        .group_by(Device.store_id)
    )


def _set_status(session: Session, store: Store, status: StoreStatus, verb: str, now: datetime) -> None:
    session.refresh(store, with_for_update=True)
    if store.status != status:
        store.status = status
        record_event(session, verb, store, now)


def _check_name(session: Session, account_id: int, name: str, store: Store | None = None) -> None:
    """The account is held after everything else, as when it publishes: of two people at once the second is refused."""
    session.execute(select(Account.id).where(Account.id == account_id).with_for_update(key_share=True))
    query = select(Store.id, Store.name).where(Store.account_id == account_id)
    others = (row for row in session.execute(query) if store is None or row.id != store.id)
    if any(is_same_name(row.name, name) for row in others):
        raise Refusal("store_name_taken", "name")


def _checked(fields: StoreFields) -> dict[str, str]:
    if not is_timezone(fields.timezone):
        raise Refusal("timezone_unknown", "timezone")
    if fields.language not in LANGUAGES:
        raise Refusal("language_unknown", "language")
    return {
        "name": required_name(fields.name, "name", 120),
        "timezone": fields.timezone,
        "language": fields.language,
        "address": optional_text(fields.address, "address", 400),
        "receipt_header": optional_text(fields.receipt_header, "receipt_header", 400),
        "receipt_footer": optional_text(fields.receipt_footer, "receipt_footer", 400),
    }
