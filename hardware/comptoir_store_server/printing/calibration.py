"""The calibration sheet: numbered lines in the printer's tables, of which a person reads one."""

from typing import Any

from comptoir_store_server.printing.escpos import PROLOGUE
from comptoir_store_server.profiles import PYTHON_CODECS

LONGEST = 600
#: Feed past the knife and cut.
CUT = b"\x1bd\x06\x1dV\x00"


class UnreadableSheet(ValueError):
    """A line that no printer can print: an unknown code page, or letters that the page has not."""


def write_sheet(document: dict[str, Any]) -> bytes:
    """The bytes of a document `{"kind": "calibration", "lines": [{"number", "page", "table", "text"}]}`.

    Raises UnreadableSheet: a sheet is printed as it is meant or not at all.
    """
    lines = document.get("lines")
    if not isinstance(lines, list) or not 0 < len(lines) <= LONGEST:
        raise UnreadableSheet("lines")
    return PROLOGUE + b"".join(_write_line(line) for line in lines) + CUT


def _write_line(line: Any) -> bytes:
    try:
        number, table = int(line["number"]), int(line["table"])
        text = str(line["text"]).encode(PYTHON_CODECS[str(line["page"])])
        selected = b"\x1bt" + bytes([table])
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableSheet(f"line {line!r}") from error
    if not text or min(text) < 0x20:
        raise UnreadableSheet(f"line {line!r}")
    return f"{number:>3} ".encode("ascii") + selected + text + b"\x1bt\x00" + b"\n"
