"""*Status > Activate* (C3), which leads to the codes of the store's tills, and its opposite."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.stores import room
from blueprints.stores.lookup import store_or_404
from domain.device_life import is_available, is_running
from domain.permissions import Deed
from extensions import db
from models import Store
from services.device_list import list_devices
from services.stores import activate_store, deactivate_store


@room.post("/<public_id>/activate")
@needs(Deed.MANAGE_STORES)
def activate(public_id: str) -> ResponseReturnValue:
    """The store is active; a single till that waits leads straight to its code."""
    store = store_or_404(public_id)
    activate_store(db.session(), store, now())
    flash(_("%(name)s is active. Its tills can be activated now.", name=store.name), "success")
    return redirect(_next_page(store), 303)


@room.route("/<public_id>/deactivate", methods=["GET", "POST"])
@needs(Deed.MANAGE_STORES)
def deactivate(public_id: str) -> ResponseReturnValue:
    """Says first what happens to the tills."""
    store = store_or_404(public_id)
    if request.method == "POST":
        deactivate_store(db.session(), store, now())
        flash(_("%(name)s is inactive.", name=store.name), "success")
        return redirect(url_for("stores.show", public_id=public_id), 303)
    running = sum(is_running(till.status) for till in list_devices(db.session(), store=public_id))
    return render_template("stores/deactivate.html", store=store, running=running)


def _next_page(store: Store) -> str:
    tills = list_devices(db.session(), store=store.public_id)
    waiting = [till for till in tills if is_available(till.status)]
    if len(waiting) == 1:
        return url_for("devices.activation", public_id=waiting[0].public_id)
    return url_for("stores.show", public_id=store.public_id)
