"""The list of stores."""

from functools import partial

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_login import login_required

from blueprints.edge import recall
from blueprints.status_words import STORE_WORDS
from blueprints.stores import room
from domain.alphabets import alphabet_key
from extensions import db
from models.scope import account_of
from services.stores.stores import StoreRow, list_stores


@room.get("")
@login_required
def index() -> ResponseReturnValue:
    """All stores with their status and tills, or the list alone when it redraws itself."""
    rows = _rows()
    if request.headers.get("HX-Target") == "list":
        return render_template("stores/_list.html", rows=rows)
    statuses = [(status, word.label) for status, word in STORE_WORDS.items()]
    return render_template("stores/page.html", rows=rows, statuses=statuses)


def _rows() -> list[StoreRow]:
    wanted = request.args.get("q", "").strip().casefold()
    status, order = request.args.get("status", ""), request.args.get("sort", "name")
    session = db.session()
    found = recall(("stores", account_of(session)), partial(list_stores, session))
    rows = [
        row
        for row in found
        if wanted in f"{row.store.name}\n{row.store.address}".casefold() and status in ("", row.store.status)
    ]
    language = str(get_locale() or "en")
    rows.sort(key=lambda row: alphabet_key(row.store.name, language))
    if order.lstrip("-") == "tills":
        rows.sort(key=lambda row: row.tills)
    return rows[::-1] if order.startswith("-") else rows
