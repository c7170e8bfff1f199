"""Halt a roll-out, roll a version back, or remove a draft: each says first what it means for the tills."""

from collections.abc import Callable
from pathlib import Path

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from blueprints.app_releases import room
from blueprints.app_releases.forms import DeedForm
from blueprints.edge import lead_back, now
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import AppRelease
from services.app_releases import app_releases
from services.app_releases.app_files import releases_folder
from services.app_releases.app_minimum import find_minimum_above
from services.app_releases.app_rollouts import read_spread


@room.route("/<public_id>/halt", methods=["GET", "POST"])
@needs(Deed.MANAGE_RELEASES)
def halt(public_id: str) -> ResponseReturnValue:
    """Offer it to no further till."""
    release = _find(public_id)

    def deed() -> str:
        app_releases.halt(db.session(), release, now())
        return _("%(name)s is halted. No further till gets it.", name=release.name)

    return _ask(release, "app_releases/halt.html", deed)


@room.route("/<public_id>/roll-back", methods=["GET", "POST"])
@needs(Deed.MANAGE_RELEASES)
def roll_back(public_id: str) -> ResponseReturnValue:
    """Withdraw it; tills that run it go back at their day close."""
    release = _find(public_id)

    def deed() -> str:
        earlier = app_releases.roll_back(db.session(), release, now())
        if earlier is None:
            return _(
                "%(name)s was rolled back. There is no earlier version to go back to.", name=release.name
            )
        return _(
            "%(name)s was rolled back. Tills that run it go back to %(earlier)s at their day close.",
            name=release.name,
            earlier=earlier.version,
        )

    return _ask(release, "app_releases/roll_back.html", deed)


@room.route("/<public_id>/remove", methods=["GET", "POST"])
@needs(Deed.MANAGE_RELEASES)
def remove(public_id: str) -> ResponseReturnValue:
    """Take back a draft, and its file."""
    release = _find(public_id)
    form = DeedForm()
    if form.validate_on_submit():
        try:
            app_releases.remove_draft(db.session(), release, _folder(), now())
            flash(_("%(name)s was removed.", name=release.name), "success")
            return redirect(url_for("app_releases.index"))
        except Refusal as refusal:
            show_refusal(refusal, form)
    page = render_template("app_releases/remove.html", form=form, release=release)
    return page, 422 if form.is_submitted() else 200


def _ask(release: AppRelease, template: str, deed: Callable[[], str]) -> ResponseReturnValue:
    form = DeedForm()
    if form.validate_on_submit():
        try:
            flash(deed(), "success")
            return lead_back(url_for("app_releases.show", public_id=release.public_id))
        except Refusal as refusal:
            show_refusal(refusal, form)
    earlier = app_releases.find_earlier(db.session(), release)
    page = render_template(
        template,
        form=form,
        release=release,
        spread=read_spread(db.session(), release),
        earlier=earlier,
        minimum=find_minimum_above(db.session(), earlier) if earlier else None,
    )
    return page, 422 if form.is_submitted() else 200


def _find(public_id: str) -> AppRelease:
    return app_releases.find_release(db.session(), public_id) or abort(404)


def _folder() -> Path:
    return releases_folder(current_app.config["SETTINGS"].data, current_user.account.public_id)
