"""The pairing page: shows the code, waits, and turns into "paired" by itself."""

from flask import abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.store_servers import room
from domain.codes import LIFETIME, show_code
from domain.names import StoreServerStatus
from domain.permissions import Deed
from extensions import db
from models import StoreServer
from services.activation.codes import find_live_code, has_expired_code, issue_code, reveal_code, revoke_codes
from services.store_servers.store_servers import find_store_server


@room.get("/<public_id>/pairing")
@needs(Deed.MANAGE_PERIPHERALS)
def pairing(public_id: str) -> str:
    """The code while it lives, or the button that makes one."""
    server = find_store_server(db.session(), public_id) or abort(404)
    return render_template("store_servers/pairing.html", **_facts(server))


@room.get("/<public_id>/pairing/state")
@needs(Deed.MANAGE_PERIPHERALS)
def pairing_state(public_id: str) -> str | Response:
    """The part of the page that asks again; says nothing while nothing changed, so that nothing flickers."""
    facts = _facts(find_store_server(db.session(), public_id) or abort(404))
    if request.args.get("seen") == facts["seen"]:
        return Response(status=204)
    return render_template("store_servers/_pairing.html", **facts)


@room.post("/<public_id>/pairing")
@needs(Deed.MANAGE_PERIPHERALS)
def renew_code(public_id: str) -> Response:
    """A fresh code; an older one ends."""
    server = find_store_server(db.session(), public_id) or abort(404)
    if server.status != StoreServerStatus.PAIRED:
        issue_code(db.session(), server, now(), current_app.config["SECRET_KEY"])
    return redirect(url_for("store_servers.pairing", public_id=public_id))


@room.post("/<public_id>/pairing/revoke")
@needs(Deed.MANAGE_PERIPHERALS)
def revoke_code(public_id: str) -> Response:
    """End the code that is shown."""
    server = find_store_server(db.session(), public_id) or abort(404)
    revoke_codes(db.session(), server, now())
    return redirect(url_for("store_servers.pairing", public_id=public_id))


def _facts(server: StoreServer) -> dict[str, object]:
    code = find_live_code(db.session(), server, now())
    shown = show_code(reveal_code(code, current_app.config["SECRET_KEY"])) if code else None
    office = current_app.config["SETTINGS"].public_url or request.host_url.rstrip("/")
    return {
        "server": server,
        "code": shown,
        "seconds": int((code.expires_at - now()).total_seconds()) if code else 0,
        "lifetime": int(LIFETIME.total_seconds()),
        "command": f"comptoir-store-server pair --office {office} --code {shown}" if shown else None,
        "paired": server.status == StoreServerStatus.PAIRED,
        "expired": code is None and has_expired_code(db.session(), server, now()),
        "seen": f"{server.status}-{code.id if code else 0}",
    }
