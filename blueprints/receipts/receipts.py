"""The list of receipts and the same as CSV."""

from collections.abc import Iterator, Sequence

from flask import Response, render_template, request
from flask_login import login_required
from sqlalchemy import Row

from blueprints.days import read_day
from blueprints.receipts import room
from blueprints.receipts.lines import device_options, drawn_receipts
from blueprints.spreadsheets import csv_file, csv_line
from domain.prices import write_price
from domain.wall_clock import on_the_wall
from extensions import db
from services.late_receipts import count_waiting
from services.receipt_list import (
    ReceiptFilter,
    ReceiptRow,
    devices_with_receipts,
    list_receipts,
    stores_with_receipts,
)


@room.get("")
@login_required
def index() -> str:
    """Receipts, newest first; filtered by till, store, kind and day, searched by number."""
    stores = stores_with_receipts(db.session())
    wanted = _wanted(stores)
    found = list_receipts(db.session(), wanted, request.args.get("page", 1, type=int))
    whole = request.headers.get("HX-Target") != "list"
    return render_template(
        "receipts/page.html" if whole else "receipts/_list.html",
        found=found,
        rows=drawn_receipts(found.receipts, with_stores=len(stores) > 1),
        stores=stores,
        devices=device_options(devices_with_receipts(db.session()), wanted.device) if whole else "",
        late=count_waiting(db.session()).count if whole else 0,
    )


@room.get("/receipts.csv")
@login_required
def export() -> Response:
    """The filtered receipts for a spreadsheet."""
    return csv_file(_csv_rows(_wanted(stores_with_receipts(db.session()))), "receipts")


def _wanted(stores: Sequence[Row[str, str, str]]) -> ReceiptFilter:
    args = request.args
    chosen = next((store for store in stores if store.public_id == args.get("store")), None)
    clock = chosen or (stores[0] if stores else None)
    return ReceiptFilter(
        word=args.get("q", ""),
        device=args.get("device", ""),
        store=args.get("store", ""),
        kind=args.get("kind", ""),
        first_day=read_day(args.get("from")),
        last_day=read_day(args.get("to")),
        timezone=clock.timezone if clock else "UTC",
    )


def _csv_rows(wanted: ReceiptFilter) -> Iterator[str]:
    yield csv_line(["number", "closed_at", "kind", "store", "device", "employee", "total", "currency"])
    page, pages = 1, 1
    while page <= pages:
        found = list_receipts(db.session(), wanted, page)
        for receipt in found.receipts:
            yield csv_line(_cells(receipt))
        page, pages = page + 1, found.pages


def _cells(receipt: ReceiptRow) -> list[str]:
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
