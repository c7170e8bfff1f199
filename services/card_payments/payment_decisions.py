"""What people of the office say of payments in doubt, and how it comes to the store server that waits for it."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.payments_in_doubt import LONGEST_NOTE, Case, Paid, Standing, Where, after_decision
from domain.text import optional_text
from models import PaymentInDoubt, Peripheral, StoreServer
from models.scope import actor_of
from services.history.events import record_event


def answer_payment(
    session: Session, payment: PaymentInDoubt, paid: Paid, note: str, now: datetime
) -> PaymentInDoubt:
    """Somebody looked, and says whether it was paid; it goes to the store server with its configuration.

    Raises Refusal `payment_answered` for whoever comes second, `too_long` at `note`.
    """
    note = optional_text(note, "note", LONGEST_NOTE)
    server = payment.store_server
    hold_server(session, server)
    session.refresh(payment)
    case = after_decision(case_of(payment), paid, has_store_server=server.deleted_at is None)
    keep_case(payment, case)
    payment.decided_at, payment.decided_by, payment.note = now, actor_of(session).name, note
    if case.standing == Standing.SETTLED:
        payment.settled_at, payment.settled_by, payment.settled_in = now, payment.decided_by, Where.OFFICE
    tell_decisions(session, server)
    facts = facts_of(payment) | {"outcome": str(paid), "note": note}
    record_event(session, "peripheral.payment_answered", subject_of(payment), now, **facts)
    return payment


def subject_of(payment: PaymentInDoubt) -> Peripheral | StoreServer:
    """In whose history it stands: of its terminal, else of its store server."""
    return payment.peripheral or payment.store_server


def facts_of(payment: PaymentInDoubt) -> dict[str, object]:
    """What every event tells of it."""
    return {"amount": payment.amount, "currency": payment.currency, "terminal": payment.terminal}


def hold_server(session: Session, server: StoreServer) -> None:
    """Reports and answers of one store server take turns."""
    session.refresh(server, with_for_update={"key_share": True, "of": StoreServer})


def case_of(payment: PaymentInDoubt) -> Case:
    """How a payment stands, for the rules."""
    return Case(
        Standing(payment.standing),
        Paid(payment.decision) if payment.decision else None,
        Paid(payment.outcome) if payment.outcome else None,
    )


def keep_case(payment: PaymentInDoubt, case: Case) -> None:
    """Set how a payment stands."""
    payment.standing, payment.decision, payment.outcome = case.standing, case.decision, case.outcome


def tell_decisions(session: Session, server: StoreServer) -> None:
    """Put into the store server's row what it has not confirmed; whoever calls holds that row."""
    session.flush()
    query = select(PaymentInDoubt).where(
        PaymentInDoubt.store_server_id == server.id, PaymentInDoubt.standing == Standing.DECIDED
    )
    server.payment_decisions = [_decision(one) for one in session.scalars(query.order_by(PaymentInDoubt.id))]


def _decision(payment: PaymentInDoubt) -> dict[str, Any]:
    assert payment.decided_at is not None
    at = payment.decided_at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"id": payment.uuid, "outcome": payment.decision, "by": payment.decided_by, "at": at}
