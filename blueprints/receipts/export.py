"""The filtered receipts as files for a spreadsheet, read in portions: a hundred thousand need little memory."""

from itertools import chain

from flask import Response, stream_with_context
from flask_login import login_required

from blueprints.receipts import room
from blueprints.receipts.filters import read_filter
from blueprints.spreadsheets import csv_line, xlsx_file
from domain.prices import write_price
from domain.wall_clock import on_the_wall
from extensions import db
from services.journal.receipt_export import read_receipts
from services.journal.receipt_list import ReceiptRow, stores_with_receipts

COLUMNS = ("number", "closed_at", "kind", "store", "device", "employee", "total", "currency", "flags")


@room.get("/receipts.csv")
@login_required
def export() -> Response:
    """As CSV, sent while it is read; its first mark lets a spreadsheet see that it is UTF-8."""
    wanted = read_filter(stores_with_receipts(db.session()))
    lines = (csv_line(_cells(receipt)) for receipt in read_receipts(db.session(), wanted))
    return Response(
        stream_with_context(chain(["\ufeff" + csv_line(COLUMNS)], lines)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="receipts.csv"'},
    )


@room.get("/receipts.xlsx")
@login_required
def export_workbook() -> Response:
    """As an Excel workbook, written row by row."""
    wanted = read_filter(stores_with_receipts(db.session()))
    rows = (_cells(receipt) for receipt in read_receipts(db.session(), wanted))
    return xlsx_file(chain([list(COLUMNS)], rows), "receipts")


def _cells(receipt: ReceiptRow) -> list[str]:
    moment = on_the_wall(receipt.closed_at, receipt.timezone)
    total = -abs(receipt.total) if receipt.kind == "refund" else receipt.total
    return [
        receipt.number,
        moment.isoformat(timespec="seconds"),
        receipt.kind,
        receipt.store_name,
        receipt.device_name,
        receipt.employee_name or "",
        write_price(total, receipt.currency),
        receipt.currency,
        receipt.flags.strip("[]").replace('"', "").replace(",", ""),
    ]
