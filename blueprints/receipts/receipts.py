"""The list of receipts and the same as CSV."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import Response, render_template, request
from flask_login import login_required
from sqlalchemy import Row, select

from blueprints.receipts import room
from blueprints.receipts.words import FLAGS, KINDS
from domain.prices import write_price
from domain.wall_clock import on_the_wall
from extensions import db
from models import Store
from services.late_receipts import count_waiting
from services.receipt_list import ReceiptFilter, devices_with_receipts, list_receipts

#: the years of a day that a filter takes
FIRST_YEAR, LAST_YEAR = 1900, 9000
#: what a spreadsheet would calculate; a plain negative amount is none
FORMULA = re.compile(r"[=+@\t\r]|-(?![0-9]+(\.[0-9]+)?$)")


@room.get("")
@login_required
def index() -> str:
    """Receipts, newest first; filtered by till, store, kind and day, searched by number."""
    stores = list(db.session.scalars(select(Store).order_by(Store.name)))
    wanted = _wanted(stores)
    found = list_receipts(db.session(), wanted, request.args.get("page", 1, type=int))
    whole = request.headers.get("HX-Target") != "list"
    return render_template(
        "receipts/page.html" if whole else "receipts/_list.html",
        found=found,
        wanted=wanted,
        stores=stores,
        devices=devices_with_receipts(db.session()) if whole else [],
        late=count_waiting(db.session()).count if whole else 0,
        kinds=KINDS,
        flags=FLAGS,
    )


@room.get("/receipts.csv")
@login_required
def export() -> Response:
    """The filtered receipts for a spreadsheet."""
    stores = list(db.session.scalars(select(Store)))
    rows = _csv_rows(_wanted(stores))
    headers = {"Content-Disposition": "attachment; filename=receipts.csv"}
    return Response("\ufeff" + "".join(rows), content_type="text/csv; charset=utf-8", headers=headers)


def _wanted(stores: list[Store]) -> ReceiptFilter:
    args = request.args
    chosen = next((store for store in stores if store.public_id == args.get("store")), None)
    clock = chosen or (stores[0] if stores else None)
    return ReceiptFilter(
        word=args.get("q", ""),
        device=args.get("device", ""),
        store=args.get("store", ""),
        kind=args.get("kind", ""),
        first_day=_day(args.get("from")),
        last_day=_day(args.get("to")),
        timezone=clock.timezone if clock else "UTC",
    )


def _day(text: str | None) -> date | None:
    """A day from a date field; nonsense filters nothing."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None  # its midnight must be in the calendar, too


def _csv_rows(wanted: ReceiptFilter) -> Iterator[str]:
    yield _csv_line(["number", "closed_at", "kind", "store", "device", "employee", "total", "currency"])
    page, pages = 1, 1
    while page <= pages:
        found = list_receipts(db.session(), wanted, page)
        for receipt in found.receipts:
            yield _csv_line(_cells(receipt))
        page, pages = page + 1, found.pages


def _cells(receipt: Row[Any]) -> list[str]:
    moment = on_the_wall(receipt.closed_at, receipt.timezone)
    return [
        receipt.number,
        moment.isoformat(timespec="seconds"),
        receipt.kind,
        receipt.store_name,
        receipt.device_name,
        receipt.employee_name or "",
        write_price(receipt.total, receipt.currency),
        receipt.currency,
    ]


def _csv_line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([f"'{cell}" if FORMULA.match(cell) else cell for cell in cells])
    return line.getvalue()
