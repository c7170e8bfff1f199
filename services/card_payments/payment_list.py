"""Payments in doubt as pages show them: those that somebody has to look at first."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload

from domain.names import Role
from domain.payments_in_doubt import Standing
from models import Assignment, Device, PaymentInDoubt, Peripheral, StoreServer

#: payments on a page
PAGE = 50
#: the newest on the card of a terminal
ON_CARD = 5
_OPEN_FIRST = case((PaymentInDoubt.standing == Standing.OPEN, 0), else_=1)


class OpenPayment(NamedTuple):
    """A payment that somebody has to look at."""

    public_id: str
    terminal: str
    amount: int
    currency: str
    asked_at: datetime
    store_id: int


def open_payments_of(session: Session, stores: Sequence[int]) -> list[OpenPayment]:
    """All of these stores, the oldest first."""
    rows = session.execute(_open().where(StoreServer.store_id.in_(stores)))
    return [OpenPayment(*row) for row in rows]


@cache
def _open() -> Any:
    query = (
        select(
            PaymentInDoubt.public_id,
            func.coalesce(Peripheral.name, PaymentInDoubt.terminal),
            PaymentInDoubt.amount,
            PaymentInDoubt.currency,
            PaymentInDoubt.asked_at,
            StoreServer.store_id,
        )
        .join(StoreServer, StoreServer.id == PaymentInDoubt.store_server_id)
        .outerjoin(Peripheral, Peripheral.id == PaymentInDoubt.peripheral_id)
        .where(PaymentInDoubt.standing == Standing.OPEN)
    )
    return query.order_by(PaymentInDoubt.asked_at, PaymentInDoubt.id)


def find_payment(session: Session, public_id: str) -> PaymentInDoubt | None:
    """One of the account's payments, with all that its page shows."""
    return session.scalars(_whole().where(PaymentInDoubt.public_id == public_id)).first()


def list_payments(session: Session, page: int) -> tuple[list[PaymentInDoubt], int]:
    """A page of the account's payments, open ones first, then the newest; and how many they are."""
    total = session.scalar(select(func.count()).select_from(PaymentInDoubt)) or 0
    query = _whole().order_by(_OPEN_FIRST, PaymentInDoubt.asked_at.desc(), PaymentInDoubt.id.desc())
    return list(session.scalars(query.limit(PAGE).offset((page - 1) * PAGE))), total


def payments_of_terminal(session: Session, terminal: Peripheral) -> list[PaymentInDoubt]:
    """The first of one terminal, open ones first, then the newest."""
    query = _whole().where(PaymentInDoubt.peripheral_id == terminal.id)
    query = query.order_by(_OPEN_FIRST, PaymentInDoubt.asked_at.desc(), PaymentInDoubt.id.desc())
    return list(session.scalars(query.limit(ON_CARD)))


def tills_at(session: Session, payment: PaymentInDoubt) -> list[str]:
    """The till that asked for it; where that was not told, those that use the terminal today."""
    if payment.device is not None:
        return [payment.device.name]
    query = (
        select(Device.name)
        .join(Assignment, Assignment.device_id == Device.id)
        .where(Assignment.peripheral_id == payment.peripheral_id, Assignment.role == Role.PAYMENT_TERMINAL)
    )
    return list(session.scalars(query.order_by(Device.number)))


def _whole() -> Any:
    return select(PaymentInDoubt).options(
        joinedload(PaymentInDoubt.store_server),
        joinedload(PaymentInDoubt.peripheral),
        joinedload(PaymentInDoubt.device),
    )
