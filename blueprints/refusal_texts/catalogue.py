"""Refusals about products and their import."""

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.refusal_texts.tables import column_missing
from blueprints.refusal_texts.texts import Texts
from domain.product_file import HEADINGS

TEXTS: Texts = {
    "price_invalid": lambda **_f: _("This is not a price. Write it like 12.50 or 12,50."),
    "price_unclear": lambda **_f: _(
        "Three digits after the separator can mean two prices. Write 1234.00 or 1.23, for example."
    ),
    "price_negative": lambda **_f: _("A price cannot be below zero."),
    "price_too_high": lambda **_f: _("This price is too high."),
    "barcode_invalid": lambda **_f: _("A barcode has at most 64 plain letters and digits."),
    "barcode_scientific": lambda **_f: _(
        "The spreadsheet has shortened this barcode. Format the column as text and save the file again."
    ),
    "barcode_check_digit": lambda barcode, expected, **_f: _(
        "The barcode %(barcode)s has a wrong check digit: its last digit should be %(expected)s.",
        barcode=barcode,
        expected=expected,
    ),
    "yes_or_no": lambda **_f: _("Write “yes” or “no” here."),
    "unit_unknown": lambda word, **_f: _("There is no unit “%(word)s”. Add it first.", word=word),
    "tax_unknown": lambda word, **_f: _("There is no tax “%(word)s”. Add it first.", word=word),
    "percent_invalid": lambda **_f: _("Write a percentage like 5 or -2.5."),
    "rate_invalid": lambda **_f: _("Write a rate between 0 and 100, like 23 or 5.5."),
    "position_invalid": lambda **_f: _("Write a whole number from 0 to 99999."),
    "color_invalid": lambda **_f: _("Choose one of the colours."),
    "name_twice": lambda **_f: _("There is one of this name already."),
    "in_use": lambda count, **_f: ngettext(
        "%(num)s product still uses it.", "%(num)s products still use it.", count
    ),
    "listed_twice": lambda **_f: _("This product is in the list twice."),
    "last_unit": lambda **_f: _("The catalogue needs at least one unit."),
    "last_tax": lambda **_f: _("The catalogue needs at least one tax."),
    "nothing_chosen": lambda **_f: _("Choose at least one product."),
    "nothing_to_change": lambda **_f: _("Say what is to change."),
    "undone_already": lambda **_f: _("This was already undone."),
    "undo_impossible": lambda **_f: _("This can no longer be undone."),
    "undo_overtaken": lambda products, count, **_f: ngettext(
        "This cannot be undone: %(num)s product was changed or removed since (%(names)s).",
        "This cannot be undone: %(num)s products were changed or removed since (%(names)s).",
        count,
        names=", ".join(products) + ("…" if count > len(products) else ""),
    ),
    "barcode_twice": lambda barcode, line, **_f: _(
        "The barcode %(barcode)s already stands in line %(line)d.", barcode=barcode, line=line
    ),
    "barcode_taken": lambda product, **_f: _("%(product)s already has this barcode.", product=product),
    "product_twice": lambda line, **_f: _("Line %(line)d is about the same product.", line=line),
    "file_empty": lambda **_f: _("The file is empty."),
    "file_not_text": lambda **_f: _(
        "This is neither a CSV file nor an Excel workbook that can be read. "
        "Save the table as CSV, then choose that file."
    ),
    "file_too_long": lambda maximum, **_f: _(
        "The file has more than %(maximum)d lines. Split it and import the parts.", maximum=maximum
    ),
    "column_missing": lambda column, **_f: column_missing(HEADINGS, column),
    "import_done": lambda **_f: _("This file was already imported."),
}
