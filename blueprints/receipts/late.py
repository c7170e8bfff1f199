"""*Handed in late*: receipts of tills that were no longer the POS, to be looked at once."""

from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from blueprints.edge import now
from blueprints.permissions import allowed, needs
from blueprints.receipts import room
from blueprints.receipts.late_groups import drawn_groups
from domain.permissions import Deed
from extensions import db
from services.journal.late_receipts import find_late, list_late, mark_all_seen, mark_seen
from services.tills.device_facts import find_any_device


@room.get("/late")
@login_required
def late() -> str:
    """By POS and till, the latest delivery first."""
    found = list_late(db.session(), request.args.get("page", 1, type=int))
    whole = request.headers.get("HX-Target") != "list"
    return render_template(
        "receipts/late.html" if whole else "receipts/late_list.html",
        found=found,
        groups=drawn_groups(found.groups, may=allowed(Deed.MANAGE_DEVICES)),
    )


@room.post("/<public_id>/seen")
@needs(Deed.MANAGE_DEVICES)
def seen(public_id: str) -> ResponseReturnValue:
    """One receipt was looked at."""
    receipt = find_late(db.session(), public_id) or abort(404)
    return _done(mark_seen(db.session(), receipt, now()))


@room.post("/late/seen")
@needs(Deed.MANAGE_DEVICES)
def all_seen() -> ResponseReturnValue:
    """All that a till had handed in when the page was made; what came since stays to be looked at."""
    device = find_any_device(db.session(), request.form.get("device", "")) or abort(404)
    generation, through = request.form.get("generation", type=int), _moment(request.form.get("through", ""))
    if generation is None or through is None:
        abort(404)
    return _done(mark_all_seen(db.session(), device, generation, through, now()))


def _done(count: int) -> ResponseReturnValue:
    if count:
        flash(ngettext("%(num)d receipt was seen.", "%(num)d receipts were seen.", count), "success")
    else:
        flash(_("Somebody else has seen them already."), "info")
    return redirect(url_for("receipts.late"), 303)


def _moment(text: str) -> datetime | None:
    """A moment as the page wrote it, with its offset."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None
