"""The list of products, and the same as a table for spreadsheets."""

from collections.abc import Iterator

from flask import Response, render_template, request
from flask_login import current_user, login_required

from blueprints.catalogue import room
from blueprints.spreadsheets import csv_file, csv_line, xlsx_file
from domain.prices import minor_digits, write_price
from domain.table_cells import join_several
from extensions import db
from services.catalogue.price_lists import list_stores
from services.catalogue.product_list import list_products
from services.catalogue.product_states import read_states
from services.catalogue.products import list_categories, list_taxes, list_units


@room.get("")
@login_required
def index() -> str:
    """Products, searched by name, item number or barcode."""
    found = list_products(
        db.session(),
        word=request.args.get("q", ""),
        category=request.args.get("category", ""),
        sort=request.args.get("sort", "name"),
        page=request.args.get("page", 1, type=int),
    )
    whole = request.headers.get("HX-Target") != "list"
    return render_template(
        "catalogue/page.html" if whole else "catalogue/_list.html",
        found=found,
        categories=list_categories(db.session()) if whole else [],
        currency=current_user.account.currency,
    )


@room.get("/products.csv")
@login_required
def export() -> Response:
    """All products in the columns that the import reads."""
    currency = current_user.account.currency
    lines = (
        csv_line(write_price(cell, currency) if isinstance(cell, int) else cell for cell in row)
        for row in _rows()
    )
    return csv_file(lines, "products")


@room.get("/products.xlsx")
@login_required
def export_workbook() -> Response:
    """The same as an Excel workbook."""
    unit = 10 ** minor_digits(current_user.account.currency)
    rows = ([cell / unit if isinstance(cell, int) else cell for cell in row] for row in _rows())
    return xlsx_file(rows, "products")


def _rows() -> Iterator[list[str | int]]:
    """A row for each product; whole numbers are prices in minor units."""
    session = db.session()
    stores = list_stores(session)
    categories = {one.id: one.name for one in list_categories(session)}
    units = {one.id: one.name for one in list_units(session)}
    taxes = {one.id: one.name for one in list_taxes(session)}
    fixed = ["name", "category", "price", "barcode", "sku", "unit", "tax", "made to order", "sold by weight"]
    yield [*fixed, *(f"price: {store.name}" for store in stores)]
    for state in sorted(read_states(session).values(), key=lambda state: state.name.casefold()):
        yield [
            *(
                state.name,
                categories.get(state.category_id or 0, ""),
                state.price,
                join_several(state.barcodes),
            ),
            *(state.sku, units.get(state.unit_id or 0, ""), taxes.get(state.tax_id or 0, "")),
            *("yes" if switch else "no" for switch in (state.made_to_order, state.sold_by_weight)),
            *(state.store_prices.get(store.id, "") for store in stores),
        ]
