"""What the office gives to spreadsheets: CSV that opens in the right letters and runs no formula."""

import csv
import io
import re
from collections.abc import Iterable

from flask import Response

#: what a spreadsheet would calculate; a plain negative amount is none
_FORMULA = re.compile(r"[=+@\t\r]|-(?![0-9]+(\.[0-9]+)?$)")


def csv_line(cells: Iterable[str]) -> str:
    """One line; a cell that a spreadsheet would run is marked as text."""
    line = io.StringIO()
    csv.writer(line).writerow([f"'{cell}" if _FORMULA.match(cell) else cell for cell in cells])
    return line.getvalue()


def csv_file(lines: Iterable[str], name: str) -> Response:
    """The lines as a file to save; its first mark lets a spreadsheet see that it is UTF-8."""
    return Response(
        "\ufeff" + "".join(lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
