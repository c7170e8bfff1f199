"""What the lists of a peripheral's form offer, and what stands in its fields at first."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from wtforms import SelectField

from blueprints.edge import recall
from blueprints.languages import CHOICES
from blueprints.peripheral_words import PROTOCOL_NAMES, model_word
from blueprints.peripherals.forms import PeripheralForm
from blueprints.peripherals.long_lists import draw_list, pairs_of
from domain.connections import BAUD_RATES, DRAWER_PINS, SCALE_PROTOCOLS
from domain.discoveries import proposed_name, proposed_profile, proposed_width
from domain.names import Role
from domain.peripherals import PAPER_WIDTHS, PROFILES
from models import Device, Discovery, Peripheral
from models.scope import account_of
from services.peripherals.peripheral_choices import (
    printer_choices,
    server_choices,
    store_choices,
    till_choices,
)
from services.usage_mode.assignments import assignments_of


def offer(form: PeripheralForm, session: Session) -> None:
    """Fill the lists in the reader's language; where there is only one thing to choose, it is chosen."""
    _offer_things(form, session)
    _offer_settings(form)
    if not form.is_submitted():
        for name in ("printer", "store_server", "store"):
            if name in form and len(form[name].choices) == 2:
                form[name].data = form[name].choices[1][0]


def prefer_place_of(form: PeripheralForm, device: Device, session: Session) -> None:
    """It is wanted for this till: it probably hangs there or on its receipt printer, or stands in the same store."""
    servers = [one.id for one in server_choices(session) if one.store == device.store.name]
    _show(form, host_device=device.public_id, store=device.store.public_id)
    if len(servers) == 1:
        _show(form, store_server=servers[0])
    if "printer" in form and (used := assignments_of(session, device).get(Role.RECEIPT_PRINTER)):
        _show(form, printer=used.peripheral.public_id)


def show_peripheral(form: PeripheralForm, peripheral: Peripheral) -> None:
    """Fill the fields with what is stored."""
    _show_connection(form, peripheral.connection)
    _show(
        form,
        name=peripheral.name,
        printer=peripheral.printer.public_id if peripheral.printer else "",
        host_device=peripheral.host_device.public_id if peripheral.host_device else "",
        store_server=peripheral.store_server.public_id if peripheral.store_server else "",
        store=peripheral.store.public_id if peripheral.store else "",
        profile=peripheral.profile,
        paper_width=peripheral.paper_width,
        language=peripheral.language or "",
        mac=peripheral.mac or "",
        serial=peripheral.serial or "",
    )


def show_discovery(form: PeripheralForm, found: Discovery) -> None:
    """Fill the fields with what a store server found."""
    _show_connection(form, found.connection)
    _show(
        form,
        name=proposed_name(found.make, found.model),
        store_server=found.store_server.public_id,
        profile=proposed_profile(found.model),
        paper_width=proposed_width(found.model),
        mac=found.mac or "",
        serial=found.serial or "",
    )


def _offer_things(form: PeripheralForm, session: Session) -> None:
    sources = {
        "printer": (printer_choices, _("Choose a printer")),
        "host_device": (till_choices, _("Choose a till")),
        "store_server": (server_choices, _("None yet")),
        "store": (store_choices, _("Not decided yet")),
    }
    for name, (choices, nothing) in sources.items():
        if name in form:
            found = recall(("choices", account_of(session), name), partial(choices, session))
            form[name].choices = pairs_of(found, nothing)


def _offer_settings(form: PeripheralForm) -> None:
    offers: dict[str, list[tuple[Any, str]]] = {
        "baud": [(str(rate), _("%(rate)s baud", rate=rate)) for rate in BAUD_RATES],
        "protocol": [(protocol, PROTOCOL_NAMES[protocol]) for protocol in SCALE_PROTOCOLS],
        "pin": [(str(pin), _("Pin %(number)s", number=pin)) for pin in DRAWER_PINS],
        "profile": [(name, model_word(name)) for name in PROFILES],
        "paper_width": [(width, _("%(width)d mm", width=width)) for width in PAPER_WIDTHS],
        "language": [("", _("As the store"))] + [(one.code, one.name) for one in CHOICES],
    }
    for name, choices in offers.items():
        if name in form:
            field: SelectField = form[name]
            field.choices = [(value, str(text)) for value, text in choices]
            field.widget = draw_list


def _show_connection(form: PeripheralForm, connection: Mapping[str, Any]) -> None:
    way = str(connection.get("type", ""))
    if form.ways_include(way):
        _show(form, way=way)
    details = ("host", "port", "queue", "path", "baud", "protocol", "pin", "pulse_ms")
    _show(form, **{name: str(connection[name]) for name in details if connection.get(name) is not None})


def _show(form: PeripheralForm, **values: object) -> None:
    for name, value in values.items():
        if name in form:
            form[name].data = value
