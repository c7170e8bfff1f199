"""Cells of tables that go out and come back: nothing in them is run by a spreadsheet, and nothing of them is lost."""

import re
from collections.abc import Iterable

#: what a spreadsheet would calculate; a plain negative amount is none
_FORMULA = r"(?:[=+@\t\r]|-(?![0-9]+(?:\.[0-9]+)?\Z))"
_RUN = re.compile(f"'*{_FORMULA}")
_MARKED = re.compile(f"'+{_FORMULA}")
_MARK = "'"


def mark_text(cell: str) -> str:
    """A cell for a CSV file: what a spreadsheet would run is marked as text, and so is what looks marked already."""
    return _MARK + cell if _RUN.match(cell) else cell


def mark_workbook_text(cell: str) -> str:
    """A cell for a workbook, which knows texts from formulas: only what looks marked is marked once more."""
    return _MARK + cell if _MARKED.match(cell) else cell


def unmark(cell: str) -> str:
    """A cell as it was before it was marked."""
    return cell.removeprefix(_MARK) if _MARKED.match(cell) else cell


def join_several(values: Iterable[str]) -> str:
    """Several values in one cell, with "|" between them; a "|" within one is written "\\|"."""
    return "|".join(re.sub(r"([\\|])", r"\\\1", value) for value in values)


def split_several(cell: str) -> list[str]:
    """The values of a cell that `join_several` or a person wrote."""
    found = (one.strip() for one in re.findall(r"(?:\\[\\|]|[^|])+", cell))
    return [re.sub(r"\\([\\|])", r"\1", one) for one in found if one]
