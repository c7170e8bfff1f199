"""The list of POS devices, on the page and as a file."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy import select

from blueprints.devices import room
from blueprints.devices.listing import Row, read_page, read_rows
from blueprints.spreadsheets import csv_file, csv_line
from blueprints.status_words import DEVICE_WORDS
from extensions import db
from models import Store


@room.get("")
@login_required
def index() -> ResponseReturnValue:
    """All POS devices, or the list alone when it redraws itself."""
    listing = read_page()
    if request.headers.get("HX-Target") == "list":
        return render_template("devices/_list.html", listing=listing)
    stores = db.session.execute(select(Store.public_id, Store.name).order_by(Store.name)).all()
    return render_template("devices/page.html", listing=listing, stores=stores, statuses=_statuses())


@room.get("/export.csv")
@login_required
def export() -> Response:
    """The list as it is filtered and sorted, for a spreadsheet."""
    head = [_("Name"), _("Status"), _("Store"), _("Last contact"), _("App version"), _("Unsent receipts")]
    return csv_file(map(csv_line, [head, *map(_cells, read_rows())]), "devices")


def _statuses() -> list[tuple[str, LazyString]]:
    return [(status, word.label) for status, word in DEVICE_WORDS.items()]


def _cells(row: Row) -> list[str]:
    device = row.device
    unsent = device.unsent_receipts
    return [
        device.name,
        str(DEVICE_WORDS[device.status].label),
        device.store_name,
        row.last_contact.isoformat(timespec="seconds") if row.last_contact else "",
        device.app_version,
        "" if unsent is None else str(unsent),
    ]
