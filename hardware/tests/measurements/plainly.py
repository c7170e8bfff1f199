"""The same receipt as whoever reads python-escpos' manual would print it."""

from typing import Any

from escpos.printer import Dummy

COLUMNS = 42
MODEL = "TM-T88V"


def new_printer() -> Any:
    """A printer that keeps the bytes."""
    return Dummy(profile=MODEL)


def print_plainly(printer: Any, document: dict[str, Any], store: dict[str, Any]) -> bytes:
    """Head, goods, total, payment, tax, foot; money with two digits, nothing wrapped."""
    receipt = document["receipt"]
    printer.set(align="center", bold=True, double_width=True, double_height=True)
    printer.text(store["name"] + "\n")
    printer.set(align="left", bold=False, normal_textsize=True)
    for line in store["address"].splitlines():
        printer.text(line + "\n")
    printer.text(_row(f"Paragon nr {receipt['number']}", receipt["closed_at"][:16].replace("T", " ")))
    printer.text(f"Kasa: {receipt['device']}\nKasjer: {receipt['employee']['name']}\n")
    printer.text("-" * COLUMNS + "\n")
    for line in receipt["lines"]:
        _print_line(printer, line)
    printer.text("-" * COLUMNS + "\n")
    _print_end(printer, receipt)
    printer.text(store["receipt_footer"] + "\n\nNIEFISKALNY\n")
    printer.cut()
    return bytes(printer.output)


def _print_line(printer: Any, line: dict[str, Any]) -> None:
    if line["quantity"] == "1":
        printer.text(_row(line["name"], _money(line["total"])))
    else:
        printer.text(line["name"] + "\n")
        measure = f"  {line['quantity'].replace('.', ',')} {line['unit']} × {_money(line['price'])}"
        printer.text(_row(measure, _money(line["total"])))


def _print_end(printer: Any, receipt: dict[str, Any]) -> None:
    [payment], [tax] = receipt["payments"], receipt["taxes"]
    printer.set(bold=True, double_width=True, double_height=True)
    total = _money(receipt["total"])
    printer.text(f"RAZEM{total:>{COLUMNS // 2 - 5}}\n")
    printer.set(bold=False, normal_textsize=True)
    printer.text(_row("Gotówka", _money(payment["amount"])))
    printer.text(_row("Reszta", _money(payment["amount"] - receipt["total"])))
    printer.text(_row(f"VAT {tax['rate']} % od {_money(tax['base'])}", _money(tax["amount"])))


def _row(left: str, right: str) -> str:
    return f"{left:<{COLUMNS - len(right)}}{right}\n"


def _money(amount: int) -> str:
    return f"{amount // 100},{amount % 100:02} zł"
