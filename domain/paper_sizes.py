"""How much may stand on a till's paper: no more than anybody means.

What is not printed is not looked at. A store server checks the same of what tills send to it (a test of the
contract holds both to one table).
"""

import json
from collections.abc import Iterator
from typing import Any

from domain.paper_figures import Unfit

#: Of the whole document; only a PDF may be longer.
MOST_CHARACTERS = 256 * 1024
#: Entries of one list or object: lines, payments, taxes, totals.
MOST_ENTRIES = 2000
LONGEST_TEXT = 2000
#: All entries and all further lines of texts together.
MOST_LINES = 4000
#: What of a receipt or a report is put on paper; of totals it is all.
# fmt: off
SHOWN = frozenset({
    "store", "store_name", "device", "device_name", "employee", "employee_name", "name",
    "receipt_header", "receipt_footer", "address", "street", "line1", "line2", "postcode", "postal_code",
    "city", "number", "kind", "refund_of", "currency", "lines", "payments", "taxes", "product", "unit",
    "note", "method", "reference", "rate", "totals", "receipts_count",
})
# fmt: on


def check_sizes(document: dict[str, Any]) -> None:
    """Whether what is to be printed is no longer than any paper that is meant. Raises Unfit."""
    rest = {name: value for name, value in document.items() if name != "pdf"}
    if len(json.dumps(rest, ensure_ascii=False)) > MOST_CHARACTERS:
        raise Unfit("document", f"Expected at most {MOST_CHARACTERS} characters without the PDF")
    if sum(_lines_of(value, path) for path, value in _shown(document)) > MOST_LINES:
        raise Unfit("document", f"Expected at most {MOST_LINES} lines on paper")


def _shown(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every value that is put on paper, however deep, with its path; the names of totals, too."""
    waiting = [(f"document.{name}", document.get(name), False) for name in ("report", "receipt")]
    while waiting:
        path, value, is_all = waiting.pop()
        yield path, value
        if isinstance(value, list):
            waiting += [(f"{path}[{place}]", each, is_all) for place, each in enumerate(value)]
        elif isinstance(value, dict):
            names = [name for name in value if is_all or name in SHOWN]
            waiting += [(f"{path}.{name[:40]}", value[name], is_all or name == "totals") for name in names]
            waiting += [(path, name, True) for name in names if is_all]


def _lines_of(value: Any, path: str) -> int:
    """How many lines it makes besides the one of the list in which it stands. Raises Unfit."""
    if isinstance(value, list | dict) and len(value) > MOST_ENTRIES:
        raise Unfit(path, f"Expected at most {MOST_ENTRIES} entries")
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise Unfit(path, f"Expected at most {LONGEST_TEXT} characters")
    if isinstance(value, str):
        return max(0, len(value.splitlines()) - 1)
    return len(value) if isinstance(value, list) else 0
