"""*Only on the till*: a till's own goods, what the next sync deletes of them, the bin, and the same of all tills."""

from collections.abc import Iterable

from flask import Response, render_template, request
from flask_babel import gettext as _
from flask_login import current_user, login_required

from blueprints.devices import room
from blueprints.devices.lookup import device_or_404
from blueprints.edge import now
from blueprints.spreadsheets import csv_file, csv_line
from domain.local_products import BIN_PERIOD
from domain.prices import write_price
from domain.table_cells import join_several
from extensions import db
from models import Device
from services.local_products.local_products_list import (
    GoodRow,
    GoodsPage,
    every_row,
    foresee,
    list_in_bin,
    list_on_all_tills,
    list_on_till,
)


@room.get("/<public_id>/local-products")
@login_required
def local_products(public_id: str) -> str:
    """What exists only on this till, and what becomes of it."""
    device = device_or_404(public_id, deleted=True)
    found = list_on_till(db.session(), device, *_asked())
    forecast = foresee(db.session(), device, now())
    return _draw("devices/local_products.html", found, device, forecast=forecast)


@room.get("/<public_id>/local-products/bin")
@login_required
def local_products_bin(public_id: str) -> str:
    """What this till no longer has; it can still be adopted."""
    device = device_or_404(public_id, deleted=True)
    found = list_in_bin(db.session(), device, *_asked())
    return _draw("devices/local_products_bin.html", found, device, keep=BIN_PERIOD)


@room.get("/local-products")
@login_required
def all_local_products() -> str:
    """What exists only on tills, in the whole account."""
    return _draw("devices/local_products_everywhere.html", list_on_all_tills(db.session(), *_asked()), None)


@room.get("/<public_id>/local-products.csv")
@login_required
def export_local_products(public_id: str) -> Response:
    """The till's own goods, for a spreadsheet; the columns are those that the import of products reads."""
    device = device_or_404(public_id, deleted=True)
    return csv_file(_lines(every_row(db.session(), device)), "local-products")


@room.get("/local-products.csv")
@login_required
def export_all_local_products() -> Response:
    """The same of all tills."""
    return csv_file(_lines(every_row(db.session(), None)), "local-products")


def _asked() -> tuple[str, int]:
    return request.args.get("q", ""), request.args.get("page", 1, type=int)


def _draw(page: str, found: GoodsPage, device: Device | None, **more: object) -> str:
    """The whole page, or the list alone when it redraws itself."""
    part = request.headers.get("HX-Target") == "list"
    template = page.replace("/", "/_").replace(".html", "_list.html") if part else page
    return render_template(
        template, found=found, device=device, currency=current_user.account.currency, **more
    )


def _lines(rows: Iterable[GoodRow]) -> Iterable[str]:
    currency = current_user.account.currency
    yield csv_line(["name", "category", "price", "barcode", _("POS"), _("Store"), _("In the back office as")])
    for row in rows:
        codes = join_several(row.barcodes)
        price = write_price(row.price, currency)
        yield csv_line([row.name, row.group, price, codes, row.device, row.store, row.product or ""])
