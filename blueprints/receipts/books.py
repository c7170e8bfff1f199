"""The books that tills keep, shifts and closed days: one page of each, by POS device and state."""

from functools import lru_cache, partial
from typing import Any, Protocol

from flask import get_template_attribute, render_template, request
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy.orm import Session

from blueprints.edge import recall
from blueprints.readers import Reader, reader
from blueprints.receipts.filters import Offer, offer_tills
from extensions import db


class ReadBook(Protocol):
    """Finds one page of a book."""

    def __call__(self, session: Session, /, *, device: str, state: str, page: int) -> Any: ...


def show_book(name: str, read: ReadBook) -> str:
    """The whole page, or only its list where that is redrawn; `name` is that of its templates."""
    args, whole = request.args, request.headers.get("HX-Target") != "list"
    device, state, page = args.get("device", ""), args.get("state", ""), args.get("page", 1, type=int)
    key = (name, current_user.account_id, device, state, page)
    found = recall(key, partial(read, db.session(), device=device, state=state, page=page))
    who, currency = reader(), current_user.account.currency
    return render_template(
        f"receipts/{name}s.html" if whole else f"receipts/_{name}_list.html",
        found=found,
        rows=Markup().join([_drawn(who, name, currency, row) for row in found.rows]),
        offer=Offer(offer_tills(device)) if whole else Offer(),
    )


@lru_cache(maxsize=2048)
def _drawn(who: Reader, name: str, currency: str, row: Any) -> Markup:
    """Drawn anew only when something in it changes."""
    drawn: Markup = get_template_attribute(f"receipts/_{name}_row.html", "row")(row, currency)
    return drawn
