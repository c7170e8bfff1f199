"""Which channel the tills of this business follow."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.app_releases import room
from blueprints.app_releases.forms import ChannelForm
from blueprints.edge import lead_back, now
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from services.app_releases.app_releases import follow_channel


@room.route("/channel", methods=["GET", "POST"])
@needs(Deed.MANAGE_RELEASES)
def channel() -> ResponseReturnValue:
    """Stable, or beta beside it."""
    form = ChannelForm(data={"channel": current_user.account.app_channel})
    if form.validate_on_submit():
        try:
            follow_channel(db.session(), current_user.account, str(form.channel.data), now())
            flash(_("Saved."), "success")
            return lead_back(url_for("app_releases.index"))
        except Refusal as refusal:
            show_refusal(refusal, form)
    return render_template("app_releases/channel.html", form=form), 422 if form.is_submitted() else 200
