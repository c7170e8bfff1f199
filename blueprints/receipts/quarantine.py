"""*Quarantine*: what nobody could take in, word for word, to be repaired or set aside."""

import json

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from blueprints.edge import now
from blueprints.entry_fault_words import reason_words
from blueprints.journal_reader import read_repaired
from blueprints.permissions import needs
from blueprints.receipts import room
from blueprints.receipts.forms import RepairForm, SetAsideForm
from blueprints.refusals import show_refusal
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import QuarantinedEntry
from services.journal.quarantine import find_quarantined, list_quarantined, repair, set_aside


@room.get("/quarantine")
@login_required
def quarantine() -> str:
    """Those that wait for somebody, or those that were dealt with."""
    done = request.args.get("show") == "done"
    found = list_quarantined(db.session(), resolved=done, page=request.args.get("page", 1, type=int))
    whole = request.headers.get("HX-Target") != "list"
    return render_template(
        "receipts/quarantine.html" if whole else "receipts/_quarantine_list.html",
        found=found,
        done=done,
        reason_words=reason_words,
    )


@room.get("/quarantine/<public_id>")
@login_required
def quarantined(public_id: str) -> str:
    """One entry, word for word, and what can be done with it."""
    entry = find_quarantined(db.session(), public_id) or abort(404)
    return _page(entry, RepairForm(content=readable(entry.content)), SetAsideForm())


@room.post("/quarantine/<public_id>/repair")
@needs(Deed.MANAGE_DEVICES)
def repair_entry(public_id: str) -> ResponseReturnValue:
    """Take in what was repaired."""
    entry, form = find_quarantined(db.session(), public_id) or abort(404), RepairForm()
    if form.validate_on_submit():
        try:
            upload = read_repaired(form.content.data or "", f"repaired-{public_id}")
            repair(db.session(), entry, upload, now())
        except Refusal as refusal:
            show_refusal(refusal, form)
        else:
            flash(_("The entry was repaired and stands in the journal."), "success")
            return redirect(url_for("receipts.quarantined", public_id=public_id))
    return _page(
        find_quarantined(db.session(), public_id) or abort(404), form, SetAsideForm(formdata=None)
    ), 422


@room.post("/quarantine/<public_id>/set-aside")
@needs(Deed.MANAGE_DEVICES)
def set_entry_aside(public_id: str) -> ResponseReturnValue:
    """It is no entry of the journal."""
    entry, form = find_quarantined(db.session(), public_id) or abort(404), SetAsideForm()
    if form.validate_on_submit():
        try:
            set_aside(db.session(), entry, form.note.data or "", now())
        except Refusal as refusal:
            show_refusal(refusal, form)
        else:
            flash(_("The entry was set aside. It stays here as it came."), "success")
            return redirect(url_for("receipts.quarantine"))
    entry = find_quarantined(db.session(), public_id) or abort(404)
    return _page(entry, RepairForm(formdata=None, content=readable(entry.content)), form), 422


def readable(content: str) -> str:
    """The same JSON with a line for each field; what is no JSON, or none that can be shown, stays as it came."""
    try:
        laid_out = json.dumps(json.loads(content), ensure_ascii=False, indent=2)
        laid_out.encode()
    except (ValueError, RecursionError):
        return content
    return laid_out


def _page(entry: QuarantinedEntry, repair_form: RepairForm, aside_form: SetAsideForm) -> str:
    return render_template(
        "receipts/quarantined.html",
        entry=entry,
        device=entry.generation.device,
        content=readable(entry.content),
        reason=reason_words(entry.reason),
        repair_form=repair_form,
        aside_form=aside_form,
    )
