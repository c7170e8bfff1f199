"""Change one's own password; every other browser is signed out."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required, login_user

from blueprints.edge import keep_outcome, now
from blueprints.refusals import sentence_for, show_refusal
from blueprints.settings import room
from blueprints.settings.forms import PasswordForm
from domain.refusal import Refusal
from extensions import db
from models import User
from services.accounts.throttle import check_tries, count_failure
from services.accounts.users import check_password_change, set_password

KIND = "password"


@room.route("/password", methods=["GET", "POST"])
@login_required
def password() -> ResponseReturnValue:
    """The present one is asked, so that an open tablet is not enough to take the account over."""
    form = PasswordForm()
    status = 422 if form.is_submitted() else 200
    headers: dict[str, str] = {}
    if form.validate_on_submit():
        try:
            _change(current_user._get_current_object(), form)
            flash(_("Your password was changed. Other browsers were signed out."), "success")
            return redirect(url_for("settings.password"))
        except Refusal as refusal:
            status, headers = _refuse(refusal, form)
    return render_template("settings/password.html", form=form), status, headers


def _change(user: User, form: PasswordForm) -> None:
    """Checks while no transaction is open: hashing is slow on purpose."""
    key, before = user.public_id, user.password_hash
    check_tries(db.session(), KIND, [key], now())
    db.session.rollback()
    password_hash = check_password_change(before, form.present.data or "", form.new.data or "")
    db.session.refresh(user)
    if user.password_hash != before:
        raise Refusal("password_wrong", "present")
    set_password(db.session(), user, password_hash, now())
    login_user(user, remember=current_app.config["REMEMBER_COOKIE_NAME"] in request.cookies)


def _refuse(refusal: Refusal, form: PasswordForm) -> tuple[int, dict[str, str]]:
    """Say no; a wrong present password is counted, so that nobody guesses it here."""
    if refusal.code == "too_many_tries":
        form.form_errors.append(sentence_for(refusal))
        return 429, {"Retry-After": str(refusal.facts["retry_after_s"])}
    show_refusal(refusal, form)
    if refusal.code == "password_wrong":
        count_failure(db.session(), KIND, [current_user.public_id], now())
        keep_outcome()
    return 422, {}
