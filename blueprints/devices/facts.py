"""What the card and the dialogs of a POS say about its till."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from domain.device_life import TillReport
from extensions import db
from models import Device, Generation
from services.device_facts import list_tills


@dataclass(frozen=True)
class Facts:
    """The newest till of a POS, its last report and contact, and the tills before it."""

    till: Generation | None
    report: TillReport | None
    last_contact: datetime | None
    earlier: list[tuple[Generation, TillReport | None]]


def facts_of(device: Device) -> Facts:
    """What is known of a POS now."""
    contact = current_app.extensions["contacts"].last([f"device:{device.id}"]).get(f"device:{device.id}")
    tills = list_tills(db.session(), device)
    newest, report = tills[0] if tills else (None, None)
    return Facts(newest, report, contact.at if contact else None, tills[1:])
