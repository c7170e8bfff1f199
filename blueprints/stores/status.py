"""*Status > Activate* (C3), which leads to the codes of the store's tills, and its opposite."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from blueprints.edge import now
from blueprints.permissions import needs
from blueprints.refusals import show_refusal
from blueprints.stores import room
from blueprints.stores.lookup import store_or_404
from domain.device_life import is_available, is_running
from domain.names import StoreStatus
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import Store
from services.activation.activation import offer_code
from services.activation.codes import find_live_code
from services.devices.device_list import DeviceRow
from services.stores.stores import activate_store, deactivate_store, tills_of
from services.tills.device_lookup import find_device


@room.post("/<public_id>/activate")
@needs(Deed.MANAGE_STORES)
def activate(public_id: str) -> ResponseReturnValue:
    """The store is active; leads on to the code of its only till that waits, to a choice, or to a new POS."""
    store = store_or_404(public_id)
    if store.status != StoreStatus.ACTIVE:
        activate_store(db.session(), store, now())
        flash(_("%(name)s is active. Its tills can be activated now.", name=store.name), "success")
    waiting = _waiting(store)
    if len(waiting) == 1:
        _make_code(waiting[0])
        return redirect(url_for("devices.activation", public_id=waiting[0].public_id), 303)
    if waiting:
        return redirect(url_for("stores.choose_till", public_id=public_id), 303)
    flash(_("No POS of this store waits for a till. Create one here."), "info")
    return redirect(url_for("devices.create", store=public_id, then="code"), 303)


@room.get("/<public_id>/activate")
@needs(Deed.MANAGE_STORES)
def choose_till(public_id: str) -> ResponseReturnValue:
    """Which of several that wait is to be activated."""
    store = store_or_404(public_id)
    return render_template("stores/choose_till.html", store=store, waiting=_waiting(store))


@room.route("/<public_id>/deactivate", methods=["GET", "POST"])
@needs(Deed.MANAGE_STORES)
def deactivate(public_id: str) -> ResponseReturnValue:
    """Says first what happens to the tills."""
    store = store_or_404(public_id)
    if request.method == "POST":
        deactivate_store(db.session(), store, now())
        flash(_("%(name)s is inactive.", name=store.name), "success")
        return redirect(url_for("stores.show", public_id=public_id), 303)
    running = [till for till in tills_of(db.session(), store) if is_running(till.status)]
    return render_template("stores/deactivate.html", store=store, running=running, heard=_heard(running))


def _waiting(store: Store) -> list[DeviceRow]:
    return [till for till in tills_of(db.session(), store) if is_available(till.status)]


def _make_code(till: DeviceRow) -> None:
    """A code that is shown already stays as it is: somebody may be typing it."""
    device = find_device(db.session(), till.public_id)
    if device is None or find_live_code(db.session(), device, now()):
        return
    try:
        offer_code(db.session(), device, now(), current_app.config["SECRET_KEY"])
    except Refusal as refusal:
        show_refusal(refusal)


def _heard(tills: list[DeviceRow]) -> dict[int, object]:
    """When each till last called."""
    contacts = current_app.extensions["contacts"].last(f"device:{till.id}" for till in tills)
    return {till.id: contacts[f"device:{till.id}"].at for till in tills if f"device:{till.id}" in contacts}
