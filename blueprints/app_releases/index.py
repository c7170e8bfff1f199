"""All versions of the till program, the newest first."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required
from sqlalchemy import select

from blueprints.app_releases import room
from blueprints.app_releases.words import CHANNELS, STATUSES
from extensions import db
from models import Store
from services.app_releases.app_minimum import list_too_old
from services.app_releases.app_releases import list_releases, valid_keys


@room.get("")
@login_required
def index() -> ResponseReturnValue:
    """Everybody reads it."""
    zone = db.session.scalar(select(Store.timezone).order_by(Store.id).limit(1)) or "UTC"
    return render_template(
        "app_releases/page.html",
        releases=list_releases(db.session()),
        too_old=list_too_old(db.session()),
        has_keys=bool(valid_keys(db.session())),
        statuses=STATUSES,
        channels=CHANNELS,
        followed=CHANNELS.get(current_user.account.app_channel, current_user.account.app_channel),
        zone=zone,
    )
