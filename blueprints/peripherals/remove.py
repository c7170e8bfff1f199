"""Take a peripheral out of the account, after saying what that means for whom."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blueprints.edge import now
from blueprints.peripheral_words import ROLES
from blueprints.peripherals import room
from blueprints.permissions import needs
from blueprints.refusals import sentence_for
from domain.names import Role
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import Peripheral
from services.peripherals.peripherals import drawers_behind, find_peripheral, remove_peripheral, replaced_by
from services.usage_mode.assignments import users_of


@room.route("/<public_id>/remove", methods=["GET", "POST"])
@needs(Deed.MANAGE_PERIPHERALS)
def remove(public_id: str) -> str | Response | tuple[str, int]:
    """Who uses it, which drawers it opens, for which printers it stands in; then the deed."""
    peripheral = find_peripheral(db.session(), public_id) or abort(404)
    if request.method != "POST":
        return _ask(peripheral)
    try:
        remove_peripheral(db.session(), peripheral, now())
    except Refusal as refusal:
        db.session.rollback()
        if refusal.code != "peripheral_unknown":  # then somebody else was faster: what was wanted is done
            return _ask(peripheral, sentence_for(refusal)), 422
    flash(_("%(name)s was removed.", name=peripheral.name), "success")
    return redirect(url_for("peripherals.index"))


def _ask(peripheral: Peripheral, refused: str | None = None) -> str:
    users = users_of(db.session(), [peripheral])[peripheral.id]
    return render_template(
        "peripherals/remove.html",
        peripheral=peripheral,
        users=[(user.device, ROLES[Role(user.role)]) for user in users],
        drawers=drawers_behind(db.session(), peripheral),
        replaced=replaced_by(db.session(), peripheral),
        refused=refused,
    )
