"""The card of one peripheral: state, connection, who uses it, what stops without it, what it did lately."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from blueprints.consequence_words import sentence_of
from blueprints.edge import recall
from blueprints.payment_words import standing_words
from blueprints.peripheral_rows import Row, rows_of
from blueprints.peripheral_words import LAYOUTS, PROTOCOL_NAMES, ROLES, TRIALS, WAY_WORDS, state_words
from blueprints.peripherals import room
from blueprints.peripherals.diagnosis import known_of, steps_of
from blueprints.peripherals.job_rows import job_rows
from blueprints.permissions import needs
from domain.connections import DRAWER_PINS, Way, address_of
from domain.names import PeripheralKind, Role
from domain.peripheral_state import REPORTED
from domain.permissions import Deed
from extensions import db
from models import PaymentInDoubt, Peripheral
from services.card_payments.payment_list import payments_of_terminal
from services.peripherals.peripheral_list import User, find_with_place
from services.peripherals.peripheral_users import Dependants, may_have_stand_in, read_dependants
from services.peripherals.peripherals import dismiss_move

#: what the helper of a drawer offers to try
TRIED_PULSES = (50, 100, 200)


@dataclass(frozen=True)
class UserRow:
    """A till that uses it, and what for."""

    device_id: str
    device: str
    role: str


def peripheral_or_404(public_id: str) -> Peripheral:
    """A peripheral of the account with its place; anything else is not found."""
    return find_with_place(db.session(), public_id) or abort(404)


def row_of(peripheral: Peripheral) -> Row:
    """The peripheral as every page of its room shows it."""
    return rows_of([peripheral])[0]


@room.get("/<public_id>")
@login_required
def show(public_id: str) -> str:
    """The card of one peripheral."""
    peripheral = peripheral_or_404(public_id)
    row = row_of(peripheral)
    dependants = read_dependants(db.session(), peripheral, lambda other: row_of(other).works, recall)
    return render_template(
        "peripherals/show.html",
        row=row,
        jobs=job_rows(peripheral),
        trial=TRIALS[PeripheralKind(peripheral.kind)],
        connection=_connection_facts(peripheral),
        fault=_fault(peripheral),
        steps=steps_of(row),
        known=known_of(row),
        layouts=LAYOUTS,
        payments=_payments(peripheral),
        standing_words=standing_words,
        pulses=[(pin, pulse) for pin in DRAWER_PINS for pulse in TRIED_PULSES],
        may_have_stand_in=bool(peripheral.stand_in_id) or _may_have_stand_in(peripheral),
        **_people(peripheral, dependants),
    )


@room.get("/<public_id>/jobs")
@login_required
def jobs(public_id: str) -> str:
    """What it did lately; refreshes itself while something is under way."""
    peripheral = peripheral_or_404(public_id)
    return render_template("peripherals/_jobs.html", row=row_of(peripheral), jobs=job_rows(peripheral))


@room.post("/<public_id>/move-seen")
@needs(Deed.MANAGE_PERIPHERALS)
def move_seen(public_id: str) -> Response:
    """Somebody read that its address changed."""
    dismiss_move(peripheral_or_404(public_id))
    flash(_("Saved."), "success")
    return redirect(url_for("peripherals.show", public_id=public_id))


def _payments(peripheral: Peripheral) -> list[PaymentInDoubt]:
    if peripheral.kind != PeripheralKind.PAYMENT_TERMINAL:
        return []
    return payments_of_terminal(db.session(), peripheral)


def _may_have_stand_in(printer: Peripheral) -> bool:
    return recall(("may have stand-in", printer.id), partial(may_have_stand_in, db.session(), printer))


def _people(peripheral: Peripheral, dependants: Dependants) -> dict[str, Any]:
    tills = {user.device_id for user in dependants.users}
    return {
        "users": [_user(user) for user in dependants.users],
        "drawers": dependants.drawers,
        "replaces": dependants.replaces,
        "consequences": [sentence_of(one) for one in dependants.consequences],
        "is_shared_terminal": peripheral.kind == PeripheralKind.PAYMENT_TERMINAL and len(tills) > 1,
    }


def _user(user: User) -> UserRow:
    return UserRow(user.device_id, user.device, str(ROLES[Role(user.role)]))


def _fault(peripheral: Peripheral) -> str | None:
    return (
        state_words(peripheral.last_fault)[0] if peripheral.last_fault in REPORTED else peripheral.last_fault
    )


def _connection_facts(peripheral: Peripheral) -> list[tuple[str, str]]:
    """How it is connected, as label and value; what does not concern it is left out."""
    connection = peripheral.connection
    way = connection.get("type")
    pulse, protocol = connection.get("pulse_ms"), connection.get("protocol")
    facts: list[tuple[str, Any]] = [
        (_("How it is connected"), WAY_WORDS[Way(way)] if way in list(Way) else way),
        (_("Address"), address_of(connection)),
        (_("Print queue"), connection.get("queue")),
        (_("Speed"), _("%(number)s baud", number=connection["baud"]) if "baud" in connection else None),
        (_("The scale’s language"), PROTOCOL_NAMES.get(protocol, protocol) if protocol else None),
        (_("Pin"), connection.get("pin")),
        (_("Pulse"), _("%(number)s ms", number=pulse) if pulse else None),
        (_("MAC address"), peripheral.mac),
        (_("Maker"), peripheral.make),
        (_("Model"), peripheral.model),
        (_("Serial number"), peripheral.serial),
    ]
    return [(label, str(value)) for label, value in facts if value]
