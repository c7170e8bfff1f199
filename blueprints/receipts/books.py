"""The books that tills keep, shifts and closed days: one page of each, by POS device and state."""

from typing import Any, Protocol

from flask import render_template, request
from sqlalchemy.orm import Session

from blueprints.receipts.lines import device_options
from extensions import db
from services.receipt_list import devices_with_receipts


class ReadBook(Protocol):
    """Finds one page of a book."""

    def __call__(self, session: Session, /, *, device: str, state: str, page: int) -> Any: ...


def show_book(name: str, read: ReadBook) -> str:
    """The whole page, or only its list where that is redrawn; `name` is that of its templates."""
    args, whole = request.args, request.headers.get("HX-Target") != "list"
    device = args.get("device", "")
    found = read(db.session(), device=device, state=args.get("state", ""), page=args.get("page", 1, type=int))
    return render_template(
        f"receipts/{name}s.html" if whole else f"receipts/_{name}_list.html",
        found=found,
        devices=device_options(devices_with_receipts(db.session()), device) if whole else "",
    )
