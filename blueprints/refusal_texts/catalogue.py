"""Refusals about products and their import."""

from flask_babel import gettext as _

from blueprints.refusal_texts.texts import Texts

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
    "barcode_twice": lambda barcode, line, **_f: _(
        "The barcode %(barcode)s already stands in line %(line)d.", barcode=barcode, line=line
    ),
    "barcode_taken": lambda product, **_f: _("%(product)s already has this barcode.", product=product),
    "product_twice": lambda line, **_f: _("Line %(line)d is about the same product.", line=line),
    "file_empty": lambda **_f: _("The file is empty."),
    "file_not_text": lambda **_f: _("This is not a CSV file. Save the table as CSV, then choose that file."),
    "file_too_long": lambda maximum, **_f: _(
        "The file has more than %(maximum)d lines. Split it and import the parts.", maximum=maximum
    ),
    "column_missing": lambda column, **_f: _(
        "The first line must name the columns; “%(column)s” is missing. Example: name,category,price,barcode",
        column=column,
    ),
    "import_done": lambda **_f: _("This file was already imported."),
}
