"""Update now: a till, the ticked ones, a store or all; and how far each order has come."""

from collections import Counter
from collections.abc import Sequence

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import login_required
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.sync_order_words import tell_left_out
from blueprints.sync_words import STREAM_WORDS, order_word, stream_word
from blueprints.synchronization import room
from domain.names import Stream
from domain.permissions import Deed
from domain.sync_orders import OrderState
from extensions import db
from models import Device, Store
from services.synchronization.sync_orders import (
    Ordered,
    OrderRow,
    find_tills,
    order_many,
    read_batch,
    withdraw_orders,
)

PAGE_SIZE = 50
#: what "everything" means: an app is updated by its release, and by name
EVERYTHING = (Stream.CONFIGURATION, Stream.USERS, Stream.PRODUCTS, Stream.TRANSACTIONS)


class OrderForm(FlaskForm):
    """Which tills, and what."""

    store = SelectField(_l("Tills"))
    stream = SelectField(
        _l("What"),
        choices=[
            SelectChoice("", _l("Everything")),
            *(SelectChoice(str(stream), word) for stream, word in STREAM_WORDS.items()),
        ],
    )

    def offer_stores(self) -> None:
        """Put the account's stores on the list."""
        stores = db.session.execute(select(Store.public_id, Store.name).order_by(Store.name)).all()
        everywhere = SelectChoice("", _l("All tills of all stores"))
        self.store.choices = [everywhere, *(SelectChoice(key, name) for key, name in stores)]


@room.get("/orders/new")
@needs(Deed.MANAGE_DEVICES)
def new_order() -> ResponseReturnValue:
    """Choose a store or all."""
    return _ask(_form(request.args), 200)


@room.post("/orders")
@needs(Deed.MANAGE_DEVICES)
def order() -> ResponseReturnValue:
    """Have the ticked tills, or those of a store, or all, fetch at their next contact."""
    form = _form(request.form)
    if not form.validate():
        return _ask(form, 422)
    if "store" not in request.form and not request.form.getlist("device"):
        flash(_("No till was ticked. Choose here which tills to update."), "warning")
        return redirect(url_for("synchronization.new_order", stream=form.stream.data or None))
    tills = _tills(form)
    streams = (Stream(form.stream.data),) if form.stream.data else EVERYTHING
    made = order_many(db.session(), tills, streams, now())
    tell_left_out(made, tills)
    if not made.batch:
        return _nothing_ordered(tills, made)
    _tell(made)
    return redirect(url_for("synchronization.orders", public_id=made.batch))


@room.get("/orders/<public_id>")
@login_required
def orders(public_id: str) -> ResponseReturnValue:
    """How far each order of one press has come; refreshes while something is still to happen."""
    rows = _batch_or_404(public_id)
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    facts = {
        "batch": public_id,
        "rows": rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        "total": len(rows),
        "page": page,
        "pages": pages,
        "counts": _counts(rows),
        "settled": sum(row.is_settled for row in rows),
        "order_word": order_word,
        "stream_word": stream_word,
    }
    is_part = request.headers.get("HX-Target") == "orders"
    return render_template(f"synchronization/{'_orders' if is_part else 'orders'}.html", **facts)


@room.post("/orders/<public_id>/withdraw")
@needs(Deed.MANAGE_DEVICES)
def withdraw(public_id: str) -> ResponseReturnValue:
    """Take back what no till has done yet: all of it, or one order."""
    _batch_or_404(public_id)
    count = withdraw_orders(db.session(), public_id, now(), request.form.get("order", ""))
    if count:
        flash(ngettext("%(num)s order withdrawn.", "%(num)s orders withdrawn.", count), "success")
    else:
        flash(_("Nothing was left to withdraw."), "info")
    return redirect(url_for("synchronization.orders", public_id=public_id))


def _form(values: object) -> OrderForm:
    form = OrderForm(values)
    form.offer_stores()
    if "store" not in request.values:
        form.store.data = ""
    if "stream" not in request.values:
        form.stream.data = ""
    return form


def _ask(form: OrderForm, status: int) -> ResponseReturnValue:
    return render_template("synchronization/order.html", form=form), status


def _tills(form: OrderForm) -> list[Device]:
    """The ticked ones, or those of the chosen store; ids that were never ours are no ids."""
    if "store" in request.form:
        return find_tills(db.session(), store=form.store.data)
    ticked = [device for device in request.form.getlist("device") if device.isalnum()]
    return find_tills(db.session(), devices=ticked)


def _nothing_ordered(tills: Sequence[Device], made: Ordered) -> ResponseReturnValue:
    """Leads to where it is switched on, if that is what is missing."""
    if not made.off:
        flash(_("There is no activated till here."), "warning")
        return redirect(url_for("synchronization.index"))
    if len(tills) == 1:
        return redirect(url_for("devices.synchronization", public_id=tills[0].public_id))
    return redirect(url_for("synchronization.rules"))


def _tell(made: Ordered) -> None:
    if not made.made:
        flash(_("This was ordered already. Here is how far it has come."), "info")
    else:
        text = ngettext(
            "%(num)s till is told at its next contact.",
            "%(num)s tills are told at their next contact.",
            made.tills,
        )
        flash(text, "success")


def _batch_or_404(batch: str) -> list[OrderRow]:
    rows = read_batch(db.session(), batch, current_app.extensions["contacts"], now())
    if not rows:
        abort(404)
    return rows


def _counts(rows: list[OrderRow]) -> list[tuple[OrderState, int]]:
    found = Counter(row.state for row in rows)
    return [(state, found[state]) for state in OrderState if found[state]]
