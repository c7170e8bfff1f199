"""Start a roll-out, widen it, narrow it, or go on with a halted one."""

from flask import abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from blueprints.app_releases import room
from blueprints.app_releases.forms import RollOutForm
from blueprints.edge import lead_back, now
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.names import DeviceStatus
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import AppRelease, Device, Store
from services.app_releases.app_releases import Reach, find_release
from services.app_releases.app_releases import roll_out as roll_out_release
from services.app_releases.app_rollouts import count_reached

STAGES = (5, 10, 25, 50, 100)


@room.route("/<public_id>/roll-out", methods=["GET", "POST"])
@needs(Deed.MANAGE_RELEASES)
def roll_out(public_id: str) -> ResponseReturnValue:
    """Says how many tills each stage reaches before anything is saved."""
    release = find_release(db.session(), public_id) or abort(404)
    form = _form(release)
    if form.validate_on_submit():
        try:
            roll_out_release(db.session(), release, _reach(form), now())
            flash(
                _("%(name)s rolls out now. Tills install it at their day close.", name=release.name),
                "success",
            )
            return lead_back(url_for("app_releases.show", public_id=public_id))
        except Refusal as refusal:
            show_refusal(refusal, form)
    reached = count_reached(db.session(), release, STAGES)
    page = render_template("app_releases/roll_out.html", form=form, release=release, reached=reached)
    return page, 422 if form.is_submitted() else 200


def _form(release: AppRelease) -> RollOutForm:
    form = RollOutForm()
    form.stores.choices = [tuple(row) for row in db.session.execute(_NAMES_OF_STORES)]
    form.devices.choices = [
        (row.public_id, f"{row.name} · {row.store}") for row in db.session.execute(_NAMES_OF_TILLS)
    ]
    if not form.is_submitted():
        form.percentage.data = 10 if release.status == "draft" else release.percentage
        form.stores.data, form.devices.data = release.stores, release.devices
    return form


_NAMES_OF_STORES = select(Store.public_id, Store.name).order_by(Store.name)
_NAMES_OF_TILLS = (
    select(Device.public_id, Device.name, Store.name.label("store"))
    .join(Store, Store.id == Device.store_id)
    .where(Device.status == DeviceStatus.ACTIVATED)
    .order_by(Store.name, Device.number)
)


def _reach(form: RollOutForm) -> Reach:
    return Reach(form.percentage.data, tuple(form.stores.data or ()), tuple(form.devices.data or ()))
