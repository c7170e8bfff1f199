"""Whether a drawer is open: asked once of somebody who looks at it, then told by its contact."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from blueprints.edge import now
from blueprints.peripherals import room
from blueprints.peripherals.show import peripheral_or_404, row_of
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.drawer_contact import DrawerState
from domain.names import PeripheralKind
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from services.trials.drawer_contacts import learn_contact


@room.get("/<public_id>/contact")
@login_required
def contact(public_id: str) -> str:
    """The card of the drawer's contact, which refreshes itself."""
    drawer = peripheral_or_404(public_id)
    if drawer.kind != PeripheralKind.CASH_DRAWER:
        abort(404)
    return render_template("peripherals/_card_contact.html", peripheral=drawer, row=row_of(drawer))


@room.post("/<public_id>/contact")
@needs(Deed.MANAGE_PERIPHERALS)
def learn(public_id: str) -> Response:
    """Somebody looked: it is closed, or it is open."""
    drawer = peripheral_or_404(public_id)
    state = request.form.get("state")
    seen = (
        request.form.get("seen", "") if state in set(DrawerState) else ""
    )  # an odd answer is one about nothing
    try:
        learn_contact(db.session(), drawer, seen, now(), is_closed=state == DrawerState.CLOSED)
        flash(_("Saved."), "success")
    except Refusal as refusal:
        show_refusal(refusal)
    return redirect(url_for("peripherals.show", public_id=public_id) + "#contact", 303)
