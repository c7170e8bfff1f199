"""First run: the business account, its owner, and what their country proposes."""

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from blueprints.edge import now
from blueprints.entrance import room
from blueprints.entrance.doorway import come_in, remember_language
from blueprints.entrance.forms import WelcomeForm
from blueprints.entrance.guard import server_is_taken
from blueprints.entrance.language import typed_before
from blueprints.places import country_choices, currency_choices, own_timezones
from blueprints.refusals import sentence_for, show_refusal
from domain.places import COUNTRIES, country_for_reader, is_timezone
from domain.refusal import Refusal
from extensions import db
from models import User
from services.accounts.accounts import open_account
from services.accounts.users import sign_in_user

TIMEZONE = "proposed_timezone"


@room.route("/welcome", methods=["GET", "POST"])
def welcome() -> ResponseReturnValue:
    """The first step: who you are and where. Closed as soon as the server has its account."""
    if current_user.is_authenticated:
        return redirect(url_for("today.index"))
    if _closed():
        return _send_to_sign_in()
    db.session.rollback()  # hashing the password is slow: no lock meanwhile
    typed = typed_before() if request.method == "GET" else None
    form = WelcomeForm(formdata=MultiDict(typed)) if typed else WelcomeForm()
    _offer_places(form, keep=bool(typed))
    if form.validate_on_submit():
        try:
            return _enter(_open_account(form), form)
        except Refusal as refusal:
            if refusal.code == "sign_up_closed":
                return _send_to_sign_in()
            show_refusal(refusal, form)
    page = render_template("entrance/welcome.html", form=form, sign_in_possible=server_is_taken())
    return page, 422 if form.is_submitted() else 200


@room.get("/welcome/place")
def propose_place() -> ResponseReturnValue:
    """The fields that a country proposes, asked for when another country was chosen."""
    form = WelcomeForm(formdata=None)
    _propose(form, request.args.get("country", ""))
    return render_template("entrance/_place.html", form=form)


def _closed() -> bool:
    return server_is_taken() and not current_app.config["SETTINGS"].open_sign_up


def _offer_places(form: WelcomeForm, *, keep: bool) -> None:
    """Fill the lists; on the first visit (nothing to keep) also choose what most likely fits."""
    language = str(get_locale())
    form.country.choices = country_choices(language)
    if keep:
        form.language.data = language
        _list_places(form, str(form.country.data))
    elif not form.is_submitted():
        form.language.data = language
        form.country.data = country_for_reader(language, [tag for tag, _q in request.accept_languages]).code
        _propose(form, form.country.data)
    elif form.proposed_for.data != form.country.data:
        _propose(form, str(form.country.data))
    else:
        _list_places(form, str(form.country.data))


def _propose(form: WelcomeForm, code: str) -> None:
    """Choose the country's own currency and time zone."""
    _list_places(form, code)
    if place := COUNTRIES.get(code):
        form.currency.data, form.timezone.data = place.currency, place.timezone
    form.proposed_for.data = code


def _list_places(form: WelcomeForm, code: str) -> None:
    language = str(get_locale())
    form.currency.choices = currency_choices(language)
    form.timezone.choices = own_timezones(language, code)


def _open_account(form: WelcomeForm) -> User:
    if not is_timezone(str(form.timezone.data)):
        raise Refusal("timezone_unknown", "timezone")
    return open_account(
        db.session(),
        account_name=form.account_name.data or "",
        owner_name=form.owner_name.data or "",
        email=form.email.data or "",
        password=form.password.data or "",
        country=str(form.country.data),
        currency=form.currency.data,
        language=str(form.language.data),
        now=now(),
        only_first=not current_app.config["SETTINGS"].open_sign_up,
    )


def _enter(owner: User, form: WelcomeForm) -> ResponseReturnValue:
    sign_in_user(db.session(), owner, now())
    come_in(owner, remember=False)
    session[TIMEZONE] = form.timezone.data
    return remember_language(redirect(url_for("entrance.first_store")), owner.language)


def _send_to_sign_in() -> ResponseReturnValue:
    """Somebody signed up before; whoever filled in the form reads why nothing came of it."""
    db.session.rollback()
    if request.method == "POST":
        flash(sentence_for(Refusal("sign_up_closed")), "warning")
    return redirect(url_for("entrance.sign_in"))
