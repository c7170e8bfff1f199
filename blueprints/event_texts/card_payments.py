"""What happened to card payments of which nobody knew, as sentences of the history."""

from flask_babel import gettext as _

from blueprints.event_texts.texts import Texts
from blueprints.formats import money
from domain.payments_in_doubt import Paid, Where


def _in_doubt(amount: int, currency: str, **_f: object) -> str:
    return _("Card payment of %(amount)s: nobody knows whether it was paid", amount=money(amount, currency))


def _answered(amount: int, currency: str, outcome: str, note: str = "", **_f: object) -> str:
    sum_ = money(amount, currency)
    if outcome == Paid.PAID:
        sentence = _("Card payment of %(amount)s: said that it was paid", amount=sum_)
    else:
        sentence = _("Card payment of %(amount)s: said that it was not paid", amount=sum_)
    return f"{sentence} – {note}" if note else sentence


def _settled(amount: int, currency: str, outcome: str, overruled: bool = False, **facts: str) -> str:
    sentence = _where_settled(money(amount, currency), outcome == Paid.PAID, **facts)
    if overruled:
        late = _("The back office had said otherwise, but it was settled before that arrived.")
        return f"{sentence}. {late}"
    return sentence


def _where_settled(amount: str, paid: bool, where: str = "", by: str = "", **_f: object) -> str:
    if where == Where.OFFICE:
        return _(
            "Card payment of %(amount)s: the answer arrived, the terminal takes payments again", amount=amount
        )
    if where == Where.TERMINAL:
        if paid:
            return _("Card payment of %(amount)s: the terminal says that it was paid", amount=amount)
        return _("Card payment of %(amount)s: the terminal says that it was not paid", amount=amount)
    if paid:
        return _(
            "Card payment of %(amount)s: %(person)s said in the shop that it was paid",
            amount=amount,
            person=by,
        )
    return _(
        "Card payment of %(amount)s: %(person)s said in the shop that it was not paid",
        amount=amount,
        person=by,
    )


TEXTS: Texts = {
    "peripheral.payment_in_doubt": _in_doubt,
    "peripheral.payment_answered": _answered,
    "peripheral.payment_settled": _settled,
}
