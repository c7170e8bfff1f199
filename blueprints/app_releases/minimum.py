"""The minimum version: tills below it get no new data until they are updated; says first which tills those are."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.app_releases import room
from blueprints.app_releases.forms import ConfirmMinimumForm, MinimumForm
from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.app_minimum import EVERY_PLATFORM
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from services.app_releases.app_minimum import (
    MinimumPreview,
    list_platforms,
    preview_minimum,
    read_minimums,
    set_minimum,
)

#: old tills that are named before somebody confirms; the number says all
NAMED = 50


@room.route("/minimum", methods=["GET", "POST"])
@needs(Deed.MANAGE_RELEASES)
def minimum() -> ResponseReturnValue:
    """For one platform, or for all that have none of their own; an empty version lifts it."""
    form = _form()
    if form.validate_on_submit():
        try:
            return _save(str(form.platform.data or ""), form.version.data or "")
        except Refusal as refusal:
            show_refusal(refusal, form)
    minimums = read_minimums(db.session())
    every = _name_of_all(minimums)
    page = render_template("app_releases/minimum.html", form=form, minimums=minimums, every=every)
    return page, 422 if form.is_submitted() else 200


def _form() -> MinimumForm:
    """A link may name the platform and the version; else the platform's own minimum stands in the form."""
    form = MinimumForm()
    minimums = read_minimums(db.session())
    named = ((one, one) for one in list_platforms(db.session()))
    form.platform.choices = [(EVERY_PLATFORM, _name_of_all(minimums)), *named]
    if not form.is_submitted():
        platform = request.args.get("platform", EVERY_PLATFORM)
        form.platform.data = platform
        form.version.data = request.args.get("version") or minimums.get(platform, "")
    return form


def _name_of_all(minimums: dict[str, str]) -> str:
    has_own = bool(minimums.keys() - {EVERY_PLATFORM})
    return _("All other platforms") if has_own else _("All platforms")


def _save(platform: str, version: str) -> ResponseReturnValue:
    """Save what was confirmed, or what changes nothing for any till; ask first otherwise."""
    preview = preview_minimum(db.session(), platform, version)
    if (preview.older or preview.freed) and "confirmed" not in request.form:
        return _ask(preview)
    set_minimum(db.session(), platform, version, now())
    flash(_("Saved."), "success")
    return redirect(url_for("app_releases.index"))


def _ask(preview: MinimumPreview) -> ResponseReturnValue:
    form = ConfirmMinimumForm(
        formdata=None, platform=preview.platform, version=preview.version, confirmed="y"
    )
    return render_template(
        "app_releases/minimum_confirm.html", form=form, preview=preview, named=preview.older[:NAMED]
    )
