"""Second step of the first run: the first store."""

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_login import current_user
from sqlalchemy import select

from blueprints.edge import now
from blueprints.entrance import room
from blueprints.entrance.forms import FirstStoreForm
from blueprints.entrance.welcome import TIMEZONE
from blueprints.permissions import needs
from blueprints.places import timezone_choices
from blueprints.refusals import show_refusal
from domain.permissions import Deed
from domain.places import COUNTRIES
from domain.refusal import Refusal
from extensions import db
from models import Account, Store
from services.stores.stores import StoreFields, create_store


@room.route("/welcome/store", methods=["GET", "POST"])
@needs(Deed.MANAGE_STORES)
def first_store() -> ResponseReturnValue:
    """Create the first store; whoever has one already goes on."""
    if db.session.scalar(select(Store.id).limit(1)) is not None:
        return redirect(url_for("entrance.first_device"))
    form = FirstStoreForm()
    _propose(form, current_user.account)
    if form.validate_on_submit():
        fields = StoreFields(
            name=form.name.data or "", timezone=str(form.timezone.data), language=str(form.language.data)
        )
        try:
            create_store(db.session(), fields, now())
            return redirect(url_for("entrance.first_device"))
        except Refusal as refusal:
            show_refusal(refusal, form)
    code = current_user.account.currency
    page = render_template(
        "entrance/first_store.html", form=form, currency=get_locale().currencies.get(code, code)
    )
    return page, 422 if form.is_submitted() else 200


def _propose(form: FirstStoreForm, account: Account) -> None:
    form.timezone.choices = timezone_choices(str(get_locale()), account.country)
    if not form.is_submitted():
        form.timezone.data = session.get(TIMEZONE) or COUNTRIES[account.country].timezone
        form.language.data = account.language
