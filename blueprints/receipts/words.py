"""The words of receipts: kinds, ways to pay, what is odd."""

from flask_babel import lazy_gettext as _l

KINDS = {"sale": _l("Sale"), "refund": _l("Refund")}
METHODS = {
    "cash": _l("Cash"),
    "card": _l("Card"),
    "transfer": _l("Bank transfer"),
    "voucher": _l("Voucher"),
    "other": _l("Other"),
}
MOVEMENTS = {"pay_in": _l("Paid in"), "pay_out": _l("Paid out"), "drop": _l("Taken to the safe")}
#: flag -> (word for the badge, what it means and what to do)
FLAGS = {
    "unknown_product": (
        _l("Unknown product"),
        _l(
            "The till sold something that is not in the catalogue, or was removed meanwhile. The receipt counts."
        ),
    ),
    "total_mismatch": (
        _l("Sum differs"),
        _l(
            "The lines or payments do not add up to the total that the till wrote. Look at it with the cashier."
        ),
    ),
    "shift_closed": (
        _l("Shift was closed"),
        _l("It came after its shift was closed; it belongs to that shift all the same."),
    ),
    "repaired": (
        _l("Repaired"),
        _l("It came in a form that could not be read, and somebody of the office repaired it."),
    ),
    "late": (_l("Late"), _l("It came from a till that was deactivated before.")),
    "clock_skew": (
        _l("Clock was wrong"),
        _l("The till’s clock was off. The time shown here is corrected; the till’s own is below."),
    ),
}


def method_words(method: object) -> str:
    """How it was paid; a till's own word is shown as it came."""
    return str(METHODS.get(str(method), method))
