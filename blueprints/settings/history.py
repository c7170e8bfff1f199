"""What happened to the account, its people and its staff."""

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from blueprints.event_texts import sentence_of
from blueprints.event_texts.account import TEXTS
from blueprints.permissions import needs
from blueprints.settings import room
from domain.permissions import Deed
from extensions import db
from models import Event, Store

SHOWN = 100


@room.get("/history")
@needs(Deed.MANAGE_ACCOUNT)
def history() -> ResponseReturnValue:
    """The newest deeds first."""
    events = db.session.scalars(
        select(Event).where(Event.verb.in_(TEXTS)).order_by(Event.id.desc()).limit(SHOWN)
    )
    rows = [(event, sentence_of(event)) for event in events]
    zone = db.session.scalar(select(Store.timezone).order_by(Store.id).limit(1)) or "UTC"
    return render_template("settings/history.html", rows=rows, zone=zone)
