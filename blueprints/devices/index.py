"""The list of POS devices, on the page and as a file."""

import csv
import io

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy import select

from blueprints.devices import room
from blueprints.devices.listing import Row, read_page, read_rows
from blueprints.status_words import DEVICE_WORDS
from extensions import db
from models import Store

#: a spreadsheet would run these as formulas
FORMULA_STARTS = ("=", "+", "-", "@", "\t")


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
    file = io.StringIO()
    table = csv.writer(file)
    table.writerow(
        [_("Name"), _("Status"), _("Store"), _("Last contact"), _("App version"), _("Unsent receipts")]
    )
    table.writerows([[_harmless(value) for value in _cells(row)] for row in read_rows()])
    return Response(
        file.getvalue().encode("utf-8-sig"),  # the mark lets a spreadsheet see that it is UTF-8
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="devices.csv"'},
    )


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


def _harmless(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value
