"""`POST /store-server/payments`: card payments of which nobody knows, and what came of them later."""

from flask import Blueprint, Response

from blueprints.api.bodies import no_content, read_body
from blueprints.api.office import clock, office
from blueprints.api.principals import calling_store_server
from blueprints.api.till_times import utc
from blueprints.api.v1.messages.payments import PaymentsTold, PaymentTold
from domain.payments_in_doubt import Told, Where
from services.card_payments.payment_reports import PaymentReport, record_payments

endpoint = Blueprint("store_server_payments", __name__)


@endpoint.post("/store-server/payments")
def post_payments() -> Response:
    """204; idempotent by payment, and what is settled stays."""
    now = clock()
    with office().reading() as session:
        calling_store_server(session, now)
    message = read_body(PaymentsTold)
    reports = [_report(payment) for payment in message.payments]
    with office().writing() as session:
        server = calling_store_server(session, now)
        record_payments(session, server, reports, message.forgotten, now)
    return no_content()


def _report(told: PaymentTold) -> PaymentReport:
    return PaymentReport(
        uuid=told.id,
        told=Told(told.outcome),
        amount=told.amount,
        currency=told.currency,
        asked_at=utc(told.asked_at, "payments.asked_at"),
        peripheral_id=told.peripheral_id,
        terminal=told.terminal,
        device_id=told.device_id,
        receipt_number=told.receipt_number,
        reason=told.reason,
        slip_number=told.slip_number,
        trace=told.trace,
        card=told.card,
        settled_at=utc(told.settled_at, "payments.settled_at"),
        settled_by=told.settled_by,
        settled_in=Where(told.settled_in) if told.settled_in else None,
    )
