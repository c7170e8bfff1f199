"""The history as a file for a spreadsheet."""

import csv
import io
from collections.abc import Iterator

from flask import Response
from flask_babel import gettext as _

from blueprints.history.reading import Row, row_of
from domain.wall_clock import on_the_wall
from extensions import db
from services.history import HistoryFilter, walk_history

#: a spreadsheet would run these as formulas
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def history_file(wanted: HistoryFilter, name: str) -> Response:
    """Everything that the filter lets through, latest first."""
    return Response(
        "\ufeff" + "".join(_lines(wanted)),  # the mark lets a spreadsheet see that it is UTF-8
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _lines(wanted: HistoryFilter) -> Iterator[str]:
    yield _line([_("When"), _("Who"), _("Kind"), _("About"), _("What"), _("Changes")])
    for event in walk_history(db.session(), wanted):
        yield _line(_cells(row_of(event), wanted.timezone))


def _cells(row: Row, timezone: str) -> list[str]:
    moment = on_the_wall(row.event.at, timezone).isoformat(timespec="seconds")
    return [moment, row.who, row.kind, row.event.subject_name, row.sentence, "; ".join(row.changes)]


def _line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell for cell in cells])
    return line.getvalue()
