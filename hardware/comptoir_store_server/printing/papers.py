"""The other papers of a shop: slips, the day report, the test print, plain text."""

from typing import Any

from comptoir_store_server.printing.context import PaperContext
from comptoir_store_server.printing.lines import Paper
from comptoir_store_server.printing.money import write_quantity
from comptoir_store_server.printing.reading import amount_of, name_of, object_of, objects_of, text_of
from comptoir_store_server.printing.receipt import add_duplicate_mark, add_head, add_not_fiscal, add_store
from comptoir_store_server.printing.words import WORDS, payment_word


def lay_out_slip(paper: Paper, document: dict[str, Any], context: PaperContext) -> None:
    """What to hand out or put together: goods without prices, in letters read from afar."""
    receipt = object_of(document.get("receipt"))
    if document["kind"] == "pickup":
        _add_shop(paper, receipt, context)
    paper.add_centred(context.word(str(document["kind"])), bold=True, big=True)
    add_duplicate_mark(paper, document, context)
    add_head(paper, receipt, context)
    paper.add_rule()
    for line in objects_of(receipt.get("lines")):
        quantity = write_quantity(line.get("quantity", "1"), context.language)
        paper.add(f"{quantity} {name_of(line.get('unit')) or '×'} {_goods(line)}", big=True)
        if line.get("note"):
            paper.add(f"    {text_of(line['note'])}")
    paper.add_rule()
    _add_texts(paper, document)
    if receipt.get("note"):
        paper.add(f"{context.word('note')}: {text_of(receipt['note'])}")
    code = text_of(document.get("qr") or receipt.get("qr"))
    if code:
        paper.add_qr(code)


def _goods(line: dict[str, Any]) -> str:
    return name_of(line.get("name"), line.get("product"))


def _add_shop(paper: Paper, receipt: dict[str, Any], context: PaperContext) -> None:
    """A customer keeps the slip: it says where to come back to."""
    shop = name_of(receipt.get("store"), receipt.get("store_name"), context.store)
    if shop:
        paper.add_centred(shop, bold=True)


def lay_out_report(paper: Paper, document: dict[str, Any], context: PaperContext) -> None:
    """The day report: number, time, how many receipts, and each total the till gives."""
    report = object_of(document.get("report"))
    currency = text_of(report.get("currency")) or context.currency
    add_store(paper, report, context)
    paper.add_centred(context.word("report"), bold=True, big=True)
    add_duplicate_mark(paper, document, context)
    _add_report_head(paper, report, context)
    paper.add_rule()
    _add_totals(paper, report.get("totals"), currency, context, indent="")
    _add_texts(paper, document)
    add_not_fiscal(paper, report, currency, context)


def _add_report_head(paper: Paper, report: dict[str, Any], context: PaperContext) -> None:
    facts = (
        ("report_number", text_of(report.get("number"))),
        ("closed", context.moment(report.get("closed_at"))),
        ("till", name_of(report.get("device"), report.get("device_name"))),
        ("cashier", name_of(report.get("employee"), report.get("employee_name"))),
        ("receipts", text_of(report.get("receipts_count"))),
    )
    for key, value in facts:
        if value:
            paper.add_row(context.word(key), value)


def _add_totals(paper: Paper, totals: Any, currency: str, context: PaperContext, indent: str) -> None:
    if isinstance(totals, list):
        totals = {name_of(item, item.get("method")): item.get("amount") for item in objects_of(totals)}
    for name, value in object_of(totals).items():
        if name == "currency":
            continue
        shown = WORDS[context.language].get(name) or payment_word(context.language, name)
        if isinstance(value, dict | list):
            paper.add(f"{indent}{shown}:")
            _add_totals(paper, value, currency, context, indent + "  ")
        elif name == "count" or name.endswith("_count"):
            paper.add_row(f"{indent}{shown}", text_of(value))
        elif (amount := amount_of(value)) is not None:
            paper.add_row(f"{indent}{shown}", context.money(amount, currency))


def lay_out_test(paper: Paper, document: dict[str, Any], context: PaperContext) -> None:
    """The test print: the logo, who prints where, letters of the languages that go wrong first."""
    if context.logo:
        paper.add_logo(context.logo)
    paper.add_centred(context.word("test"), bold=True, big=True)
    paper.add_blank()
    facts = (
        ("store", name_of(context.store)),
        ("printer", context.printer),
        ("address", context.printer_address),
        ("printed", context.moment(context.now)),
    )
    for key, value in facts:
        if value:
            paper.add_row(context.word(key), value)
    paper.add_rule()
    for sample in context.samples:
        paper.add(sample)
    _add_texts(paper, document)
    paper.add_rule()
    paper.add(("1234567890" * 5)[: paper.columns])
    paper.add_centred(context.word("fine"))


def lay_out_text(paper: Paper, document: dict[str, Any], context: PaperContext) -> None:
    """Lines as they are."""
    add_duplicate_mark(paper, document, context)
    _add_texts(paper, document)


def _add_texts(paper: Paper, document: dict[str, Any]) -> None:
    for line in text_of(document.get("text")).splitlines():
        paper.add(line)
