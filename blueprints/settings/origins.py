"""The web origins of the till app: whose pages store servers answer; only the owner changes them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from blueprints.settings import room
from blueprints.settings.forms import OriginsForm
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from services.store_servers.lan_origins import edit_lan_origins


@room.route("/tills/origins", methods=["GET", "POST"])
@needs(Deed.MANAGE_ACCOUNT)
def origins() -> ResponseReturnValue:
    """One origin per line."""
    account = current_user.account
    form = OriginsForm(data={"origins": "\n".join(account.lan_origins)})
    if form.validate_on_submit():
        try:
            edit_lan_origins(db.session(), account, form.origins.data or "", now())
            flash(_("Saved."), "success")
            return redirect(url_for("settings.tills"))
        except Refusal as refusal:
            show_refusal(refusal, form)
    return render_template("settings/origins.html", form=form), 422 if form.is_submitted() else 200
