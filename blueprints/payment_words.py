"""Card payments of which nobody knows, in the reader's words."""

from flask_babel import LazyString, pgettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from blueprints.languages import said
from domain.payments_in_doubt import Paid, Standing
from models import PaymentInDoubt

#: what a store server says of why nobody knows → its sentence
REASONS: dict[str, LazyString] = {
    "underway": _l("The store server stopped in the middle of the payment."),
    "line_lost": _l("The line to the terminal broke in the middle of the payment."),
    "silence": _l("The terminal said nothing more in the middle of the payment."),
    "garbage": _l("The terminal’s answer made no sense."),
    "no_result": _l("The terminal ended the payment without telling its result."),
    "other_amount": _l("The terminal booked another amount than was asked for."),
    "other_currency": _l("The terminal booked in another currency than was asked for."),
    "contradiction": _l("The terminal approved the payment, then gave it up."),
}


def reason_of(payment: PaymentInDoubt) -> str:
    """Why nobody knows what came of it."""
    return said(REASONS.get(payment.reason or "", _l("The terminal did not tell how the payment ended.")))


def standing_words(payment: PaymentInDoubt) -> tuple[str, str]:
    """Word and tone of how it stands."""
    if payment.standing == Standing.OPEN:
        return nobody_knows()
    if payment.standing == Standing.DECIDED:
        return _("Answer on its way"), "info"
    return (
        (pgettext("card payment", "Paid"), "ok")
        if payment.outcome == Paid.PAID
        else (
            pgettext("card payment", "Not paid"),
            "idle",
        )
    )


def nobody_knows() -> tuple[str, str]:
    """Of one that somebody has to look at."""
    return _("Paid or not?"), "bad"
