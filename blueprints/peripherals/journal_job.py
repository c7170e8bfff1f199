"""One print job: why it came out there, what was sent, what became of it; print it again, or withdraw it."""

import json
from collections.abc import Sequence
from typing import Any
from zlib import crc32

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from blueprints.edge import now
from blueprints.peripheral_words import reason_words
from blueprints.peripherals import room
from blueprints.peripherals.journal import kind_word, status_words
from blueprints.peripherals.paper_pages import pages_of
from blueprints.peripherals.paper_picture import draw_paper
from blueprints.peripherals.print_route import steps_of, what_to_do
from blueprints.peripherals.sent_lines import lines_of
from blueprints.permissions import needs
from blueprints.refusals import sentence_for
from domain.names import PrintStatus
from domain.permissions import Deed
from domain.print_jobs import FINAL, SETTLED
from domain.refusal import Refusal
from extensions import db
from models import PrintJob
from services.printing.print_jobs_in_shop import NOT_TOLD
from services.printing.print_journal import assignment_now, find_whole_job, is_duplicate, reprints_of
from services.printing.reprints import check_reprint, lock_job, receipt_of, reprint_job, withdraw_job
from services.printing.sent_papers import find_paper


@room.get("/journal/<public_id>")
@login_required
def journal_job(public_id: str) -> str | tuple[str, int]:
    """The whole job; asked for again and again while it can still change, it answers only when it has."""
    job = find_whole_job(db.session(), public_id) or abort(404)
    reprints = reprints_of(db.session(), job)
    seen = _fingerprint(job, reprints)
    if request.headers.get("HX-Target") != "job":
        return render_template("peripherals/journal_job.html", seen=seen, **_words(job, reprints))
    if request.args.get("seen") == seen:
        return "", 204
    return render_template("peripherals/_journal_job.html", is_live=True, seen=seen, **_words(job, reprints))


def _fingerprint(job: PrintJob, reprints: Sequence[PrintJob]) -> str:
    """Another one when there is something new to read."""
    told = (job.status, job.reason, job.updated_at, job.printed_on_id, [one.id for one in reprints])
    return f"{crc32(repr(told).encode()):08x}"


def _words(job: PrintJob, reprints: Sequence[PrintJob]) -> dict[str, Any]:
    zone = job.store_server.store.timezone if job.store_server else "UTC"
    paper = find_paper(db.session(), job)
    return {
        "job": job,
        "zone": zone,
        "what": kind_word(job.kind),
        "is_duplicate": is_duplicate(job),
        "status": status_words(job.kind, job.status),
        "reason": reason_words(job.reason, job.peripheral.kind),
        "advice": what_to_do(job.status),
        "steps": steps_of(job, assignment_now(db.session(), job), zone),
        "lines": lines_of(json.loads(job.document)),
        "drawing": draw_paper(paper) if paper else None,
        "pages": pages_of(job, paper),
        "is_kept_by_box": job.document == NOT_TOLD and job.status in SETTLED,
        "receipt": receipt_of(db.session(), job),
        "reprints": reprints,
        "no_reprint": _refusal(job),
        "may_withdraw": job.status == PrintStatus.QUEUED,
        "asks_again_after": _seconds(job),
    }


def _seconds(job: PrintJob) -> int | None:
    """Of what is over nothing new is heard; what nobody knows somebody may settle at the till."""
    if job.status in FINAL:
        return None
    return 15 if job.status in SETTLED else 2


@room.route("/journal/<public_id>/reprint", methods=["GET", "POST"])
@needs(Deed.MANAGE_PERIPHERALS)
def reprint(public_id: str) -> str | Response | tuple[str, int]:
    """Says on which printer it comes out, then prints it, marked as a duplicate."""
    if request.method != "POST":
        job = find_whole_job(db.session(), public_id) or abort(404)
        return _ask("reprint", job, _refusal(job))
    job = lock_job(db.session(), public_id) or abort(404)
    try:
        copy = reprint_job(db.session(), job, now())
    except Refusal as refusal:
        return _refuse("reprint", public_id, refusal)
    flash(_("A copy goes to %(printer)s.", printer=copy.peripheral.name), "success")
    return redirect(url_for("peripherals.journal_job", public_id=copy.uuid))


@room.route("/journal/<public_id>/withdraw", methods=["GET", "POST"])
@needs(Deed.MANAGE_PERIPHERALS)
def withdraw_job_page(public_id: str) -> str | Response | tuple[str, int]:
    """Take it back while no store server has it."""
    if request.method != "POST":
        job = find_whole_job(db.session(), public_id) or abort(404)
        return _ask("withdraw", job, None)
    job = lock_job(db.session(), public_id) or abort(404)
    try:
        withdraw_job(db.session(), job, now())
    except Refusal as refusal:
        return _refuse("withdraw", public_id, refusal)
    flash(_("It was withdrawn and is not printed."), "success")
    return redirect(url_for("peripherals.journal_job", public_id=public_id))


def _refusal(job: PrintJob) -> str | None:
    try:
        check_reprint(db.session(), job)
    except Refusal as refusal:
        return sentence_for(refusal)
    return None


def _refuse(deed: str, public_id: str, refusal: Refusal) -> tuple[str, int]:
    db.session.rollback()
    job = find_whole_job(db.session(), public_id) or abort(404)
    return _ask(deed, job, sentence_for(refusal)), 422


def _ask(deed: str, job: PrintJob, refused: str | None) -> str:
    return render_template(
        "peripherals/journal_deed.html", deed=deed, job=job, what=kind_word(job.kind), refused=refused
    )
