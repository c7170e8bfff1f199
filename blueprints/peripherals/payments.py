"""Card payments of which nobody knows: what to look at, and the two answers."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import login_required
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import Optional

from blueprints.edge import now
from blueprints.payment_words import reason_of, standing_words
from blueprints.peripherals import room
from blueprints.permissions import needs
from blueprints.refusals import sentence_for, show_refusal
from domain.payments_in_doubt import Paid, Standing
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import PaymentInDoubt
from services.card_payments.payment_decisions import answer_payment
from services.card_payments.payment_list import PAGE, find_payment, list_payments, tills_at


class AnswerForm(FlaskForm):
    """Where somebody looked."""

    note = StringField(
        _l("Where did you look?"),
        [Optional()],
        description=_l(
            "For example the number of the slip, or the list of the acquirer. It is kept in the history."
        ),
    )


@room.get("/payments")
@login_required
def payments() -> str:
    """All of the account: those that somebody has to look at first."""
    page = max(1, request.args.get("page", 1, type=int))
    found, total = list_payments(db.session(), min(page, 10_000))
    pages = max(1, -(-total // PAGE))
    words = {
        "payments": found,
        "page": page,
        "pages": pages,
        "total": total,
        "standing_words": standing_words,
    }
    if request.headers.get("HX-Target") == "list":
        return render_template("peripherals/_payments_list.html", **words)
    return render_template("peripherals/payments.html", **words)


@room.get("/payments/<public_id>")
@login_required
def payment(public_id: str) -> str | tuple[str, int]:
    """One of them; while its answer is on its way, it asks again by itself."""
    found = payment_or_404(public_id)
    seen = f"{found.standing} {found.outcome}"
    is_part = request.headers.get("HX-Target") == "payment"
    if is_part and request.args.get("seen") == seen:
        return "", 204
    return render_template(
        "peripherals/_payment.html" if is_part else "peripherals/payment.html",
        payment=found,
        seen=seen,
        zone=found.store_server.store.timezone,
        tills=tills_at(db.session(), found),
        reason=reason_of(found),
        state=standing_words(found),
        is_live=is_part,
    )


@room.route("/payments/<public_id>/paid", methods=["GET", "POST"])
@needs(Deed.MANAGE_PERIPHERALS)
def payment_paid(public_id: str) -> str | Response | tuple[str, int]:
    """Somebody looked: it was paid."""
    return _answer(public_id, Paid.PAID)


@room.route("/payments/<public_id>/not-paid", methods=["GET", "POST"])
@needs(Deed.MANAGE_PERIPHERALS)
def payment_not_paid(public_id: str) -> str | Response | tuple[str, int]:
    """Somebody looked: it was not paid."""
    return _answer(public_id, Paid.NOT_PAID)


def payment_or_404(public_id: str) -> PaymentInDoubt:
    """A payment of the account."""
    return find_payment(db.session(), public_id) or abort(404)


def _answer(public_id: str, paid: Paid) -> str | Response | tuple[str, int]:
    found = payment_or_404(public_id)
    form = AnswerForm()
    if not form.validate_on_submit():
        return _ask(found, paid, form, _too_late(found))
    try:
        answer_payment(db.session(), found, paid, form.note.data or "", now())
    except Refusal as refusal:
        return _refuse(public_id, paid, form, refusal)
    flash(
        _("Your answer goes to the store server. The terminal takes payments again in a moment."), "success"
    )
    return redirect(url_for("peripherals.payment", public_id=public_id), 303)


def _refuse(public_id: str, paid: Paid, form: AnswerForm, refusal: Refusal) -> tuple[str, int]:
    if refusal.field is not None:
        show_refusal(refusal, form)
        return _ask(payment_or_404(public_id), paid, form, None), 422
    db.session.rollback()
    return _ask(payment_or_404(public_id), paid, form, sentence_for(refusal)), 422


def _too_late(payment: PaymentInDoubt) -> str | None:
    return None if payment.standing == Standing.OPEN else sentence_for(Refusal("payment_answered"))


def _ask(payment: PaymentInDoubt, paid: Paid, form: AnswerForm, refused: str | None) -> str:
    return render_template(
        "peripherals/payment_answer.html",
        payment=payment,
        is_paid=paid == Paid.PAID,
        form=form,
        refused=refused,
        zone=payment.store_server.store.timezone,
    )
