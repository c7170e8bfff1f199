"""Found in the shop: what the store servers see there and nobody added yet."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from blueprints.edge import now
from blueprints.peripherals import room
from blueprints.peripherals.found_rows import read_found_page, row_of
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import Discovery
from services.store_servers.discoveries import (
    add_discovery,
    can_add_at_once,
    find_discovery,
    ignore_discovery,
    offer_again,
)
from services.store_servers.store_servers import find_store_server, list_store_servers

#: how many things a card on another page shows
ON_A_CARD = 5


@room.get("/found")
@login_required
def found() -> str:
    """The whole list, the list alone, or its beginning for a card; `?server=…` for one store server."""
    asked = request.args.get("server")
    server = (find_store_server(db.session(), asked) or abort(404)) if asked else None
    part = request.headers.get("HX-Target")
    if part == "found":
        listing = read_found_page(server, ON_A_CARD)
        return render_template("peripherals/_found_card.html", listing=listing, server=server)
    listing = read_found_page(server)
    if part == "list":
        return render_template("peripherals/_found_list.html", listing=listing)
    servers = list_store_servers(db.session())
    return render_template("peripherals/found.html", listing=listing, servers=servers)


@room.post("/found/<public_id>/add")
@needs(Deed.MANAGE_PERIPHERALS)
def add_found(public_id: str) -> ResponseReturnValue:
    """Add a receipt printer at once; about anything else there is something to ask."""
    thing = _find(public_id)
    if not can_add_at_once(thing):
        return redirect(url_for("peripherals.create", found=public_id), 303)
    try:
        printer = add_discovery(db.session(), thing, row_of(thing).name, now())
    except Refusal as refusal:
        show_refusal(refusal)
        return redirect(url_for("peripherals.create", found=public_id), 303)
    flash(_("%(name)s was added. Try a test print.", name=printer.name), "success")
    return redirect(url_for("peripherals.show", public_id=printer.public_id), 303)


@room.post("/found/<public_id>/ignore")
@needs(Deed.MANAGE_PERIPHERALS)
def ignore_found(public_id: str) -> Response:
    """It is not ours: offer it no more."""
    thing = _find(public_id)
    ignore_discovery(db.session(), thing, now())
    flash(_("%(name)s is not offered any more.", name=row_of(thing).name), "success")
    return redirect(url_for("peripherals.found"), 303)


@room.post("/found/<public_id>/offer")
@needs(Deed.MANAGE_PERIPHERALS)
def offer_found(public_id: str) -> Response:
    """It is ours after all."""
    thing = _find(public_id)
    offer_again(db.session(), thing, now())
    flash(_("%(name)s is offered again.", name=row_of(thing).name), "success")
    return redirect(url_for("peripherals.found"), 303)


def _find(public_id: str) -> Discovery:
    return find_discovery(db.session(), public_id) or abort(404)
