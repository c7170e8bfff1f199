"""The matrix: what each till has of the five syncs; refreshes by itself."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy import select

from blueprints.edge import recall
from blueprints.sync_words import STREAM_WORDS, of_all, stream_word
from blueprints.synchronization import room
from blueprints.synchronization.matrix import STATES, read_listing
from extensions import db
from models import Store
from models.scope import account_of


@room.get("")
@login_required
def index() -> ResponseReturnValue:
    """All tills and what they have; the table alone, or the list alone, when one of them redraws itself."""
    listing = read_listing()
    columns = [{"label": _("Till")}, *({"label": stream_word(stream)} for stream in STREAM_WORDS)]
    words = {
        "listing": listing,
        "streams": STREAM_WORDS,
        "columns": columns,
        "of_all": of_all,
        "states": STATES,
    }
    part = request.headers.get("HX-Target")
    if part == "matrix":
        return render_template("synchronization/_matrix.html", **words)
    if part == "list":
        return render_template("synchronization/_matrix_list.html", **words)
    stores = recall(("stores by name", account_of(db.session())), _stores)
    return render_template("synchronization/matrix.html", stores=stores, **words)


def _stores() -> Sequence[Any]:
    return db.session.execute(select(Store.public_id, Store.name).order_by(Store.name)).all()
