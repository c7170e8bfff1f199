"""The list of receipts."""

from flask import render_template, request
from flask_login import login_required

from blueprints.receipts import room
from blueprints.receipts.filters import read_filter
from blueprints.receipts.lines import device_options, drawn_receipts
from blueprints.receipts.words import FLAGS
from extensions import db
from services.late_receipts import count_waiting
from services.receipt_list import (
    devices_with_receipts,
    employees_with_receipts,
    list_receipts,
    stores_with_receipts,
)


@room.get("")
@login_required
def index() -> str:
    """Receipts, newest first; filtered by till, store, employee, kind, note and day, searched by number."""
    stores = stores_with_receipts(db.session())
    wanted = read_filter(stores)
    found = list_receipts(db.session(), wanted, request.args.get("page", 1, type=int))
    whole = request.headers.get("HX-Target") != "list"
    return render_template(
        "receipts/page.html" if whole else "receipts/_list.html",
        found=found,
        rows=drawn_receipts(found.receipts, with_stores=len(stores) > 1),
        stores=stores,
        devices=device_options(devices_with_receipts(db.session()), wanted.device) if whole else "",
        employees=employees_with_receipts(db.session()) if whole else (),
        flags=[(flag, word) for flag, (word, _meaning) in FLAGS.items()],
        late=count_waiting(db.session()).count if whole else 0,
    )
