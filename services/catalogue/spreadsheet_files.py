"""Spreadsheets that people bring: an Excel workbook is read as the CSV it would be saved as."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from domain.refusal import Refusal

#: what every zip file begins with, and every workbook is one
_ZIP = b"PK\x03\x04"
#: an unpacked workbook of 20,000 lines has a tenth of this; more is a trap
MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 21_000


def as_csv(content: bytes) -> bytes:
    """The first sheet of a workbook as CSV in UTF-8; any other file as it is.

    Raises Refusal `file_not_text` at `file` for a workbook that nobody can read.
    """
    if not content.startswith(_ZIP):
        return content
    written = io.StringIO()
    csv.writer(written).writerows(_rows(content))
    return written.getvalue().encode()


def _rows(content: bytes) -> Iterator[list[str]]:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
                raise Refusal("file_not_text", "file")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for row in islice(sheet.iter_rows(values_only=True), MOST_ROWS):
            yield [_text(cell) for cell in _without_padding(row)]
    except Refusal:
        raise
    except (
        BadZipFile,
        OSError,
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        SyntaxError,
    ) as error:
        # whatever a damaged workbook does to its reader, it is a file that nobody can read
        raise Refusal("file_not_text", "file") from error


def _without_padding(row: Sequence[Any]) -> Sequence[Any]:
    """A line up to its last cell that holds something; a workbook may be wide for a single line's sake."""
    last = next((at for at in range(len(row), 0, -1) if row[at - 1] not in (None, "")), 0)
    return row[:last]


def _text(cell: Any) -> str:
    """A cell as a person would have typed it: a long number keeps its digits, a whole one has no point."""
    match cell:
        case None:
            return ""
        case bool():
            return "1" if cell else "0"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() | date() | time():
            return cell.isoformat()
        case _:
            return str(cell)
