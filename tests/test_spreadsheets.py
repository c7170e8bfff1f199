"""Files for spreadsheets run no formula, and lose nothing of an amount."""

import pytest

from blueprints.spreadsheets import csv_line


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
