"""The list of receipts."""

from functools import partial

from flask import render_template, request
from flask_login import current_user, login_required

from blueprints.edge import recall
from blueprints.languages import said
from blueprints.receipts import room
from blueprints.receipts.filters import Offer, read_filter, read_offer, read_stores
from blueprints.receipts.lines import drawn_receipts
from blueprints.receipts.words import FLAGS
from extensions import db
from services.journal.late_receipts import count_waiting
from services.journal.receipt_list import list_receipts


@room.get("")
@login_required
def index() -> str:
    """Receipts, newest first; filtered by till, store, employee, kind, note and day, searched by number."""
    stores = read_stores()
    wanted = read_filter(stores)
    account, page = current_user.account_id, request.args.get("page", 1, type=int)
    found = recall(("receipts", account, wanted, page), partial(list_receipts, db.session(), wanted, page))
    whole = request.headers.get("HX-Target") != "list"
    waiting = recall(("receipts: late", account), partial(count_waiting, db.session())) if whole else None
    return render_template(
        "receipts/page.html" if whole else "receipts/_list.html",
        found=found,
        rows=drawn_receipts(found.receipts, with_stores=len(stores) > 1),
        stores=stores,
        offer=read_offer(wanted.device) if whole else Offer(),
        flags=[(flag, said(word)) for flag, (word, _meaning) in FLAGS.items()],
        late=waiting.count if waiting else 0,
    )
