"""The code of the page that a store server shows in the shop, and where that page is."""

from urllib.parse import urlsplit

from flask import abort, current_app, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.store_servers import room
from domain.names import StoreServerStatus
from domain.permissions import Deed, may
from extensions import db
from models import StoreServer
from services.store_servers.page_codes import page_code, renew_page_code
from services.store_servers.store_servers import find_store_server


@room.post("/<public_id>/page-code")
@needs(Deed.MANAGE_PERIPHERALS)
def new_page_code(public_id: str) -> Response:
    """Another code for its own page."""
    server = find_store_server(db.session(), public_id) or abort(404)
    renew_page_code(db.session(), server, now())
    flash(_("There is a new code. It counts when %(name)s has heard of it.", name=server.name), "success")
    return redirect(url_for("store_servers.show", public_id=public_id))


def code_to_show(server: StoreServer) -> str | None:
    """Only of a box that is there, and only to those who look after the peripherals."""
    if server.status != StoreServerStatus.PAIRED or not may(current_user.role, Deed.MANAGE_PERIPHERALS):
        return None
    return page_code(server, current_app.config["SECRET_KEY"])


def pages_of(server: StoreServer) -> list[str]:
    """Where its page is, as it last said."""
    parts = [urlsplit(url) for url in server.urls]
    return list(dict.fromkeys(f"{part.scheme}://{part.netloc}/" for part in parts))
