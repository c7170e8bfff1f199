"""One version: its file, whom it reaches, and how far each till is with it."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_login import login_required
from sqlalchemy import select

from blueprints.app_releases import room
from blueprints.app_releases.words import CHANNELS, STATES, STATUSES
from extensions import db
from models import Device, Store
from services.app_releases.app_downloads import notes_in
from services.app_releases.app_releases import find_release
from services.app_releases.app_rollouts import read_spread

ROWS = 50


@room.get("/<public_id>")
@login_required
def show(public_id: str) -> ResponseReturnValue:
    """The whole page, or only its tills when somebody turns them over."""
    release = find_release(db.session(), public_id) or abort(404)
    spread = read_spread(db.session(), release)
    pages = max(1, -(-len(spread.tills) // ROWS))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    only_list = request.headers.get("HX-Target") == "list"
    template = "app_releases/_tills.html" if only_list else "app_releases/show.html"
    return render_template(
        template,
        release=release,
        spread=spread,
        tills=spread.tills[(page - 1) * ROWS : page * ROWS],
        page=page,
        pages=pages,
        notes=notes_in(str(get_locale()), release.notes),
        stores=_names(Store, release.stores),
        devices=_names(Device, release.devices),
        statuses=STATUSES,
        states=STATES,
        channels=CHANNELS,
        zone=spread.tills[0].timezone if spread.tills else "UTC",
    )


def _names(model: type[Store] | type[Device], public_ids: list[str]) -> list[str]:
    if not public_ids:
        return []
    return sorted(db.session.scalars(select(model.name).where(model.public_id.in_(public_ids))))
