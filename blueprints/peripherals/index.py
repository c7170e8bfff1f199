"""The list of peripherals, on the page and as a file."""

import csv
import io

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy import select

from blueprints.peripheral_rows import Row
from blueprints.peripheral_words import KINDS, STATE_GROUPS
from blueprints.peripherals import room
from blueprints.peripherals.listing import read_page, read_rows
from extensions import db
from models import Store

#: a spreadsheet would run these as formulas
FORMULA_STARTS = ("=", "+", "-", "@", "\t")


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
    file = io.StringIO()
    table = csv.writer(file)
    table.writerow(
        [
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
    )
    table.writerows([[_harmless(value) for value in _cells(row)] for row in read_rows()])
    return Response(
        file.getvalue().encode("utf-8-sig"),  # the mark lets a spreadsheet see that it is UTF-8
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="peripherals.csv"'},
    )


def _cells(row: Row) -> list[str]:
    return [
        row.peripheral.name,
        row.kind,
        row.state,
        row.since.isoformat(timespec="seconds") if row.since else "",
        row.store,
        row.place,
        row.peripheral.mac or "",
        row.peripheral.serial or "",
        ", ".join(row.users),
    ]


def _harmless(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value
