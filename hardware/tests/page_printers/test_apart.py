"""Pages that a program of its own draws are the same pages; a box without room for it draws them itself."""

import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest

from comptoir_store_server.configuration import Peripheral
from comptoir_store_server.connections import Connection
from comptoir_store_server.page_printers import apart
from comptoir_store_server.page_printers.pages import make_page

STORE = {"name": "Pod Żubrem", "timezone": "Europe/Warsaw", "language": "pl"}
PRINTER = Peripheral("p1", "Biuro", "page_printer", Connection(host="192.0.2.9"))
NOW = datetime(2026, 11, 21, 14, 30, 5, 120_000, tzinfo=UTC)
RECEIPT: dict[str, Any] = {
    "kind": "receipt",
    "qr": "https://example.com/r/1",
    "receipt": {
        "number": "1-000001",
        "currency": "PLN",
        "lines": [{"name": "Żurek", "price": 1850, "total": 1850}] * 80,
    },
}
#: Imports what a box with an A4 printer imports, has a page drawn, and says whether the library came in.
LIGHT = """
import sys
from datetime import datetime, UTC
from comptoir_store_server.printing.context import PaperContext
from comptoir_store_server.printing.lines import PaperLine
from comptoir_store_server.page_printers.worker import PagePrinterWorker
from comptoir_store_server.page_printers.apart import draw_apart
context = PaperContext("pl", {}, "", "", "A4", datetime.now(UTC))
assert draw_apart([PaperLine("Żurek")], "Paragon", context).startswith(b"%PDF-")
sys.exit("fpdf" in sys.modules)
"""


def test_the_same_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    here = make_page(RECEIPT, PRINTER, STORE, NOW)
    monkeypatch.setattr(apart, "draw_pages", None)
    assert make_page(RECEIPT, PRINTER, STORE, NOW, draw=apart.draw_apart) == here


def test_a_box_without_room_for_another_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise OSError(12, "Cannot allocate memory")

    here = make_page(RECEIPT, PRINTER, STORE, NOW)
    monkeypatch.setattr(subprocess, "run", refuse)
    assert make_page(RECEIPT, PRINTER, STORE, NOW, draw=apart.draw_apart) == here


def test_the_library_for_pages_stays_outside() -> None:
    assert subprocess.run([sys.executable, "-c", LIGHT], check=False, timeout=120).returncode == 0
