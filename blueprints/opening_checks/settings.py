"""When stores are looked at, who is told, and what became of the last messages."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.edge import now
from blueprints.opening_checks import room
from blueprints.opening_checks.message_words import message_badge, message_reason
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from blueprints.weekdays import days_word
from config import Settings
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from services.today.check_deliveries import queue_trial
from services.today.check_notices import find_notice
from services.today.check_plans import list_hours
from services.today.opening_check_list import find_newest, list_messages
from services.today.opening_checks import check_now, find_stores

WORDS = {"message_badge": message_badge, "message_reason": message_reason}


@room.get("/settings/opening-check")
@needs(Deed.MANAGE_STORES)
def settings() -> ResponseReturnValue:
    """Everything about the opening check that can be set."""
    own: Settings = current_app.config["SETTINGS"]
    return render_template(
        "opening_checks/settings.html",
        stores=list_hours(db.session()),
        recipients=find_notice(db.session()),
        messages=list_messages(db.session()),
        **WORDS,
        has_mail=own.mail_server is not None,
        days_word=days_word,
        now=now(),
    )


@room.get("/settings/opening-check/messages")
@needs(Deed.MANAGE_STORES)
def messages() -> ResponseReturnValue:
    """The last messages, for the page that is open while one is under way."""
    found = list_messages(db.session())
    return render_template("opening_checks/_messages.html", messages=found, **WORDS)


@room.post("/settings/opening-check/trial")
@needs(Deed.MANAGE_ACCOUNT)
def try_out() -> ResponseReturnValue:
    """Tell everybody of the newest report as a trial; one is made where there is none."""
    session = db.session()
    newest = find_newest(session)
    stores = find_stores(session) if newest is None else []
    checks = check_now(session, stores[:1], current_app.extensions["contacts"], now()) if stores else []
    checks = [newest] if newest is not None else checks
    try:
        sent = queue_trial(session, checks, now())
    except Refusal as refusal:
        show_refusal(refusal)
        return redirect(url_for("opening_checks.settings"))
    if sent:
        flash(_("The trial is on its way. What became of it stands below in a moment."), "success")
    else:
        flash(_("Nobody is told yet: give an e-mail address or a webhook first."), "warning")
    return redirect(url_for("opening_checks.settings"))
