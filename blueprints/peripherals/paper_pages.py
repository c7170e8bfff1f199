"""The A4 paper of a print job: its pages as pictures, one by one, and the PDF to keep."""

import base64
import json
from dataclasses import dataclass, field

from flask import Response, abort, request
from flask_babel import gettext as _
from flask_login import login_required

from blueprints.peripherals import room
from extensions import db
from models import PrintJob, SentPaper
from services.printing.page_drawing import Unreadable
from services.printing.page_pictures import PagePicture, picture_of_page
from services.printing.print_journal import find_whole_job, is_duplicate
from services.printing.sent_papers import find_paper, unpack

#: a file that a till made is never opened as a page of the office
NOTHING_ALLOWED = "default-src 'none'; sandbox; frame-ancestors 'none'"


@dataclass(frozen=True)
class Pages:
    """What is shown of a PDF: one page, or why none, and what the PDF is."""

    what: str
    picture: PagePicture | None
    refused: str | None
    source: str | None = field(default=None, repr=False)


def pages_of(job: PrintJob, paper: SentPaper | None) -> Pages | None:
    """The page that the address asks for; None for what is no PDF."""
    pdf = _sent_pdf(paper) or _ordered_pdf(job)
    if pdf is None:
        return None
    what = _what_it_is(job, was_sent=_sent_pdf(paper) is not None)
    try:
        drawn = picture_of_page(pdf, max(1, request.args.get("page", 1, type=int)))
    except Unreadable as refused:
        return Pages(what, None, _why_not(refused.why))
    return Pages(what, drawn, None, f"data:image/png;base64,{base64.b64encode(drawn.png).decode()}")


def _what_it_is(job: PrintJob, *, was_sent: bool) -> str:
    if was_sent:
        return _("Exactly the pages that left the store server for the printer.")
    if is_duplicate(job):
        return _("The document of which this is a copy. On paper each page is marked as a duplicate, too.")
    return _("The document as the till sent it. The store server gives it to the printer as it is.")


def _why_not(why: str) -> str:
    if why == "locked":
        return _("This PDF asks for a password, so it is not shown as a picture.")
    if why == "busy":
        return _(
            "Others are looking at pages at this moment. Reload this page in a minute to see the picture."
        )
    if why == "too_large":
        return _("This PDF is too large to be shown as a picture.")
    return _("This PDF is damaged, so it is not shown as a picture.")


def _sent_pdf(paper: SentPaper | None) -> bytes | None:
    data = unpack(paper.packed) if paper is not None and paper.medium == "pdf" else None
    return data if data is not None and data.startswith(b"%PDF-") else None


def _ordered_pdf(job: PrintJob) -> bytes | None:
    """What a till sent through the office; of what stayed in the shop the office knows nothing."""
    if job.kind != "pdf":
        return None
    told = json.loads(job.document).get("pdf")
    try:
        pdf = base64.b64decode(told, validate=True) if isinstance(told, str) else b""
    except ValueError:
        return None
    return pdf if b"%PDF-" in pdf[:1024] else None


@room.get("/journal/<public_id>/paper.pdf")
@login_required
def journal_paper(public_id: str) -> Response:
    """The pages as a file to keep; a browser neither shows it here nor runs anything in it."""
    job = find_whole_job(db.session(), public_id) or abort(404)
    pdf = _sent_pdf(find_paper(db.session(), job)) or _ordered_pdf(job) or abort(404)
    headers = {
        "Content-Disposition": f'attachment; filename="{job.uuid}.pdf"',
        "Content-Security-Policy": NOTHING_ALLOWED,
    }
    return Response(pdf, content_type="application/pdf", headers=headers)
