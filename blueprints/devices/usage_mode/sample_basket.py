"""The sample basket as an address carries it: what lies in it, what was just put in or taken out, what is wrong."""

from dataclasses import dataclass, replace
from decimal import Decimal

from flask import request
from flask_babel import gettext as _

from blueprints.refusals import sentence_for
from domain.refusal import Refusal
from domain.sample_sale import MOST_LINES, Basket, SampleLine, read_quantity
from extensions import db
from services.catalogue.product_offers import Offered, find_offered, one_of_each

#: names no product; a longer one would only be carried about
LONGEST = 40


@dataclass(frozen=True)
class Line:
    """One line of the basket: what was typed, the product if there is such, and what is wrong."""

    product_id: str
    typed: str
    product: Offered | None = None
    quantity: Decimal | None = None
    error: str | None = None

    @property
    def is_good(self) -> bool:
        return self.product is not None and self.quantity is not None


@dataclass(frozen=True)
class SampleBasket:
    """All lines, and what has just become of them in words."""

    lines: list[Line]
    is_paid: bool
    news: str | None = None
    error: str | None = None

    @property
    def sale(self) -> Basket:
        """What the dry run goes by: lines with something wrong are left out."""
        good = [
            SampleLine(line.product.name, line.quantity, line.product.made_to_order)
            for line in self.lines
            if line.product is not None and line.quantity is not None
        ]
        return Basket(tuple(good), self.is_paid)


def read_basket() -> SampleBasket:
    """The basket of this address; a first visit finds one thing of each kind in it, and paid."""
    if "chosen" not in request.args and "product" not in request.args:
        return SampleBasket([_line(one.public_id, "1", one) for one in one_of_each(db.session())], True)
    typed = dict(zip(request.args.getlist("product"), _quantities(), strict=False))
    added, removed = request.args.get("add", ""), request.args.get("remove", "")
    if added:
        typed[added] = _one_more(typed.get(added))
    asked = [key for key in (*list(typed)[: MOST_LINES + 1], removed) if len(key) <= LONGEST]
    known = find_offered(db.session(), asked)
    typed.pop(removed, None)
    is_full = len(typed) > MOST_LINES
    lines = [_line(key, text, known.get(key)) for key, text in list(typed.items())[:MOST_LINES]]
    return SampleBasket(
        lines,
        is_paid="paid" in request.args,
        news=_news(known.get(added), known.get(removed)),
        error=_("A sample basket holds at most %(num)s products.", num=MOST_LINES) if is_full else None,
    )


def _quantities() -> list[str]:
    """As typed, and enough of them: an address made by hand may have forgotten some."""
    typed = request.args.getlist("quantity")
    return typed + ["1"] * len(request.args.getlist("product"))


def _one_more(typed: str | None) -> str:
    """One more of what lies in the basket already; what cannot be read stays as it was typed."""
    if typed is None:
        return "1"
    try:
        more = format(read_quantity(typed) + 1, "f")
    except Refusal:
        return typed
    return more.replace(".", ",") if "," in typed else more


def _line(product_id: str, typed: str, product: Offered | None) -> Line:
    line = Line(product_id, typed, product)
    if product is None:
        return replace(line, error=_("This product is not in your catalogue any more. Take it out."))
    try:
        return replace(line, quantity=read_quantity(typed))
    except Refusal as refusal:
        return replace(line, error=sentence_for(refusal))


def _news(added: Offered | None, removed: Offered | None) -> str | None:
    if added is not None:
        return _("%(name)s is in the basket.", name=added.name)
    if removed is not None:
        return _("%(name)s was taken out of the basket.", name=removed.name)
    return _("It was taken out of the basket.") if request.args.get("remove") else None
