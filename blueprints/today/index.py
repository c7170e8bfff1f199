"""The start page, and the part of it that refreshes itself."""

from dataclasses import dataclass

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from blueprints.edge import now, recall
from blueprints.opening_check_words import show_findings, verdict_badge
from blueprints.payment_words import nobody_knows
from blueprints.peripheral_words import STATES
from blueprints.today import room
from domain.opening import Step
from domain.places import COUNTRIES
from extensions import db
from services.today.today import Today, read_today


@dataclass(frozen=True)
class StepShown:
    """One line of the first steps: what it is, whether it is done, and where to do it."""

    text: str
    done: bool
    url: str
    deed: str


@room.get("/")
@login_required
def index() -> ResponseReturnValue:
    """Can I open?"""
    return render_template("today/page.html", **_facts())


@room.get("/today")
@login_required
def state() -> ResponseReturnValue:
    """The same, for the page that is open already: it asks every half minute."""
    return render_template("today/_state.html", **_facts())


def _facts() -> dict[str, object]:
    today = read_today(db.session(), current_app.extensions["contacts"], now(), recall)
    return {
        "today": today,
        "steps": _steps(today) if today.missing else [],
        "zone": today.timezone or COUNTRIES[current_user.account.country].timezone,
        "states": STATES,
        "nobody_knows": nobody_knows,
        "checks": today.checks,
        "verdict_badge": verdict_badge,
        "show_findings": show_findings,
    }


def _steps(today: Today) -> list[StepShown]:
    activation = (
        url_for("devices.activation", public_id=today.to_activate)
        if today.to_activate
        else url_for("devices.index")
    )
    lines = (
        (Step.STORE, _("Create your first store"), url_for("entrance.first_store"), "manage_stores"),
        (Step.DEVICE, _("Create your first POS"), url_for("entrance.first_device"), "manage_devices"),
        (Step.ACTIVATION, _("Activate the POS"), activation, "manage_devices"),
        (Step.PRODUCT, _("Add what you sell"), url_for("catalogue.index"), "manage_catalogue"),
        (Step.PRINTER, _("Add a receipt printer"), url_for("peripherals.index"), "manage_peripherals"),
    )
    return [StepShown(text, step not in today.missing, url, deed) for step, text, url, deed in lines]
