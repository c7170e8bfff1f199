"""Why a print job came out where it did, told step by step in plain words."""

from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _

from blueprints.formats import datetime_in
from blueprints.languages import said
from blueprints.peripheral_words import ROLES, reason_words
from domain.names import PrintStatus, Role
from models import Assignment, PrintJob


class Step(NamedTuple):
    """One step of the way; nobody wrote down when some of them were."""

    text: str
    at: datetime | None = None


def steps_of(job: PrintJob, current: Assignment | None, zone: str) -> list[Step]:
    """The way of a job; `current` is what its till uses today in the role for which it was."""
    asked_at = job.lan_received_at or job.created_at
    steps = [Step(_who_asked(job), asked_at), Step(_why_there(job, current, zone))]
    if job.store_server is not None:
        steps.append(Step(_("The store server %(name)s drives this printer.", name=job.store_server.name)))
    if job.sending_at is not None:
        steps.append(Step(_("The store server began to send it."), job.sending_at))
    if job.printed_on is not None:
        steps.append(Step(_redirected(job, job.printed_on.name)))
    return steps


def what_to_do(status: str) -> str:
    """What a state means for whoever waits for the paper."""
    words = {
        PrintStatus.QUEUED: _(
            "The store server fetches it when it calls next. Until then it can be withdrawn."
        ),
        PrintStatus.LEASED: _("The store server has it and prints it as soon as the printer can."),
        PrintStatus.SENDING: _("It is being printed at this moment."),
        PrintStatus.PRINTED: _("Nothing is left to do."),
        PrintStatus.UNCERTAIN: _("Look at the paper. Print it again only if nothing came out."),
        PrintStatus.BLOCKED: _("It is printed by itself as soon as the printer can."),
        PrintStatus.FAILED: _("It was not printed and is not tried again by itself."),
        PrintStatus.EXPIRED: _("Its time was over before it could be printed, so it was left out."),
        PrintStatus.CANCELLED: _("It was not printed."),
    }
    return words[PrintStatus(status)]


def _who_asked(job: PrintJob) -> str:
    if job.lan_received_at is not None and not job.asked_by_till:
        return _("Somebody at the page of the store server %(name)s wanted this copy.", name=job.requested_by)
    if job.lan_received_at is not None:
        return _(
            "The till %(name)s gave it to the store server in the shop’s network, without the back office.",
            name=job.requested_by,
        )
    if job.asked_by_till:
        return _("The till %(name)s asked for it.", name=job.requested_by)
    return _("%(name)s asked for it in the back office.", name=job.requested_by)


def _why_there(job: PrintJob, current: Assignment | None, zone: str) -> str:
    if not job.asked_by_till or job.device is None:
        return _("%(printer)s was chosen by hand, not by a till’s usage mode.", printer=job.peripheral.name)
    names = {"device": job.device.name, "printer": job.peripheral.name, "role": said(ROLES[Role(job.role)])}
    if current is None or current.peripheral_id != job.peripheral_id:
        return _("At that time %(device)s used %(printer)s as “%(role)s”; today it does not.", **names)
    if current.assigned_at > job.created_at:
        return _("%(device)s used %(printer)s as “%(role)s”, and does so today.", **names)
    since = datetime_in(current.assigned_at, zone)
    return _("%(device)s uses %(printer)s as “%(role)s” since %(when)s.", when=since, **names)


def _redirected(job: PrintJob, stand_in: str) -> str:
    names = {"printer": job.peripheral.name, "stand_in": stand_in}
    told = _("%(printer)s could not print, so its stand-in %(stand_in)s took it.", **names)
    reason = reason_words(job.redirect_reason, job.peripheral.kind)
    return f"{told} {reason}" if reason else told
