"""A customer's receipt on paper."""

from typing import Any

from comptoir_store_server.printing.context import PaperContext
from comptoir_store_server.printing.lines import Paper
from comptoir_store_server.printing.money import write_quantity, write_rate
from comptoir_store_server.printing.reading import amount_of, name_of, object_of, objects_of, text_of
from comptoir_store_server.printing.words import payment_word


def lay_out_receipt(paper: Paper, document: dict[str, Any], context: PaperContext) -> None:
    """Store, head, goods, total, payments, taxes, foot."""
    receipt = object_of(document.get("receipt"))
    currency = text_of(receipt.get("currency")) or context.currency
    _add_logo(paper, receipt, context)
    add_store(paper, receipt, context)
    add_duplicate_mark(paper, document, context)
    add_head(paper, receipt, context)
    paper.add_rule()
    for line in objects_of(receipt.get("lines")):
        _add_goods(paper, line, currency, context)
    paper.add_rule()
    _add_total(paper, receipt, currency, context)
    _add_payments(paper, receipt, currency, context)
    _add_taxes(paper, receipt, currency, context)
    add_foot(paper, document, receipt, context)
    add_not_fiscal(paper, receipt, currency, context)


def _add_logo(paper: Paper, receipt: dict[str, Any], context: PaperContext) -> None:
    """Of this box's own store: a till that serves several may sell for another one."""
    if context.logo and text_of(receipt.get("store_id")) in ("", text_of(context.store.get("id"))):
        paper.add_logo(context.logo)


def add_duplicate_mark(paper: Paper, document: dict[str, Any], context: PaperContext) -> None:
    """Nobody may take a copy for the first paper."""
    if document.get("duplicate"):
        paper.add_centred(context.word("duplicate"), bold=True, big=True)


def add_store(paper: Paper, receipt: dict[str, Any], context: PaperContext) -> None:
    """The store's name, address and own header."""
    told = object_of(receipt.get("store"))
    name = name_of(receipt.get("store"), receipt.get("store_name"), context.store)
    if name:
        paper.add_centred(name, bold=True, big=True)
    address = _address(told.get("address") or context.store.get("address"))
    header = text_of(told.get("receipt_header") or context.store.get("receipt_header"))
    for line in [*address, *header.splitlines()]:
        paper.add_centred(line)
    paper.add_blank()


def _address(address: Any) -> list[str]:
    if isinstance(address, dict):
        town = " ".join(
            text_of(address.get(key)) for key in ("postcode", "postal_code", "city") if address.get(key)
        )
        street = [text_of(address.get(key)) for key in ("street", "line1", "line2")]
        return [line for line in (*street, town) if line]
    return [line.strip() for line in text_of(address).splitlines() if line.strip()]


def add_head(paper: Paper, receipt: dict[str, Any], context: PaperContext) -> None:
    """Number, time, till, cashier."""
    if receipt.get("kind") == "refund":
        paper.add_centred(context.word("refund"), bold=True, big=True)
        if receipt.get("refund_of"):
            paper.add(f"{context.word('refund_of')} {name_of(receipt['refund_of'])}")
    number, moment = text_of(receipt.get("number")), context.moment(receipt.get("closed_at"))
    if number or moment:
        paper.add_row(f"{context.word('receipt')} {number}" if number else "", moment)
    for key in ("device", "employee"):
        name = name_of(receipt.get(key), receipt.get(f"{key}_name"))
        if name:
            paper.add(f"{context.word('till' if key == 'device' else 'cashier')}: {name}")


def _add_goods(paper: Paper, line: dict[str, Any], currency: str, context: PaperContext) -> None:
    name, unit = name_of(line.get("name"), line.get("product")), name_of(line.get("unit"))
    quantity = write_quantity(line.get("quantity", "1"), context.language)
    price, total = amount_of(line.get("price")), amount_of(line.get("total"))
    shown = context.money(total, currency) if total is not None else ""
    if quantity == "1" and (price is None or price == total):
        paper.add_row(name, shown)
    else:
        paper.add(name)
        each = f" × {context.money(price, currency)}" if price is not None else ""
        paper.add_row(f"  {quantity}{' ' + unit if unit else ''}{each}", shown)
    discount = amount_of(line.get("discount"))
    if discount:
        paper.add(f"  {context.word('discount')}: {context.money(-abs(discount), currency)}")
    if line.get("note"):
        paper.add(f"  {text_of(line['note'])}")


def _add_total(paper: Paper, receipt: dict[str, Any], currency: str, context: PaperContext) -> None:
    discount = amount_of(receipt.get("discount"))
    if discount:
        paper.add_row(context.word("discount"), context.money(-abs(discount), currency))
    total = amount_of(receipt.get("total"))
    if total is not None:
        paper.add_row(context.word("total"), context.money(total, currency), bold=True, big=True)


def _add_payments(paper: Paper, receipt: dict[str, Any], currency: str, context: PaperContext) -> None:
    paid = 0
    for payment in objects_of(receipt.get("payments")):
        amount = amount_of(payment.get("amount")) or 0
        paid += amount
        method = payment_word(context.language, name_of(payment.get("method")) or "other")
        reference = text_of(payment.get("reference"))
        paper.add_row(f"{method} {reference}" if reference else method, context.money(amount, currency))
    total = amount_of(receipt.get("total"))
    change = amount_of(receipt.get("change"))
    if change is None and total is not None and paid > total >= 0:
        change = paid - total
    if change:
        paper.add_row(context.word("change"), context.money(abs(change), currency))


def _add_taxes(paper: Paper, receipt: dict[str, Any], currency: str, context: PaperContext) -> None:
    taxes = objects_of(receipt.get("taxes"))
    if taxes:
        paper.add_rule()
    for tax in taxes:
        left = name_of(tax.get("name")) or context.word("vat")
        if tax.get("rate") is not None:
            left += f" {write_rate(tax['rate'], context.language)}"
        base, amount = amount_of(tax.get("base")), amount_of(tax.get("amount"))
        if base is not None:
            left += f" {context.word('base')} {context.money(base, currency)}"
        paper.add_row(left, context.money(amount or 0, currency))


def add_foot(paper: Paper, document: dict[str, Any], receipt: dict[str, Any], context: PaperContext) -> None:
    """The note, the code for telephones, and the store's own footer."""
    if receipt.get("note"):
        paper.add_blank()
        paper.add(f"{context.word('note')}: {text_of(receipt['note'])}")
    code = text_of(document.get("qr") or receipt.get("qr"))
    if code:
        paper.add_blank()
        paper.add_qr(code)
    told = object_of(receipt.get("store"))
    footer = text_of(told.get("receipt_footer") or context.store.get("receipt_footer"))
    if footer:
        paper.add_blank()
    for line in footer.splitlines():
        paper.add_centred(line)


def add_not_fiscal(paper: Paper, told: dict[str, Any], currency: str, context: PaperContext) -> None:
    """What the country wants said."""
    words = context.not_fiscal(told, currency)
    if words:
        paper.add_blank()
        paper.add_centred(words)
