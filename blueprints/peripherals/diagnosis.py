"""A printer that does not print: what to look at, one after the other, with what is known of it."""

from flask_babel import gettext as _

from blueprints.formats import datetime_in
from blueprints.peripheral_rows import Row
from blueprints.peripheral_words import state_words
from domain.connections import DEFAULT_PORTS, Way, address_of
from domain.names import PeripheralKind
from domain.peripherals import PRINTERS

#: states in which nobody can say from afar what is wrong
ASKED_IN = ("unreachable", "offline", "mute")


def steps_of(row: Row) -> list[str]:
    """The steps in order: cable, address, port, paper, driver; empty while it works or is no printer."""
    printer = row.peripheral
    if printer.kind not in PRINTERS or row.code not in ASKED_IN:
        return []
    return [
        _("Cable: is the printer on, and do the lamps at its cable blink?"),
        *_address_steps(row),
        *_paper_steps(printer.kind),
    ]


def _paper_steps(kind: str) -> list[str]:
    if kind == PeripheralKind.PAGE_PRINTER:
        return [
            _("Paper: are there sheets in its tray, and does its display show a message?"),
            _("Driver: none is needed. Can it print a status page from its own menu?"),
        ]
    return [
        _("Paper: is there a roll in it, the right way round, and is the cover closed?"),
        _("Driver: none is needed. Does it print a test slip by itself, while you hold its feed button?"),
    ]


def known_of(row: Row) -> list[str]:
    """What is known: when it last worked, and what was wrong last."""
    printer, known = row.peripheral, []
    if printer.last_success_at:
        known.append(
            _("It last printed on %(when)s.", when=datetime_in(printer.last_success_at, row.timezone))
        )
    else:
        known.append(_("It has never printed from here."))
    if printer.last_fault and printer.last_fault_at:
        when = datetime_in(printer.last_fault_at, row.timezone)
        known.append(
            _("Last fault: %(state)s, since %(when)s.", state=state_words(printer.last_fault)[0], when=when)
        )
    return known


def _address_steps(row: Row) -> list[str]:
    printer = row.peripheral
    connection = printer.connection
    if connection.get("type") != Way.NETWORK:
        path = address_of(connection)
        return [
            _(
                "Path: does the store server still call it %(path)s? Another socket may change that.",
                path=path,
            )
        ]
    host, usual = connection.get("host"), DEFAULT_PORTS[PeripheralKind(printer.kind)]
    return [
        _(
            "Address: does its own test slip still say %(address)s? Routers give out new ones.",
            address=host,
        ),
        _(
            "Port: %(port)s is set here; nearly all listen on %(usual)s.",
            port=connection.get("port"),
            usual=usual,
        ),
    ]
