"""What was found before stores opened: the history, one report, and *Check now*."""

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from blueprints.edge import now
from blueprints.opening_check_words import show_findings, verdict_badge
from blueprints.opening_checks import room
from blueprints.opening_checks.message_words import message_badge, message_reason
from blueprints.permissions import needs
from domain.check_hours import is_late
from domain.permissions import Deed
from extensions import db
from models.scope import OfficeSession, account_of, enter_account
from services.today.check_plans import list_hours
from services.today.opening_check_facts import Found, read_facts
from services.today.opening_check_list import find_check, list_checks, list_messages
from services.today.opening_checks import check_now, find_stores


@room.get("/opening-checks")
@login_required
def index() -> ResponseReturnValue:
    """The reports of the last 30 days, or the list alone when it redraws itself."""
    page = request.args.get("page", 1, type=int)
    found = list_checks(db.session(), request.args.get("store", ""), page)
    facts = {"found": found, "verdict_badge": verdict_badge, "is_late": is_late}
    if request.headers.get("HX-Target") == "list":
        return render_template("opening_checks/_list.html", **facts)
    stores = [one.store for one in list_hours(db.session())]
    choices = [(store.public_id, store.name) for store in stores]
    return render_template("opening_checks/page.html", stores=stores, choices=choices, **facts)


@room.get("/opening-checks/<public_id>")
@login_required
def show(public_id: str) -> ResponseReturnValue:
    """One report, as it was found then."""
    check = find_check(db.session(), public_id) or abort(404)
    return render_template(
        "opening_checks/show.html",
        check=check,
        findings=show_findings(check.findings),
        messages=list_messages(db.session(), check),
        message_badge=message_badge,
        message_reason=message_reason,
        verdict=verdict_badge(check),
        is_late=is_late,
    )


@room.post("/opening-checks")
@needs(Deed.MANAGE_STORES)
def check() -> ResponseReturnValue:
    """*Check now*: one store or all; leads to the report, or to the list of several."""
    wanted = request.form.getlist("store")
    facts = _read_without_lock(wanted)
    stores = [store for store in find_stores(db.session(), wanted) if store.id in facts]
    if not stores:
        if wanted:
            abort(404)
        flash(_("There is no active store to look at."), "warning")
        return redirect(url_for("opening_checks.index"))
    checks = check_now(db.session(), stores, current_app.extensions["contacts"], now(), facts)
    if len(checks) == 1:
        return redirect(url_for("opening_checks.show", public_id=checks[0].public_id))
    flash(ngettext("%(num)s store was checked.", "%(num)s stores were checked.", len(checks)), "success")
    return redirect(url_for("opening_checks.index"))


def _read_without_lock(wanted: list[str]) -> Found:
    """What is known of the stores; it takes a while in a large business, and tills write meanwhile."""
    account_id = account_of(db.session())
    db.session.rollback()
    with OfficeSession(db.engine) as session:
        enter_account(session, account_id)
        stores = [store.id for store in find_stores(session, wanted)]
        return read_facts(session, stores, current_app.extensions["contacts"], now())
