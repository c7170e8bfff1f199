"""What the reader of the list, the totals and the files looks for, from the address of the page."""

from collections.abc import Sequence

from flask import request
from sqlalchemy import Row

from blueprints.days import read_day
from services.receipt_list import ReceiptFilter


def read_filter(stores: Sequence[Row[str, str, str]]) -> ReceiptFilter:
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
