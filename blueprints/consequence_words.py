"""If this one dies, what stops? The rule's answer as sentences."""

from collections.abc import Callable

from babel.lists import format_list
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from domain.what_stops import Consequence, Stop

Sentence = Callable[[str, int, str], str]

SENTENCES: dict[Stop, Sentence] = {
    Stop.PAYMENT_TERMINAL: lambda devices, num, _t: ngettext(
        "%(devices)s takes no cards.", "%(devices)s take no cards.", num, devices=devices
    ),
    Stop.CASH_DRAWER: lambda devices, num, _t: ngettext(
        "%(devices)s opens no drawer: use its key.",
        "%(devices)s open no drawer: use its key.",
        num,
        devices=devices,
    ),
    Stop.RECEIPT_PRINTER: lambda devices, num, _t: ngettext(
        "%(devices)s prints no receipts.", "%(devices)s print no receipts.", num, devices=devices
    ),
    Stop.PAGE_PRINTER: lambda devices, num, _t: ngettext(
        "%(devices)s prints no documents on A4.",
        "%(devices)s print no documents on A4.",
        num,
        devices=devices,
    ),
    Stop.PICKUP_PRINTER: lambda devices, num, _t: ngettext(
        "%(devices)s prints no pick-up slips.", "%(devices)s print no pick-up slips.", num, devices=devices
    ),
    Stop.ASSEMBLY_PRINTER: lambda devices, num, _t: ngettext(
        "%(devices)s prints no assembly slips.", "%(devices)s print no assembly slips.", num, devices=devices
    ),
    Stop.PRODUCT_SCANNER: lambda devices, num, _t: ngettext(
        "%(devices)s reads no barcodes: search products by name.",
        "%(devices)s read no barcodes: search products by name.",
        num,
        devices=devices,
    ),
    Stop.CHECKOUT_SCALE: lambda devices, num, _t: ngettext(
        "%(devices)s weighs nothing: type the weight.",
        "%(devices)s weigh nothing: type the weight.",
        num,
        devices=devices,
    ),
    Stop.STAND_IN: lambda devices, num, thing: _(
        "%(printer)s prints instead for %(devices)s.", printer=thing, devices=devices
    ),
    Stop.STAND_IN_DEAD: lambda devices, num, thing: _(
        "%(printer)s should print instead, but does not work now either.", printer=thing
    ),
    Stop.STOOD_IN_FOR: lambda devices, num, thing: _("%(printer)s has no stand-in meanwhile.", printer=thing),
    Stop.NOTHING: lambda devices, num, thing: _("Nothing: no till uses it."),
}


def sentence_of(consequence: Consequence) -> str:
    """One consequence in the reader's language."""
    names, number = list(consequence.devices), len(consequence.devices)
    devices = format_list(names, locale=get_locale() or "en") if names else ""
    if consequence.what == Stop.DRAWER_SHUT:
        return _drawer_shut(devices, number, consequence.thing)
    return SENTENCES[consequence.what](devices, number, consequence.thing)


def _drawer_shut(devices: str, number: int, drawer: str) -> str:
    if not number:
        return _("The drawer %(drawer)s does not open.", drawer=drawer)
    return _("%(devices)s: the drawer %(drawer)s does not open.", devices=devices, drawer=drawer)
