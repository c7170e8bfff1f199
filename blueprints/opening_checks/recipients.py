"""Who is told of opening checks, and the secret by which a webhook knows us; only the owner changes them."""

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.edge import now
from blueprints.opening_checks import room
from blueprints.opening_checks.forms import DeedForm, RecipientsForm
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from config import Settings
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from services.today.check_notices import edit_notice, find_notice, renew_webhook_secret
from services.today.webhooks import webhook_secret

#: of the secret that the next page shows, in the visit's cookie; worth nothing without the server's own secret
NEW_SALT = "new_webhook_salt"


@room.route("/settings/opening-check/recipients", methods=["GET", "POST"])
@needs(Deed.MANAGE_ACCOUNT)
def recipients() -> ResponseReturnValue:
    """E-mails one per line, and one webhook."""
    form = RecipientsForm.of(find_notice(db.session()))
    if form.validate_on_submit():
        try:
            edit_notice(db.session(), current_user.account, form.fields(), now())
            flash(_("Saved."), "success")
            return redirect(url_for("opening_checks.settings"))
        except Refusal as refusal:
            show_refusal(refusal, form)
    own: Settings = current_app.config["SETTINGS"]
    page = render_template("opening_checks/recipients.html", form=form, has_mail=own.mail_server is not None)
    return page, 422 if form.is_submitted() else 200


@room.route("/settings/opening-check/secret", methods=["GET", "POST"])
@needs(Deed.MANAGE_ACCOUNT)
def renew_secret() -> ResponseReturnValue:
    """Asks first; then shows the new secret once, on a page that can be loaded again without renewing it."""
    form = DeedForm()
    if form.validate_on_submit():
        session[NEW_SALT] = renew_webhook_secret(db.session(), current_user.account, now())
        if not getattr(request, "htmx", False):  # a dialog cannot be loaded again
            return redirect(url_for("opening_checks.renew_secret"), 303)
    own: Settings = current_app.config["SETTINGS"]
    salt = session.pop(NEW_SALT, None)
    secret = webhook_secret(own.secret_key, current_user.account_id, salt) if salt else None
    return render_template("opening_checks/secret.html", form=form, secret=secret)
