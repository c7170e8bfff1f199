"""One receipt with its lines and payments; its till's name stands beside it (B14)."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.receipts import room
from blueprints.receipts.words import FLAGS, KINDS, method_words
from blueprints.refusals import show_refusal
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from services.receipt_copies import print_copy
from services.receipt_list import body_of, find_receipt, find_refunds_of, find_sale_of


@room.get("/<public_id>")
@login_required
def show(public_id: str) -> str:
    """The whole receipt."""
    receipt = find_receipt(db.session(), public_id) or abort(404)
    return render_template(
        "receipts/show.html",
        receipt=receipt,
        body=body_of(receipt),
        kind=KINDS.get(receipt.kind, receipt.kind),
        flags=[FLAGS[flag] for flag in receipt.flags if flag in FLAGS],
        method_words=method_words,
        sale=find_sale_of(db.session(), receipt),
        refunds=find_refunds_of(db.session(), receipt) if receipt.kind == "sale" else (),
    )


@room.post("/<public_id>/copy")
@needs(Deed.MANAGE_PERIPHERALS)
def copy(public_id: str) -> Response:
    """Print it again, marked as a copy."""
    receipt = find_receipt(db.session(), public_id) or abort(404)
    try:
        job = print_copy(db.session(), receipt, now())
        flash(_("A copy goes to %(printer)s.", printer=job.peripheral.name), "success")
    except Refusal as refusal:
        show_refusal(refusal)
    return redirect(url_for("receipts.show", public_id=public_id))
