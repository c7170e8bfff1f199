"""Files for spreadsheets run no formula, and lose nothing of an amount."""

import csv
import io
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from blueprints.spreadsheets import csv_line, xlsx_file
from domain.refusal import Refusal
from services.catalogue.spreadsheet_files import MOST_BYTES, as_csv


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("Żurek", "Żurek"),
        ("-18.50", "-18.50"),
        ("-1", "-1"),
        ("=1+1", "'=1+1"),
        ("+48 600", "'+48 600"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-1+2", "'-1+2"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("\t=1", "'\t=1"),
        ("a,b", '"a,b"'),
    ],
)
def test_a_cell_is_text_or_a_plain_amount(cell: str, written: str) -> None:
    assert csv_line([cell]) == f"{written}\r\n"


def test_a_workbook_comes_back_as_the_table_it_was() -> None:
    rows: list[list[object]] = [
        ["name", "price"],
        ["=1+1", 18.5],
        ["Żurek\x00 «№ 1»", 5901234123457],
        ["", None],
    ]
    file = xlsx_file(rows, "products")
    assert file.headers["Content-Disposition"] == 'attachment; filename="products.xlsx"'
    lines = list(csv.reader(io.StringIO(as_csv(file.get_data()).decode())))
    assert lines == [["name", "price"], ["=1+1", "18.5"], ["Żurek «№ 1»", "5901234123457"], []]


def test_a_column_for_each_of_many_stores_is_read() -> None:
    header: list[object] = ["name", *(f"price: Store {number}" for number in range(200))]
    rows: list[list[object]] = [header, ["Żurek", *range(200)], ["Kawa", 8]]
    lines = list(csv.reader(io.StringIO(as_csv(xlsx_file(rows, "products").get_data()).decode())))
    assert lines == [header, ["Żurek", *(str(number) for number in range(200))], ["Kawa", "8"]]


def test_what_is_no_workbook_stays_as_it_is() -> None:
    assert as_csv(b"name;price\r\n") == b"name;price\r\n"


@pytest.mark.parametrize("content", [b"PK\x03\x04 and nothing else", b""], ids=["torn", "no sheet"])
def test_a_workbook_that_nobody_can_read_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        as_csv(content or archive({"readme.txt": b"hello"}))
    assert (refused.value.code, refused.value.field) == ("file_not_text", "file")


def test_a_workbook_that_would_unpack_to_a_gigabyte_is_not_unpacked() -> None:
    with pytest.raises(Refusal):
        as_csv(archive({"xl/worksheets/sheet1.xml": b"0" * (MOST_BYTES + 1)}))


def archive(files: dict[str, bytes]) -> bytes:
    """A zip file with these files in it."""
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return written.getvalue()
