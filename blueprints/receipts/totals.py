"""*Totals*: what was sold by hour, day, store, till and employee, as tables and as bars."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from flask import get_template_attribute, render_template, request
from flask_babel import gettext as _
from flask_login import current_user, login_required
from markupsafe import Markup

from blueprints.edge import now, recall
from blueprints.formats import date_in, day_and_month
from blueprints.readers import reader
from blueprints.receipts import room
from blueprints.receipts.chart import Chart, draw_chart
from blueprints.receipts.filters import Offer, read_filter, read_offer, read_stores
from domain.wall_clock import on_the_wall
from extensions import db
from services.journal.receipt_list import ReceiptFilter
from services.journal.sales import LONGEST, Sum, Totals, read_totals

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
    stores = read_stores()
    wanted = read_filter(stores)
    first, last = _days(wanted)
    key = ("totals", reader(), current_user.account_id, wanted, first, last)
    whole = request.headers.get("HX-Target") != "list"
    return render_template(
        "receipts/totals.html" if whole else "receipts/_totals.html",
        drawn=recall(key, partial(_draw, wanted, first, last)),
        first=first,
        last=last,
        is_cut=bool(wanted.first_day and wanted.first_day != first),
        longest=LONGEST,
        stores=stores,
        offer=read_offer(wanted.device) if whole else Offer(),
    )


def _draw(wanted: ReceiptFilter, first: date, last: date) -> Markup:
    """Cards of every currency; of five hundred tills they take longer to draw than to add up."""
    one: Any = get_template_attribute("receipts/_totals_in_currency.html", "totals_in_currency")
    return Markup().join([one(_shown(found)) for found in read_totals(db.session(), wanted, first, last)])


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
