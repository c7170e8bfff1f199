"""A printer that never answers: whether it prints all the same, though nobody then knows what came out."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain.peripherals import PRINTERS
from domain.refusal import Refusal
from models import Peripheral
from services.history.events import record_event
from services.peripherals.peripheral_locks import hold_peripherals

#: the owner's word on a printer that says nothing; every other one was found out by its store server
BLIND = "blind"


def set_unconfirmed_printing(
    session: Session, printer: Peripheral, now: datetime, *, is_allowed: bool
) -> None:
    """Let a printer print without an answer, or let its papers wait for one again.

    Its store server hears of it with its configuration. Raises Refusal `kind_unfit` for what is no printer, and
    `peripheral_unknown` when somebody removed it meanwhile.
    """
    if printer.kind not in PRINTERS:
        raise Refusal("kind_unfit", "peripheral", peripheral=printer.name)
    hold_peripherals(session, printer)
    if printer.deleted_at is not None:
        raise Refusal("peripheral_unknown")
    if is_allowed != prints_unconfirmed(printer):
        printer.confirm = BLIND if is_allowed else None
        record_event(session, "peripheral.unconfirmed_set", printer, now, on=is_allowed)


def prints_unconfirmed(printer: Peripheral) -> bool:
    """Whether the owner accepts that nobody knows what came out of it."""
    return printer.confirm == BLIND
