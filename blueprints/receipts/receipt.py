"""One receipt with its lines and payments; its till's name stands beside it (B14)."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from blueprints.edge import now
from blueprints.permissions import allowed, needs
from blueprints.receipts import room
from blueprints.receipts.copies import copy_form, offer_printers
from blueprints.receipts.forms import CopyForm
from blueprints.receipts.words import FLAGS, KINDS, method_words
from blueprints.refusals import sentence_for, show_refusal
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import Receipt
from services.journal.receipt_list import body_of, find_receipt, find_refunds_of, find_sale_of
from services.printing.receipt_copies import print_copy, why_not_there


@room.get("/<public_id>")
@login_required
def show(public_id: str) -> str:
    """The whole receipt."""
    receipt = find_receipt(db.session(), public_id) or abort(404)
    return _page(receipt, copy_form(receipt) if allowed(Deed.MANAGE_PERIPHERALS) else None)


@room.post("/<public_id>/copy")
@needs(Deed.MANAGE_PERIPHERALS)
def copy(public_id: str) -> ResponseReturnValue:
    """Print it again, marked as a copy; the page stays."""
    receipt = find_receipt(db.session(), public_id) or abort(404)
    wanted = request.form.get("printer", "")
    try:
        job = print_copy(db.session(), receipt, wanted, now())
    except Refusal as refusal:
        show_refusal(refusal, form := CopyForm(formdata=None))
        receipt = find_receipt(db.session(), public_id) or abort(404)
        form.printer.choices = offer_printers(receipt)
        return (_fragment(receipt, form) if _is_part() else _page(receipt, form)), 422
    flash(_("A copy goes to %(printer)s.", printer=job.peripheral.name), "success")
    if _is_part():
        return _fragment(receipt, copy_form(receipt, wanted))
    return redirect(url_for("receipts.show", public_id=public_id))


def _is_part() -> bool:
    return request.headers.get("HX-Target") == "copy"


def _fragment(receipt: Receipt, form: CopyForm) -> str:
    return render_template("receipts/_copy.html", **_copy(receipt, form), is_part=True)


def _page(receipt: Receipt, form: CopyForm | None) -> str:
    return render_template(
        "receipts/show.html",
        body=body_of(receipt),
        kind=KINDS.get(receipt.kind, receipt.kind),
        flags=[FLAGS[flag] for flag in receipt.flags if flag in FLAGS],
        method_words=method_words,
        sale=find_sale_of(db.session(), receipt),
        refunds=find_refunds_of(db.session(), receipt) if receipt.kind == "sale" else (),
        **_copy(receipt, form),
    )


def _copy(receipt: Receipt, form: CopyForm | None) -> dict[str, Any]:
    """What the card of the copy shows; where no printer is offered, it says why."""
    is_none = form is not None and not form.printer.choices and not form.errors
    refusal = why_not_there(db.session(), receipt) if is_none else None
    reason = sentence_for(refusal) if refusal else ""
    return {"receipt": receipt, "copy_form": form, "no_copy": reason}
