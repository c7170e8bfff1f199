"""The history as a file for a spreadsheet."""

from collections.abc import Iterator

from flask import Response
from flask_babel import gettext as _

from blueprints.history.reading import Row, row_of
from blueprints.spreadsheets import csv_file, csv_line
from domain.wall_clock import on_the_wall
from extensions import db
from services.history.history import HistoryFilter, walk_history


def history_file(wanted: HistoryFilter, name: str) -> Response:
    """Everything that the filter lets through, latest first."""
    return csv_file(_lines(wanted), name)


def _lines(wanted: HistoryFilter) -> Iterator[str]:
    yield csv_line([_("When"), _("Who"), _("Kind"), _("About"), _("What"), _("Changes")])
    for event in walk_history(db.session(), wanted):
        yield csv_line(_cells(row_of(event), wanted.timezone))


def _cells(row: Row, timezone: str) -> list[str]:
    moment = on_the_wall(row.event.at, timezone).isoformat(timespec="seconds")
    return [moment, row.who, row.kind, row.event.subject_name, row.sentence, "; ".join(row.changes)]
