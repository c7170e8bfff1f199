"""The list of products, and the same as CSV."""

from collections.abc import Iterator

from flask import Response, render_template, request
from flask_login import current_user, login_required

from blueprints.catalogue import room
from blueprints.spreadsheets import csv_file, csv_line
from domain.prices import write_price
from extensions import db
from services.product_list import list_products
from services.products import list_categories


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
    return csv_file(_csv_lines(), "products")


def _csv_lines() -> Iterator[str]:
    yield csv_line(["name", "category", "price", "barcode"])
    page, pages = 1, 1
    while page <= pages:
        found = list_products(db.session(), page=page)
        for product in found.products:
            codes = "|".join(barcode.code for barcode in product.barcodes)
            category = product.category.name if product.category else ""
            price = write_price(product.price, current_user.account.currency)
            yield csv_line([product.name, category, price, codes])
        page, pages = page + 1, found.pages
