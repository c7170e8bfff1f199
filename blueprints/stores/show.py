"""The card of a store, with its tills and its history."""

from functools import partial

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_login import login_required

from blueprints.edge import recall
from blueprints.event_texts import sentence_of
from blueprints.stores import room
from blueprints.stores.lookup import store_or_404
from domain.alphabets import alphabet_key
from domain.device_life import is_running
from extensions import db
from services.devices.device_list import list_devices
from services.history.history import list_events
from services.stores.store_logos import find_logo

EVENTS_SHOWN = 20


@room.get("/<public_id>")
@login_required
def show(public_id: str) -> ResponseReturnValue:
    """Status, data, tills, history."""
    store = store_or_404(public_id)
    language = str(get_locale() or "en")
    found = recall(("tills of", store.id), partial(list_devices, db.session(), store=public_id))
    tills = sorted(found, key=lambda till: alphabet_key(till.name, language))
    events = [(event, sentence_of(event)) for event in list_events(db.session(), store, EVENTS_SHOWN)]
    running = sum(is_running(till.status) for till in tills if till.store_id == public_id)
    return render_template(
        "stores/show.html",
        store=store,
        tills=tills,
        events=events,
        running=running,
        logo=find_logo(db.session(), store),
    )
