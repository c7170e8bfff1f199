"""*Totals*: what was sold by hour, day, store, till and employee, as tables and as bars."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import render_template, request
from flask_babel import gettext as _
from flask_login import login_required

from blueprints.edge import now
from blueprints.formats import date_in, day_and_month
from blueprints.receipts import room
from blueprints.receipts.chart import Chart, draw_chart
from blueprints.receipts.filters import read_filter
from blueprints.receipts.lines import device_options
from domain.wall_clock import on_the_wall
from extensions import db
from services.receipt_list import (
    ReceiptFilter,
    devices_with_receipts,
    employees_with_receipts,
    stores_with_receipts,
)
from services.sales import LONGEST, Sum, Totals, read_totals

#: days that are shown unless others are asked for
USUAL = 7


@dataclass(frozen=True)
class Shown:
    """One currency: the sums, and the bars of its days and hours."""

    totals: Totals
    days: Chart
    hours: Chart
    tables: list[tuple[str, str, list[tuple[str, Sum]]]]


@room.get("/totals")
@login_required
def totals() -> str:
    """Of the last week, or of the days that are asked for."""
    stores = stores_with_receipts(db.session())
    wanted = read_filter(stores)
    first, last = _days(wanted)
    found = read_totals(db.session(), wanted, first, last)
    whole = request.headers.get("HX-Target") != "list"
    return render_template(
        "receipts/totals.html" if whole else "receipts/_totals.html",
        shown=[_shown(one) for one in found],
        first=first,
        last=last,
        is_cut=bool(wanted.first_day and wanted.first_day != first),
        longest=LONGEST,
        stores=stores,
        devices=device_options(devices_with_receipts(db.session()), wanted.device) if whole else "",
        employees=employees_with_receipts(db.session()) if whole else (),
    )


def _days(wanted: ReceiptFilter) -> tuple[date, date]:
    today = on_the_wall(now(), wanted.timezone).date()
    last = wanted.last_day or max(today, wanted.first_day or today)
    first = wanted.first_day or last - timedelta(days=USUAL - 1)
    if first > last:
        first, last = last, first
    return max(first, last - timedelta(days=LONGEST - 1)), last


def _shown(found: Totals) -> Shown:
    days = [(date_in(day), value) for day, value in found.days.items()]
    hours = [(f"{hour:02d}:00", value) for hour, value in found.hours.items()]
    tables = [
        ("days", _("By day"), days),
        ("hours", _("By hour"), [pair for pair in hours if pair[1].receipts]),
        ("stores", _("By store"), list(found.stores.items())),
        ("devices", _("By POS device"), list(found.devices.items())),
        (
            "employees",
            _("By employee"),
            [(name or _("Nobody named"), value) for name, value in found.employees.items()],
        ),
    ]
    return Shown(
        found,
        draw_chart([(day_and_month(day), value.amount) for day, value in found.days.items()]),
        draw_chart([(str(hour), value.amount) for hour, value in found.hours.items()]),
        tables,
    )
