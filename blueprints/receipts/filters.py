"""What the reader of the list, the totals and the files looks for, and what there is to choose from."""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from flask import request
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy import Row

from blueprints.days import read_day
from blueprints.edge import recall
from blueprints.receipts.lines import device_options
from extensions import db
from services.journal.receipt_list import (
    ReceiptFilter,
    devices_with_receipts,
    employees_with_receipts,
    stores_with_receipts,
)

#: (public_id, name, timezone)
Stores = Sequence[Row[str, str, str]]


class Offer(NamedTuple):
    """The POS devices and employees to choose from; the part of a page that is redrawn has none."""

    devices: Markup = Markup()
    employees: Sequence[Any] = ()


def read_stores() -> Stores:
    """The stores to choose from."""
    return recall(("receipts: stores", current_user.account_id), partial(stores_with_receipts, db.session()))


def offer_tills(chosen: str) -> Markup:
    """The POS devices to choose from."""
    read = partial(devices_with_receipts, db.session())
    return device_options(recall(("receipts: devices", current_user.account_id), read), chosen)


def read_offer(chosen: str) -> Offer:
    """The POS devices and employees to choose from."""
    read = partial(employees_with_receipts, db.session())
    return Offer(offer_tills(chosen), recall(("receipts: employees", current_user.account_id), read))


def read_filter(stores: Stores) -> ReceiptFilter:
    """Days are days by the clock of the chosen store, else of the first."""
    args = request.args
    chosen = next((store for store in stores if store.public_id == args.get("store")), None)
    clock = chosen or (stores[0] if stores else None)
    return ReceiptFilter(
        word=args.get("q", ""),
        device=args.get("device", ""),
        store=args.get("store", ""),
        kind=args.get("kind", ""),
        employee=args.get("employee", ""),
        flag=args.get("flag", ""),
        first_day=read_day(args.get("from")),
        last_day=read_day(args.get("to")),
        timezone=clock.timezone if clock else "UTC",
    )
