"""The text of a print document as it was sent to the store server, which lays it out by itself."""

from typing import Any

from flask_babel import gettext as _

from blueprints.formats import money, quantity


def lines_of(document: dict[str, Any]) -> list[str]:
    """What stands in the document, line by line; what a till sends inside it is nobody's promise."""
    receipt, text = document.get("receipt"), document.get("text")
    lines = _receipt(receipt) if isinstance(receipt, dict) else []
    if isinstance(text, str):
        lines += text.splitlines()
    lines += [str(line) for line in text] if isinstance(text, list) else []
    report = document.get("report")
    if isinstance(report, dict):
        lines += [f"{name}: {value}" for name, value in report.items() if isinstance(value, str | int)]
    return [_("Marked as a duplicate"), *lines] if document.get("duplicate") else lines


def _receipt(receipt: dict[str, Any]) -> list[str]:
    currency = str(receipt.get("currency") or "EUR")
    goods = receipt.get("lines")
    lines = [str(receipt["number"])] if receipt.get("number") else []
    lines += (
        [_goods(line, currency) for line in goods if isinstance(line, dict)]
        if isinstance(goods, list)
        else []
    )
    total = receipt.get("total")
    if isinstance(total, int):
        lines.append(_("Total %(amount)s", amount=money(total, currency)))
    return lines


def _goods(line: dict[str, Any], currency: str) -> str:
    name = f"{quantity(line.get('quantity') or '1')} × {line.get('name') or ''}"
    total = line.get("total")
    return f"{name}  {money(total, currency)}" if isinstance(total, int) else name
