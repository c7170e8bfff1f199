"""What the card and the dialogs of a POS say about its tills."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask import current_app

from blueprints.edge import recall
from domain.device_life import TillReport, is_running
from extensions import db
from models import Device, Generation
from services.journal.late_receipts import Waiting, count_waiting
from services.tills.device_facts import list_tills
from services.tills.handovers import read_names


@dataclass(frozen=True)
class Facts:
    """The newest till of a POS, its last report and contact, and all that ever were this POS, newest first."""

    till: Generation | None
    report: TillReport | None
    last_contact: datetime | None
    tills: list[tuple[Generation, TillReport | None]]
    #: who is signed in on the till, as far as it said
    employee: str | None
    late: Waiting

    @property
    def missing(self) -> int:
        """Entries that never came, of all tills that were this POS, between those that did."""
        return sum(last - first + 1 for till, _report in self.tills for first, last in till.missing)


def facts_of(device: Device) -> Facts:
    """What is known of a POS now."""
    contact = current_app.extensions["contacts"].last([f"device:{device.id}"]).get(f"device:{device.id}")
    tills = list_tills(db.session(), device)
    newest, report = tills[0] if tills else (None, None)
    count_late = partial(count_waiting, db.session(), device)
    return Facts(
        till=newest,
        report=report,
        last_contact=contact.at if contact else None,
        tills=tills,
        employee=_employee_at(device, newest),
        late=recall(("late receipts", device.id), count_late) if tills else Waiting(),
    )


def _employee_at(device: Device, till: Generation | None) -> str | None:
    if till is None or not till.employee_public_id or not is_running(device.status):
        return None
    return read_names(db.session(), [till.employee_public_id]).get(till.employee_public_id)
