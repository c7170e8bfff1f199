"""Where a copy of a receipt can be printed, each printer with its state."""

from flask import current_app
from flask_babel import gettext as _

from blueprints.edge import now
from blueprints.peripheral_words import state_words
from blueprints.receipts.forms import CopyForm
from extensions import db
from models import Receipt
from services.peripherals.peripheral_states import shown_states
from services.printing.receipt_copies import CopyPrinter, copy_printers


def copy_form(receipt: Receipt, chosen: str = "") -> CopyForm:
    """The choice of a printer; the till's own stands first, and is chosen unless another one is."""
    form = CopyForm(formdata=None, printer=chosen)
    form.printer.choices = offer_printers(receipt)
    return form


def offer_printers(receipt: Receipt) -> list[tuple[str, str]]:
    """The printers by public id, with words."""
    printers = copy_printers(db.session(), receipt)
    statuses = {one.store_server_id: one.server_status for one in printers}
    last = current_app.extensions["contacts"].last
    states = shown_states(db.session(), printers, last, now(), statuses)
    return [(one.public_id, _words(one, states[one.id].state)) for one in printers]


def _words(printer: CopyPrinter, state: str) -> str:
    word, _tone = state_words(state)
    if printer.is_own:
        return _("%(printer)s, the till’s own – %(state)s", printer=printer.name, state=word)
    return _("%(printer)s – %(state)s", printer=printer.name, state=word)
