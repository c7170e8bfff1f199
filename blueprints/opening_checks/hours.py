"""The set hour of a store."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.edge import now
from blueprints.opening_checks import room
from blueprints.opening_checks.forms import HoursForm
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from services.stores.stores import find_store
from services.today.check_plans import edit_hours, read_store_hours


@room.route("/settings/opening-check/<public_id>", methods=["GET", "POST"])
@needs(Deed.MANAGE_STORES)
def hours(public_id: str) -> ResponseReturnValue:
    """By the clock of the store."""
    store = find_store(db.session(), public_id) or abort(404)
    form = HoursForm.of(read_store_hours(db.session(), store))
    form.offer()
    if form.validate_on_submit():
        try:
            edit_hours(
                db.session(),
                store,
                now(),
                enabled=bool(form.enabled.data),
                hour=form.hour.data or "",
                days=form.chosen_days(),
            )
            flash(_("Saved."), "success")
            return redirect(url_for("opening_checks.settings"))
        except Refusal as refusal:
            show_refusal(refusal, form)
    page = render_template("opening_checks/hours.html", form=form, store=store)
    return page, 422 if form.is_submitted() else 200
