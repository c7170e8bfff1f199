"""What the office gives to spreadsheets: CSV and workbooks that open in the right letters and run no formula."""

import csv
import io
import re
from collections.abc import Iterable

from flask import Response
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from domain.table_cells import mark_text, mark_workbook_text

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: control characters and halves of characters that no workbook can hold
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def csv_line(cells: Iterable[str]) -> str:
    """One line; a cell that a spreadsheet would run is marked as text."""
    line = io.StringIO()
    csv.writer(line).writerow(map(mark_text, cells))
    return line.getvalue()


def csv_file(lines: Iterable[str], name: str) -> Response:
    """The lines as a file to save; its first mark lets a spreadsheet see that it is UTF-8."""
    return Response(
        "\ufeff" + "".join(lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def xlsx_file(rows: Iterable[Iterable[object]], name: str) -> Response:
    """The rows as an Excel workbook to save: texts stay texts, numbers and times are what they are."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    written = io.BytesIO()
    book.save(written)
    return Response(
        written.getvalue(),
        content_type=WORKBOOK,
        headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'},
    )


def _cell(sheet: object, value: object) -> object:
    """A text that a spreadsheet would run is marked as text."""
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, mark_workbook_text(_UNWRITABLE.sub("", value)))
    cell.data_type = "s"
    return cell
