"""What a peripheral did lately, as the card shows it: the deed, what became of it, what it found out."""

import json
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from blueprints.formats import quantity, unit_sign
from blueprints.peripheral_words import (
    JOB_KINDS,
    PRINT_STATUSES,
    PROBES,
    TRIAL_STATUSES,
    reason_words,
)
from domain.names import PeripheralKind, PrintStatus
from domain.print_jobs import FINAL
from extensions import db
from models import Peripheral, PrintJob
from services.printing.print_jobs import latest_jobs
from services.printing.print_journal import is_duplicate

#: what is no paper
TRIALS = ("probe", "drawer")


@dataclass(frozen=True)
class Pulse:
    """A pulse that was tried on a drawer."""

    pin: int
    pulse_ms: int


@dataclass(frozen=True)
class JobRow:
    """A print job, an opening of a drawer or a trial."""

    job: PrintJob
    what: str
    is_duplicate: bool
    status: str
    tone: str
    reason: str | None
    result: str | None
    printed_on: str | None
    #: it opened by this one, which is not yet the drawer's own
    pulse_to_keep: Pulse | None

    @property
    def is_settled(self) -> bool:
        return self.job.status in FINAL or self.job.status == PrintStatus.UNCERTAIN


def job_rows(peripheral: Peripheral, limit: int = 10) -> list[JobRow]:
    """The latest, newest first; only the newest pulse is offered to be kept."""
    jobs = latest_jobs(db.session(), peripheral, limit)
    return [_row(job, peripheral, is_newest=place == 0) for place, job in enumerate(jobs)]


def _row(job: PrintJob, peripheral: Peripheral, *, is_newest: bool) -> JobRow:
    words = TRIAL_STATUSES if job.kind in TRIALS else PRINT_STATUSES
    word, tone = words[PrintStatus(job.status)]
    document = json.loads(job.document) if job.kind in TRIALS else {}
    pulse = _pulse(document)
    return JobRow(
        job=job,
        what=_what(job, document, pulse),
        is_duplicate=is_duplicate(job),
        status=str(word),
        tone=tone,
        reason=reason_words(job.reason, peripheral.kind),
        result=result_words(job.result) if job.result else None,
        printed_on=job.printed_on.name if job.printed_on else None,
        pulse_to_keep=pulse if is_newest and pulse and _is_new(pulse, job, peripheral) else None,
    )


def result_words(result: dict[str, Any]) -> str | None:
    """What a trial found out: a weight, a code, the time a terminal took to answer."""
    if "weight" in result:
        return _weight(result)
    if "scanned" in result:
        return _("Code read: %(code)s", code=str(result["scanned"])[:80])
    if result.get("reachable") and "ms" in result:
        return _("It answered in %(number)s ms.", number=result["ms"])
    return None


def _weight(result: dict[str, Any]) -> str:
    weight, unit = quantity(result["weight"]), unit_sign(str(result.get("unit") or "kg"))
    if result.get("stable", True):
        return _("%(weight)s %(unit)s, not certified for trade", weight=weight, unit=unit)
    return _("%(weight)s %(unit)s, still moving, not certified for trade", weight=weight, unit=unit)


def _what(job: PrintJob, document: dict[str, Any], pulse: Pulse | None) -> str:
    if pulse is not None:
        return _("Drawer opened: pin %(pin)s, %(number)s ms", pin=pulse.pin, number=pulse.pulse_ms)
    if job.kind == "probe":
        return str(PROBES.get(str(document.get("probe")), JOB_KINDS["probe"]))
    return str(JOB_KINDS.get(job.kind, job.kind))


def _pulse(document: dict[str, Any]) -> Pulse | None:
    pin, pulse_ms = document.get("pin"), document.get("pulse_ms")
    return Pulse(pin, pulse_ms) if isinstance(pin, int) and isinstance(pulse_ms, int) else None


def _is_new(pulse: Pulse, job: PrintJob, peripheral: Peripheral) -> bool:
    connection = peripheral.connection
    own = (connection.get("pin"), connection.get("pulse_ms"))
    done = job.status in (PrintStatus.PRINTED, PrintStatus.UNCERTAIN)
    return peripheral.kind == PeripheralKind.CASH_DRAWER and done and own != (pulse.pin, pulse.pulse_ms)
