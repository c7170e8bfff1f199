"""What a peripheral may hang on: store servers, printers, tills and stores, as names to choose from."""

from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from domain.names import DeviceStatus, PeripheralKind
from domain.peripherals import PRINTERS
from models import Device, Peripheral, Store, StoreServer
from models.scope import account_of
from services.database.whole_columns import values_of, whole

#: the same things in the same order are the same tuple, however often they are asked for
Choices = tuple["Choice", ...]


class Choice(NamedTuple):
    """Something to choose: its public id, its name, and the store in which it is."""

    id: str
    name: str
    store: str


def server_choices(session: Session) -> Choices:
    """The store servers of the account."""
    query = select(StoreServer.public_id, StoreServer.name, Store.name).join(StoreServer.store)
    query = query.where(StoreServer.deleted_at.is_(None)).order_by(Store.name, StoreServer.name)
    return tuple(Choice._make(row) for row in session.execute(query))


def printer_choices(session: Session) -> Choices:
    """The receipt printers behind which a drawer may hang."""
    return _choices(*session.execute(_PRINTERS, {"account": account_of(session)}).one())


def paper_choices(session: Session) -> Choices:
    """Everything that puts something on paper."""
    return _choices(*session.execute(_PAPER, {"account": account_of(session)}).one())


def till_choices(session: Session) -> Choices:
    """The tills on which a peripheral may hang."""
    return _choices(*session.execute(_TILLS, {"account": account_of(session)}).one())


def store_choices(session: Session) -> Choices:
    """The stores in which a peripheral may stand."""
    query = select(Store.public_id, Store.name).order_by(Store.name, Store.id)
    return tuple(Choice(public_id, name, "") for public_id, name in session.execute(query))


@lru_cache(maxsize=32)
def _choices(*columns: str | None) -> Choices:
    return tuple(map(Choice, *map(values_of, columns)))


def _whole_list(model: type[Device | Peripheral], store: Any, *conditions: Any, order: Any) -> Any:
    """Hundreds at once; the guard of accounts looks at no subquery, so this one names its account itself."""
    query = select(model.public_id, model.name, Store.name.label("store")).outerjoin(store)
    ours = query.where(model.account_id == bindparam("account"), *conditions)
    rows = ours.order_by(*order).subquery()
    return select(whole(rows.c.public_id), whole(rows.c.name), whole(rows.c.store))


_PRINTERS = _whole_list(
    Peripheral,
    Peripheral.store,
    Peripheral.kind == PeripheralKind.RECEIPT_PRINTER,
    Peripheral.deleted_at.is_(None),
    order=(Peripheral.name, Peripheral.id),
)
_PAPER = _whole_list(
    Peripheral,
    Peripheral.store,
    Peripheral.kind.in_(sorted(PRINTERS)),
    Peripheral.deleted_at.is_(None),
    order=(Peripheral.name, Peripheral.id),
)
_TILLS = _whole_list(
    Device, Device.store, Device.status != DeviceStatus.DELETED, order=(Store.name, Device.number)
)
