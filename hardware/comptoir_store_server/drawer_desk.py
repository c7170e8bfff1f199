"""What a printer's worker knows of the drawers behind its printer: how to pull them, and how they are."""

import logging
from datetime import datetime

from comptoir_store_server.connections import Pulse, read_pulse
from comptoir_store_server.crew import Assignment, Bench
from comptoir_store_server.delivery.condition import Condition
from comptoir_store_server.delivery.deliver import Confirm
from comptoir_store_server.delivery.drawer import write_pulse
from comptoir_store_server.policies import DRAWER
from comptoir_store_server.profiles import knows_real_time_pulse
from comptoir_store_server.reasons import Reason
from comptoir_store_server.spool import Job
from comptoir_store_server.times import utc_now

log = logging.getLogger(__name__)
#: Troubles with which a printer still hears us.
HEARING = (Reason.PAPER_OUT, Reason.COVER_OPEN, Reason.PRINTER_ERROR)


def pulse_of(assignment: Assignment, job: Job) -> Pulse:
    """What the job says, else how the drawer it is for was set up."""
    hanging = {drawer.peripheral.id: drawer.peripheral for drawer in assignment.drawers}
    drawer = hanging.get(job.peripheral_id) or assignment.drawer_for(job.device_id)
    return read_pulse(job.document, drawer.connection.pulse if drawer else Pulse())


def pulse_beside_paper(assignment: Assignment, job: Job) -> bytes:
    """The till's own drawer if it hangs here; in another printer's place no drawer but that one."""
    drawer = assignment.drawer_for(job.device_id)
    if drawer is None and job.redirected_from:
        return b""
    return write_pulse(drawer.connection.pulse if drawer else Pulse())


def is_left_out(assignment: Assignment, job: Job, now: datetime) -> bool:
    """Whether a paper that wants the drawer open comes too late for it: nobody stands there any more."""
    return not job.is_drawer and now - job.wanted_at > DRAWER.life and _opens(assignment, job)


class DrawerDesk:
    """Keeps the health report and the memory of the drawers behind one printer."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def note_opened(
        self, assignment: Assignment, job: Job, confirm: Confirm | None, note: Reason | None = None
    ) -> None:
        """Which drawer opened and for what, or may have opened where nothing is confirmed."""
        if note == Reason.DRAWER_LEFT_OUT:
            waited = (utc_now() - job.wanted_at).total_seconds()
            log.warning("drawer_left_out", extra={"job": job.id, "waited_s": round(waited)})
            return
        if not _opens(assignment, job):
            return
        hanging = {drawer.peripheral.id: drawer.peripheral for drawer in assignment.drawers}
        drawer = hanging.get(job.peripheral_id) or assignment.drawer_for(job.device_id)
        log_opening(self._bench, job, drawer.id if drawer else assignment.peripheral.id, confirm)
        if confirm is not None and job.peripheral_id in hanging:
            address = hanging[job.peripheral_id].address
            self._bench.spool.learn_printer(address, confirm.value, utc_now())

    def note(self, assignment: Assignment, reason: Reason | None, contact: bool | None = None) -> None:
        """A drawer works as long as its printer hears us, with or without paper."""
        knows_real_time = knows_real_time_pulse(assignment.peripheral.profile)
        for drawer in assignment.drawers:
            if reason is None or (reason in HEARING and knows_real_time):
                condition = Condition(None, drawer_contact=contact)
                self._bench.health.note_condition(drawer.peripheral.id, condition)
            else:
                self._bench.health.note_reason(drawer.peripheral.id, reason)


def _opens(assignment: Assignment, job: Job) -> bool:
    """As it was laid out: a copy opens nothing, nor does a paper that came here in another's place."""
    if job.is_drawer:
        return True
    is_wished = bool(job.document.get("open_drawer")) and not job.document.get("duplicate")
    return is_wished and bool(pulse_beside_paper(assignment, job))


def log_opening(bench: Bench, job: Job, drawer_id: str, confirm: Confirm | None) -> None:
    """One line for each opening: the drawer, who wanted it and as what, and what its contact last said."""
    known = {entry["id"]: entry.get("contact") for entry in bench.health.report()}
    facts = {
        "drawer": drawer_id,
        "till": job.device_id or "office",
        "role": job.role,
        "with": job.document.get("kind"),
        "job": job.id,
        "contact": known.get(drawer_id) or "unreadable",
    }
    log.info("drawer_opened" if confirm is not None else "drawer_perhaps_opened", extra=facts)
