"""The business account: name, tax number, address; only the owner changes it."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user, login_required

from blueprints.edge import now
from blueprints.permissions import allowed
from blueprints.refusals import show_refusal
from blueprints.settings import room
from blueprints.settings.forms import AccountForm
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from services.accounts.accounts import AccountFields, edit_account


@room.route("", methods=["GET", "POST"])
@login_required
def index() -> ResponseReturnValue:
    """Everybody reads it, the owner changes it."""
    form = AccountForm(obj=current_user.account)
    if form.is_submitted() and not allowed(Deed.MANAGE_ACCOUNT):
        abort(403)
    if form.validate_on_submit():
        try:
            edit_account(db.session(), current_user.account, _fields(form), now())
            flash(_("Saved."), "success")
            return redirect(url_for("settings.index"))
        except Refusal as refusal:
            show_refusal(refusal, form)
    account = current_user.account
    locale = get_locale()
    page = render_template(
        "settings/account.html",
        form=form,
        account=account,
        country=locale.territories.get(account.country, account.country),
        currency=locale.currencies.get(account.currency, account.currency),
    )
    return page, 422 if form.is_submitted() else 200


def _fields(form: AccountForm) -> AccountFields:
    return AccountFields(
        name=form.name.data or "", tax_id=form.tax_id.data or "", address=form.address.data or ""
    )
