"""Sign in with e-mail and password; wrong tries are counted and slow everybody at that door down."""

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from blueprints.edge import keep_outcome, now
from blueprints.entrance import room
from blueprints.entrance.doorway import come_in, own_path, remember_language
from blueprints.entrance.forms import SignInForm
from blueprints.refusals import sentence_for
from domain.refusal import Refusal
from extensions import db
from models import User
from services.accounts.passwords import password_fits
from services.accounts.throttle import check_tries, count_failure
from services.accounts.users import find_user, sign_in_user, tidy_email

KIND = "sign_in"


@room.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """The page with e-mail and password; leads on to where the visitor wanted to go."""
    target = own_path(request.args.get("next")) or url_for("today.index")
    if current_user.is_authenticated:
        return redirect(target)
    form = SignInForm()
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        try:
            user = _let_in(form.email.data or "", form.password.data or "")
            come_in(user, remember=bool(form.remember.data))
            return remember_language(redirect(target), user.language)
        except Refusal as refusal:
            status, headers = _refuse(refusal, form)
            return _page(form), status, headers
    return _page(form), status


def _page(form: SignInForm) -> str:
    open_sign_up = current_app.config["SETTINGS"].open_sign_up
    return render_template("entrance/sign_in.html", form=form, open_sign_up=open_sign_up)


def _let_in(email: str, password: str) -> User:
    """The user, if e-mail and password belong together.

    Raises Refusal `too_many_tries` or `bad_credentials`. Checking a password takes long on purpose, so it
    happens outside any transaction, and the tries are looked at again when the answer is known: many
    guesses at the same moment gain nothing.
    """
    db.session.info["writes"] = False
    check_tries(db.session(), KIND, _keys(email), now())
    found = find_user(db.session(), email)
    password_hash = found.password_hash if found else None
    db.session.rollback()
    fits = password_fits(password_hash, password)
    db.session.info["writes"] = True
    check_tries(db.session(), KIND, _keys(email), now())
    user = find_user(db.session(), email)
    if not fits or user is None or user.password_hash != password_hash:
        count_failure(db.session(), KIND, _keys(email), now())
        keep_outcome()
        raise Refusal("bad_credentials")
    sign_in_user(db.session(), user, now())
    return user


def _refuse(refusal: Refusal, form: SignInForm) -> tuple[int, dict[str, str]]:
    """Say no, without undoing the count of the wrong try."""
    form.form_errors.append(sentence_for(refusal))
    if refusal.code == "too_many_tries":
        return 429, {"Retry-After": str(refusal.facts["retry_after_s"])}
    return 422, {}


def _keys(email: str) -> tuple[str, str]:
    return f"email:{tidy_email(email)[:200]}", f"address:{request.remote_addr}"
