"""`PUT /state`: what the back office shows of a till (PROTOCOL §2)."""

import msgspec
from flask import Blueprint, Response

from blueprints.api.bodies import no_content, read_body
from blueprints.api.lean_principal import calling_till, reading
from blueprints.api.office import clock, office
from blueprints.api.till_times import utc
from blueprints.api.v1.messages.poll import StateReport, Unsent
from models.scope import Actor, enter_account
from services.devices.device_reports import Reported, report_device

endpoint = Blueprint("state", __name__)


@endpoint.put("/state")
def put_state() -> Response:
    """204; a draining till reports too, until it has nothing left."""
    now = clock()
    with reading() as connection:
        till = calling_till(connection, now, draining=True)
    message = read_body(StateReport)
    reported, till_clock = _reported(message), utc(message.clock, "clock")
    with office().writing() as session:
        enter_account(session, till.account_id, Actor("device", till.name))
        report_device(session, till.generation_id, reported, till_clock, now)
    return no_content()


def _reported(message: StateReport) -> Reported:
    unsent = message.unsent or Unsent()
    return Reported(
        says_unsent=message.unsent is not None,
        unsent_entries=unsent.entries,
        unsent_receipts=unsent.receipts,
        unsent_amount=unsent.amount,
        currency=unsent.currency,
        oldest_unsent_at=utc(unsent.oldest_at, "unsent.oldest_at"),
        open_tickets=message.open_tickets,
        open_shift_id=message.open_shift_id,
        local_products=message.local_products,
        last_sequence=message.last_sequence,
        app_version=message.app_version,
        storage_free=message.storage_free,
        peripherals=msgspec.to_builtins(message.peripherals),
        employee_id=message.employee_id,
    )
