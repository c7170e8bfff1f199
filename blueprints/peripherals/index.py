"""The list of peripherals, on the page and as a file."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy import select

from blueprints.peripheral_rows import ListRow
from blueprints.peripheral_words import KINDS, STATE_GROUPS
from blueprints.peripherals import room
from blueprints.peripherals.listing import read_page, read_rows, uses_of
from blueprints.spreadsheets import csv_file, csv_line
from extensions import db
from models import Store


@room.get("")
@login_required
def index() -> ResponseReturnValue:
    """All peripherals, or the list alone when it redraws itself."""
    listing = read_page()
    if request.headers.get("HX-Target") == "list":
        return render_template("peripherals/_list.html", listing=listing)
    stores = db.session.execute(select(Store.public_id, Store.name).order_by(Store.name)).all()
    return render_template(
        "peripherals/page.html",
        listing=listing,
        stores=[tuple(store) for store in stores],
        kinds=list(KINDS.items()),
        states=list(STATE_GROUPS.items()),
    )


@room.get("/export.csv")
@login_required
def export() -> Response:
    """The list as it is filtered and sorted, for a spreadsheet."""
    head = [
        _("Name"),
        _("Kind"),
        _("State"),
        _("Since"),
        _("Store"),
        _("Where"),
        _("MAC address"),
        _("Serial number"),
        _("Used by"),
    ]
    return csv_file(map(csv_line, [head, *map(_cells, read_rows())]), "peripherals")


def _cells(row: ListRow) -> list[str]:
    return [
        row.listed.name,
        row.kind,
        row.state,
        row.since.isoformat(timespec="seconds") if row.since else "",
        row.listed.store or "",
        row.place,
        row.listed.mac or "",
        row.listed.serial or "",
        ", ".join(uses_of(row)),
    ]
