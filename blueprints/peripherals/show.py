"""The list of peripherals and the card of one: state, users, test print, what was printed."""

from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user, login_required
from werkzeug.wrappers import Response

from blueprints.edge import now
from blueprints.peripheral_rows import rows_of
from blueprints.peripheral_words import JOB_KINDS, PRINT_STATUSES, reason_words
from blueprints.peripherals import room
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.names import PrintStatus
from domain.permissions import Deed
from domain.print_jobs import FINAL
from domain.refusal import Refusal
from extensions import db
from models import Peripheral, PrintJob
from services.peripherals import find_peripheral, list_peripherals
from services.print_jobs import latest_jobs, print_test_page


@dataclass(frozen=True)
class JobRow:
    """A print job as the card shows it."""

    job: PrintJob
    status: str
    tone: str
    reason: str | None

    @property
    def is_settled(self) -> bool:
        return self.job.status in FINAL or self.job.status == PrintStatus.UNCERTAIN


@room.get("")
@login_required
def index() -> str:
    """All peripherals of the account, searched by name."""
    word = request.args.get("q", "").strip().casefold()
    rows = [row for row in rows_of(list_peripherals(db.session())) if word in row.peripheral.name.casefold()]
    whole = request.headers.get("HX-Target") != "list"
    return render_template("peripherals/page.html" if whole else "peripherals/_list.html", rows=rows)


@room.get("/<public_id>")
@login_required
def show(public_id: str) -> str:
    """The card of one peripheral."""
    peripheral = find_peripheral(db.session(), public_id) or abort(404)
    return render_template(
        "peripherals/show.html",
        row=rows_of([peripheral])[0],
        jobs=_job_rows(peripheral),
        job_kinds=JOB_KINDS,
        **_place_of(peripheral),
    )


@room.get("/<public_id>/jobs")
@login_required
def jobs(public_id: str) -> str:
    """What was printed lately; refreshes itself while something is under way."""
    peripheral = find_peripheral(db.session(), public_id) or abort(404)
    return render_template(
        "peripherals/_jobs.html",
        row=rows_of([peripheral])[0],
        jobs=_job_rows(peripheral),
        job_kinds=JOB_KINDS,
        **_place_of(peripheral),
    )


@room.post("/<public_id>/test")
@needs(Deed.MANAGE_PERIPHERALS)
def test_print(public_id: str) -> Response:
    """Print a page with every letter of the paper's language."""
    printer = find_peripheral(db.session(), public_id) or abort(404)
    store_language = printer.store_server.store.language if printer.store_server else current_user.language
    try:
        print_test_page(
            db.session(),
            printer,
            now(),
            requested_by=current_user.name,
            language=printer.language or store_language,
        )
    except Refusal as refusal:
        show_refusal(refusal)
    return redirect(url_for("peripherals.show", public_id=public_id) + "#jobs")


def _job_rows(peripheral: Peripheral) -> list[JobRow]:
    rows = []
    for job in latest_jobs(db.session(), peripheral, limit=10):
        word, tone = PRINT_STATUSES[PrintStatus(job.status)]
        rows.append(JobRow(job, str(word), tone, reason_words(job.reason)))
    return rows


def _place_of(peripheral: Peripheral) -> dict[str, str]:
    """In which time zone the card's times are told."""
    server = peripheral.store_server
    return {"timezone": server.store.timezone if server else "UTC"}
