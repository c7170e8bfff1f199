"""What an edit changed, as lines of the history: the field's word, its value before and after."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.formats import decimal_text, percent
from blueprints.languages import CHOICES
from blueprints.peripheral_words import PROTOCOL_NAMES, WAY_WORDS, model_word
from blueprints.till_words import LOGIN_MODES, TILL_DEEDS
from blueprints.weekdays import day_name

FIELDS: dict[str, LazyString] = {
    "name": _l("Name"),
    "days": _l("Days"),
    "opens": _l("Opens"),
    "closes": _l("Closes"),
    "email": _l("E-mail"),
    "tax_id": _l("Tax number"),
    "login_id": _l("Login ID"),
    "role": _l("Role"),
    "address": _l("Address"),
    "timezone": _l("Time zone"),
    "language": _l("Language"),
    "receipt_header": _l("Above each receipt"),
    "receipt_footer": _l("Below each receipt"),
    "way": _l("How it is connected"),
    "store": _l("Store"),
    "stores": _l("Stores"),
    "also_serves": _l("Also serves these stores"),
    "store_server": _l("Store server"),
    "host_device": _l("POS device"),
    "printer": _l("Printer"),
    "queue": _l("Print queue"),
    "baud": _l("Speed"),
    "protocol": _l("The scale’s language"),
    "pin": _l("Pin"),
    "pulse_ms": _l("Pulse"),
    "paper_width": _l("Paper width"),
    "profile": _l("Printer model"),
    "mac": _l("MAC address"),
    "serial": _l("Serial number"),
    "price": _l("Price"),
    "category": _l("Category"),
    "tax": _l("Tax"),
    "unit": _l("Unit"),
    "sku": _l("Item number"),
    "barcodes": _l("Barcode"),
    "code": _l("Short name"),
    "rate": _l("Rate"),
    "color": _l("Colour"),
    "position": _l("Place in the order"),
    "is_default": _l("Usual rate"),
    "login_mode": _l("How people sign in at tills"),
    "cash_management": _l("Cash management"),
    "shifts_required": _l("Shifts required"),
    "lan_origins": _l("Addresses of the till app"),
    "permissions": _l("Permissions at the till"),
    "enabled": _l("Check at a set hour"),
    "hour": _l("Hour"),
    "emails": _l("E-mail addresses"),
    "webhook_url": _l("Address of a webhook"),
    "only_faults": _l("Only when there is something to see to"),
}
ROLES: dict[str, LazyString] = {
    "owner": _l("Owner"),
    "manager": _l("Manager"),
    "cashier": _l("Cashier"),
    "viewer": _l("Viewer"),
}
LANGUAGES = {choice.code: choice.name for choice in CHOICES}
#: fields whose stored values have words of their own
VALUES: dict[str, Callable[[Any], str]] = {
    "language": lambda value: LANGUAGES.get(value, str(value)),
    "days": day_name,
    "role": lambda value: str(ROLES.get(value, value)),
    "way": lambda value: str(WAY_WORDS.get(value, value)),
    "protocol": lambda value: PROTOCOL_NAMES.get(value, str(value)),
    "baud": lambda value: _("%(number)s baud", number=value),
    "pulse_ms": lambda value: _("%(number)s ms", number=value),
    "paper_width": lambda value: _("%(width)s mm", width=value),
    "profile": lambda value: model_word(str(value)),
    "login_mode": lambda value: str(LOGIN_MODES.get(value, value)),
    "cash_management": lambda value: _("On") if value else _("Off"),
    "shifts_required": lambda value: _("On") if value else _("Off"),
    "enabled": lambda value: _("On") if value else _("Off"),
    "only_faults": lambda value: _("On") if value else _("Off"),
    "permissions": lambda value: str(TILL_DEEDS.get(value, value)),
    "price": lambda value: decimal_text(str(value)),
    "rate": lambda value: percent(Decimal(value)),
}


def change_lines(changes: list[dict[str, Any]]) -> list[str]:
    """One line for each changed field: "Name: Kasa 1 → Kasa przy drzwiach"."""
    return [_line(**change) for change in changes]


def _line(field: str, before: Any, after: Any) -> str:
    return _(
        "%(field)s: %(before)s → %(after)s",
        field=str(FIELDS.get(field, field)),
        before=_value(field, before),
        after=_value(field, after),
    )


def _value(field: str, value: Any) -> str:
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, list):
        return ", ".join(VALUES[field](one) if field in VALUES else str(one) for one in value)
    text = VALUES[field](value) if field in VALUES else str(value)
    return " / ".join(text.splitlines())
