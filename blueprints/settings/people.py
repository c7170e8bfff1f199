"""Who has the key to the back office; only the owner hands it out and takes it back."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import select

from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from blueprints.settings import room
from blueprints.settings.forms import ROLES, AddPersonForm, RemoveForm, RoleForm
from domain.alphabets import alphabet_key
from domain.names import UserRole
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import Store, User
from services.accounts.users import add_user, change_role, find_member, remove_user


@room.get("/people")
@needs(Deed.MANAGE_ACCOUNT)
def people() -> ResponseReturnValue:
    """Everybody who signs in to this account."""
    language = str(get_locale())
    rows = sorted(db.session.scalars(select(User)), key=lambda user: alphabet_key(user.name, language))
    zone = db.session.scalar(select(Store.timezone).order_by(Store.id).limit(1)) or "UTC"
    return render_template("settings/people.html", rows=rows, roles=ROLES, zone=zone)


@room.route("/people/new", methods=["GET", "POST"])
@needs(Deed.MANAGE_ACCOUNT)
def add_person() -> ResponseReturnValue:
    """Somebody new, with a role and a first password to be changed later."""
    form = AddPersonForm()
    if not form.is_submitted():
        form.role.data, form.language.data = str(UserRole.MANAGER), str(get_locale())
    elif form.validate():
        try:
            user = _add(form)
            flash(_("%(name)s can sign in with %(email)s now.", name=user.name, email=user.email), "success")
            return redirect(url_for("settings.people"))
        except Refusal as refusal:
            show_refusal(refusal, form)
    return render_template("settings/add_person.html", form=form), 422 if form.is_submitted() else 200


@room.route("/people/<public_id>/role", methods=["GET", "POST"])
@needs(Deed.MANAGE_ACCOUNT)
def role(public_id: str) -> ResponseReturnValue:
    """Another role for a person."""
    user = find_member(db.session(), public_id) or abort(404)
    form = RoleForm(obj=user)
    if form.validate_on_submit():
        try:
            change_role(db.session(), user, str(form.role.data), now())
            flash(_("Saved."), "success")
            return redirect(url_for("settings.people"))
        except Refusal as refusal:
            show_refusal(refusal, form)
    page = render_template("settings/role.html", form=form, user=user)
    return page, 422 if form.is_submitted() else 200


@room.route("/people/<public_id>/remove", methods=["GET", "POST"])
@needs(Deed.MANAGE_ACCOUNT)
def remove_person(public_id: str) -> ResponseReturnValue:
    """Take the key back: asks first."""
    user = find_member(db.session(), public_id) or abort(404)
    form = RemoveForm()
    if form.validate_on_submit():
        try:
            remove_user(db.session(), user, now())
            flash(_("%(name)s was removed.", name=user.name), "success")
            return redirect(url_for("settings.people"))
        except Refusal as refusal:
            show_refusal(refusal, form)
    page = render_template("settings/remove_person.html", form=form, user=user)
    return page, 422 if form.is_submitted() else 200


def _add(form: AddPersonForm) -> User:
    db.session.rollback()  # hashing the password is slow: no lock meanwhile
    return add_user(
        db.session(),
        email=form.email.data or "",
        name=form.name.data or "",
        role=str(form.role.data),
        password=form.password.data or "",
        language=str(form.language.data),
        now=now(),
    )
