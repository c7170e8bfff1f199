"""Who depends on a peripheral: the facts behind "If this one dies, what stops?" and the choice of a stand-in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import false, or_, select
from sqlalchemy.orm import Session

from domain.names import Role
from domain.peripherals import PRINTERS
from domain.what_stops import Consequence, Drawer, StandIn, Use, what_stops
from models import Peripheral
from services.database.commit_watch import Recall, read_afresh
from services.peripherals.peripheral_list import User, users_by_peripheral


class Dependant(NamedTuple):
    """A drawer that a printer opens, or a printer for which it stands in."""

    id: int
    public_id: str
    name: str
    printer_id: int | None


class _Around(NamedTuple):
    """The drawers that it opens, the printers for which it stands in, and who uses it and them, by key."""

    drawers: list[Dependant]
    replaces: list[Dependant]
    users: dict[int, list[User]]


@dataclass(frozen=True)
class Dependants:
    """Who uses it, what hangs behind it, for whom it stands in, and what stops without it."""

    users: list[User]
    drawers: list[Dependant]
    replaces: list[Dependant]
    consequences: list[Consequence]


def read_dependants(
    session: Session,
    peripheral: Peripheral,
    works: Callable[[Peripheral], bool],
    recall: Recall = read_afresh,
) -> Dependants:
    """All who depend on a peripheral; `works` tells whether its stand-in could print now.

    `recall` may remember what the database said, as long as nothing was committed.
    """
    key = ("dependants", peripheral.id)
    drawers, replaces, users = recall(key, lambda: _read_around(session, peripheral))
    own, stand_in = users[peripheral.id], peripheral.stand_in
    consequences = what_stops(
        [Use(user.device, Role(user.role)) for user in own],
        [Drawer(drawer.name, _names(users[drawer.id])) for drawer in drawers],
        StandIn(stand_in.name, works(stand_in)) if stand_in else None,
        [printer.name for printer in replaces],
    )
    return Dependants(own, drawers, replaces, consequences)


def _read_around(session: Session, peripheral: Peripheral) -> _Around:
    drawers, replaces = _behind(session, peripheral)
    users = users_by_peripheral(session, [peripheral.id, *(drawer.id for drawer in drawers)])
    return _Around(drawers, replaces, users)


def _behind(session: Session, printer: Peripheral) -> tuple[list[Dependant], list[Dependant]]:
    """The drawers that it opens and the printers in whose place it prints, by name; nothing but a printer has any."""
    if printer.kind not in PRINTERS:
        return [], []
    ours = or_(Peripheral.printer_id == printer.id, Peripheral.stand_in_id == printer.id)
    query = select(*(getattr(Peripheral, name) for name in Dependant._fields))
    rows = session.execute(query.where(ours, Peripheral.deleted_at.is_(None)).order_by(Peripheral.name))
    every = [Dependant._make(row) for row in rows]
    drawers = [one for one in every if one.printer_id == printer.id]
    return drawers, [one for one in every if one.printer_id != printer.id]


def list_stand_ins(session: Session, printer: Peripheral) -> list[Peripheral]:
    """The printers that may print in its place: the same kind on the same store server, by name."""
    query = select(Peripheral).where(*_like(printer))
    return list(session.scalars(query.order_by(Peripheral.name, Peripheral.id)))


def may_have_stand_in(session: Session, printer: Peripheral) -> bool:
    """Whether there is any of them."""
    return session.scalar(select(Peripheral.id).where(*_like(printer)).limit(1)) is not None


def _like(printer: Peripheral) -> list[Any]:
    if printer.kind not in PRINTERS or printer.store_server_id is None:
        return [false()]
    return [
        Peripheral.store_server_id == printer.store_server_id,
        Peripheral.kind == printer.kind,
        Peripheral.id != printer.id,
        Peripheral.deleted_at.is_(None),
    ]


def _names(users: list[User]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(user.device for user in users))
