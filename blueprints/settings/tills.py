"""What all tills have in common: how people sign in, cash, shifts; says what a change means before it is saved."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from blueprints.edge import now
from blueprints.permissions import allowed
from blueprints.refusals import show_refusal
from blueprints.settings import room
from blueprints.settings.forms import ConfirmTillsForm, TillsForm
from blueprints.till_words import LOGIN_MODES
from domain.permissions import Deed
from domain.refusal import Refusal
from domain.signing_in import Consequence, LoginMode, TillSettings
from extensions import db
from services.tills.till_settings import (
    count_tills,
    count_without_pin,
    edit_till_settings,
    preview_till_settings,
    till_settings_of,
)


@room.route("/tills", methods=["GET", "POST"])
@login_required
def tills() -> ResponseReturnValue:
    """Everybody reads it, the owner changes it."""
    form = TillsForm(obj=current_user.account)
    if form.is_submitted() and not allowed(Deed.MANAGE_ACCOUNT):
        abort(403)
    if form.validate_on_submit():
        try:
            return _save(_settings(form))
        except Refusal as refusal:
            show_refusal(refusal, form)
    page = render_template(
        "settings/tills.html",
        form=form,
        settings=till_settings_of(current_user.account),
        login_modes=LOGIN_MODES,
        origins=current_user.account.lan_origins,
        without_pin=count_without_pin(db.session()),
    )
    return page, 422 if form.is_submitted() else 200


def _save(wanted: TillSettings) -> ResponseReturnValue:
    """Save what was confirmed, or what means nothing; ask first otherwise."""
    account = current_user.account
    consequences = preview_till_settings(db.session(), account, wanted)
    if consequences and "confirmed" not in request.form:
        return _ask(wanted, consequences)
    edit_till_settings(db.session(), account, wanted, now())
    flash(
        _("Saved. Each till works like this after its next synchronization of the configuration."), "success"
    )
    return redirect(url_for("settings.tills"))


def _ask(wanted: TillSettings, consequences: list[Consequence]) -> ResponseReturnValue:
    form = ConfirmTillsForm(
        formdata=None,
        login_mode=wanted.login_mode,
        cash_management="y" if wanted.cash_management else "",
        shifts_required="y" if wanted.shifts_required else "",
        confirmed="y",
    )
    return render_template(
        "settings/tills_confirm.html",
        form=form,
        consequences=consequences,
        without_pin=count_without_pin(db.session()),
        tills=count_tills(db.session()),
        button=_button(wanted),
    )


def _button(wanted: TillSettings) -> str:
    """The button names the deed."""
    if wanted.login_mode == till_settings_of(current_user.account).login_mode:
        return _("Change how tills work")
    return {
        LoginMode.NONE: _("Let everybody sell without sign-in"),
        LoginMode.ID: _("Ask for the ID only"),
        LoginMode.ID_PIN: _("Ask for ID and PIN"),
    }[LoginMode(wanted.login_mode)]


def _settings(form: TillsForm) -> TillSettings:
    return TillSettings(
        login_mode=str(form.login_mode.data),
        cash_management=bool(form.cash_management.data),
        shifts_required=bool(form.shifts_required.data),
    )
