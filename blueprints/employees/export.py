"""The staff as a file, in the columns that the import reads. PINs stay where they are."""

from collections.abc import Iterator

from flask import Response
from flask_babel import get_locale
from flask_login import login_required

from blueprints.employees import room
from blueprints.spreadsheets import csv_file, csv_line, xlsx_file
from domain.table_cells import join_several
from extensions import db
from services.employees.employees import Staff, list_employees

COLUMNS = ["name", "login_id", "role", "stores", "language", "permissions"]


@room.get("/employees.csv")
@login_required
def export_csv() -> Response:
    """Everybody, as CSV."""
    return csv_file(map(csv_line, _rows()), "employees")


@room.get("/employees.xlsx")
@login_required
def export_xlsx() -> Response:
    """Everybody, as an Excel workbook."""
    return xlsx_file(_rows(), "employees")


def _rows() -> Iterator[list[str]]:
    yield COLUMNS
    for employee in list_employees(db.session(), Staff(), str(get_locale())):
        stores = join_several(store.name for store in employee.stores)
        permissions = join_several(employee.permissions or ())
        yield [employee.name, employee.login_id, employee.role, stores, employee.language, permissions]
