"""What a store server tells of payments at its terminals; repeating is harmless, and nothing of it is lost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from domain.names import PeripheralKind
from domain.payments_in_doubt import Standing, Told, Where, after_report
from models import Device, PaymentInDoubt, Peripheral, StoreServer
from services.card_payments.payment_decisions import (
    case_of,
    facts_of,
    hold_server,
    keep_case,
    subject_of,
    tell_decisions,
)
from services.history.events import record_event


@dataclass(frozen=True)
class PaymentReport:
    """One payment as the book of its store server has it; things by public id."""

    uuid: str
    told: Told
    amount: int
    currency: str
    asked_at: datetime
    peripheral_id: str
    terminal: str = ""
    device_id: str | None = None
    receipt_number: str | None = None
    reason: str | None = None
    slip_number: int | None = None
    trace: int | None = None
    card: str | None = None
    #: when it was settled, by whose word, and whose that is
    settled_at: datetime | None = None
    settled_by: str = ""
    settled_in: Where | None = None


def record_payments(
    session: Session,
    server: StoreServer,
    reports: Sequence[PaymentReport],
    forgotten: Iterable[str],
    now: datetime,
) -> None:
    """Note down how payments stand; `forgotten` are ids of which the store server was told and knows nothing."""
    hold_server(session, server)
    known = _known(session, server, {*forgotten, *(report.uuid for report in reports)})
    for report in reports:
        payment = known.get(report.uuid)
        if payment is None:
            payment = known[report.uuid] = _new(session, server, report, now)
        if payment.standing != Standing.SETTLED:
            _note_words_of_terminal(payment, report)
        _move(session, payment, report.told, now, report)
    for uuid in forgotten:
        if uuid in known:
            _move(session, known[uuid], Told.FORGOTTEN, now)
    tell_decisions(session, server)


def _known(session: Session, server: StoreServer, uuids: set[str]) -> dict[str, PaymentInDoubt]:
    query = select(PaymentInDoubt).where(
        PaymentInDoubt.store_server_id == server.id, PaymentInDoubt.uuid.in_(uuids)
    )
    rows = session.scalars(query.execution_options(populate_existing=True))
    return {payment.uuid: payment for payment in rows}


def _new(session: Session, server: StoreServer, report: PaymentReport, now: datetime) -> PaymentInDoubt:
    terminal = _find_terminal(session, server, report.peripheral_id)
    payment = PaymentInDoubt(
        store_server=server,
        uuid=report.uuid,
        peripheral=terminal,
        terminal=(terminal.name if terminal else report.terminal or report.peripheral_id)[:80],
        device=_find_till(session, server, report.device_id),
        receipt_number=report.receipt_number,
        amount=report.amount,
        currency=report.currency,
        asked_at=min(report.asked_at, now),
        standing=Standing.OPEN,
    )
    session.add(payment)
    if report.told == Told.UNKNOWN:
        facts = facts_of(payment)
        record_event(session, "peripheral.payment_in_doubt", subject_of(payment), now, **facts)
    return payment


def _find_terminal(session: Session, server: StoreServer, public_id: str) -> Peripheral | None:
    """What this store server drives, or what else stands in its store: somebody else may drive it today."""
    query = select(Peripheral).where(
        Peripheral.public_id == public_id,
        Peripheral.kind == PeripheralKind.PAYMENT_TERMINAL,
        or_(Peripheral.store_server_id == server.id, Peripheral.store_id == server.store_id),
    )
    return session.scalars(query).first()


def _find_till(session: Session, server: StoreServer, public_id: str | None) -> Device | None:
    if public_id is None:
        return None
    query = select(Device).where(Device.public_id == public_id, Device.store_id == server.store_id)
    return session.scalars(query).first()


def _note_words_of_terminal(payment: PaymentInDoubt, report: PaymentReport) -> None:
    """It may say more when it is asked once more."""
    payment.reason = report.reason or payment.reason
    for name in ("slip_number", "trace", "card"):
        if getattr(report, name) is not None:
            setattr(payment, name, getattr(report, name))


def _move(
    session: Session, payment: PaymentInDoubt, told: Told, now: datetime, report: PaymentReport | None = None
) -> None:
    before = case_of(payment)
    after = after_report(before, told)
    if after is None or after == before:
        return
    keep_case(payment, after)
    if report is None or report.settled_in == Where.OFFICE:
        payment.settled_in, payment.settled_by = Where.OFFICE, payment.decided_by
    else:
        payment.settled_in, payment.settled_by = report.settled_in or Where.STORE, report.settled_by[:120]
    payment.settled_at = min(report.settled_at, now) if report and report.settled_at else now
    facts = facts_of(payment) | {"outcome": payment.outcome, "by": payment.settled_by}
    facts |= {"where": str(payment.settled_in), "overruled": after.is_overruled}
    record_event(session, "peripheral.payment_settled", subject_of(payment), now, **facts)
