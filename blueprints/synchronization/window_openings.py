"""One opening of a sync window: who had its turn, who missed it."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.synchronization import room
from domain.permissions import Deed
from extensions import db
from models import WindowRun
from services.synchronization.window_history import find_run, list_tills, mark_seen


@room.get("/openings/<public_id>")
@login_required
def opening(public_id: str) -> ResponseReturnValue:
    """Its tills, those that did not come first."""
    run = _run_or_404(public_id)
    tills = list_tills(db.session(), run)
    return render_template("synchronization/windows_opening.html", run=run, tills=tills)


@room.post("/openings/<public_id>/seen")
@needs(Deed.MANAGE_DEVICES)
def see_opening(public_id: str) -> ResponseReturnValue:
    """Somebody read who missed it."""
    if mark_seen(db.session(), _run_or_404(public_id), now()):
        flash(_("Noted that you have seen it."), "success")
    else:
        flash(_("Somebody else has seen it already."), "info")
    return redirect(url_for("synchronization.windows"), 303)


def _run_or_404(public_id: str) -> WindowRun:
    return find_run(db.session(), public_id) or abort(404)
