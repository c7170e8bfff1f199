"""One's own name, e-mail and language."""

from datetime import timedelta

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user, login_required

from blueprints.edge import now
from blueprints.languages import COOKIE
from blueprints.refusals import show_refusal
from blueprints.settings import room
from blueprints.settings.forms import ProfileForm
from domain.refusal import Refusal
from extensions import db
from services.accounts.users import edit_profile

A_YEAR = timedelta(days=365)


@room.route("/profile", methods=["GET", "POST"])
@login_required
def profile() -> ResponseReturnValue:
    """Who you are here."""
    form = ProfileForm(obj=current_user)
    if form.validate_on_submit():
        try:
            return _save(form)
        except Refusal as refusal:
            show_refusal(refusal, form)
    return render_template("settings/profile.html", form=form), 422 if form.is_submitted() else 200


def _save(form: ProfileForm) -> ResponseReturnValue:
    edit_profile(
        db.session(),
        current_user,
        name=form.name.data or "",
        email=form.email.data or "",
        language=str(form.language.data),
        now=now(),
    )
    with force_locale(current_user.language):  # the next page speaks it already
        flash(_("Saved."), "success")
    response = redirect(url_for("settings.profile"))
    response.set_cookie(
        COOKIE,
        current_user.language,
        max_age=A_YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response
