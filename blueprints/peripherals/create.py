"""Add a peripheral of any kind; for a field of a device's usage mode the new one is assigned at once."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from blueprints.edge import lead_back, now
from blueprints.peripheral_words import ADD, ICONS, KINDS, ROLES
from blueprints.peripherals import room
from blueprints.peripherals.forms import PeripheralForm
from blueprints.peripherals.found_rows import read_found, row_of
from blueprints.peripherals.offers import offer, prefer_place_of, show_discovery
from blueprints.peripherals.reading import read_form
from blueprints.peripherals.wish import Wish, read_wish
from blueprints.peripherals.words import PURPOSES, WAY_HINTS, WAY_ICONS
from blueprints.permissions import needs
from blueprints.refusals import sentence_for, show_refusal
from domain.names import PeripheralKind
from domain.peripherals import PRINTERS
from domain.permissions import Deed
from domain.refusal import Refusal
from extensions import db
from models import Peripheral
from services.activation.activation import lock_device
from services.peripherals.peripherals import add_peripheral, find_peripheral
from services.store_servers.discoveries import adopt_discovery
from services.usage_mode.assignments import assign_peripheral

#: how many found things a form proposes, the newest first
OFFERED = 5
Page = str | Response | tuple[str, int]


@room.route("/new", methods=["GET", "POST"])
@needs(Deed.MANAGE_PERIPHERALS)
def create() -> Page:
    """Add a peripheral; without `kind`, say first what it is.

    `?device=…&role=…` comes from the [+] of a picker (A7-A11, A17), `?found=…` from what a box found.
    """
    wish = read_wish(db.session())
    if wish.found is not None and (known := _already_added(wish)):
        return known
    if wish.kind is None:
        return _ask_for_kind(wish)
    form = PeripheralForm(wish.kind)
    offer(form, db.session())
    if not form.is_submitted():
        _propose(form, wish)
        return _show_form(form, wish, wish.kind), 200
    try:
        return _after_adding(_add(form, wish), wish)
    except Refusal as refusal:
        show_refusal(refusal, form)
        return _show_form(form, wish, wish.kind), 422


def _already_added(wish: Wish) -> Response | None:
    """What was found belongs to the account already: go there instead of adding it twice."""
    if (
        wish.found is not None and request.method == "POST"
    ):  # of two people who add it at once, the second one waits here
        db.session.refresh(wish.found, with_for_update=True)
    peripheral = wish.found.peripheral if wish.found else None
    if peripheral is None or find_peripheral(db.session(), peripheral.public_id) is None:
        return None
    flash(_("%(name)s is in your account already.", name=peripheral.name), "info")
    return redirect(url_for("peripherals.show", public_id=peripheral.public_id))


def _ask_for_kind(wish: Wish) -> Page:
    is_wrong = wish.is_kind_wrong or request.method == "POST"
    page = render_template(
        "peripherals/choose.html",
        wish=wish,
        kinds=KINDS,
        icons=ICONS,
        purposes=PURPOSES,
        roles=ROLES,
        error=sentence_for(Refusal("kind_unknown")) if is_wrong else None,
    )
    return page, 422 if is_wrong else 200


def _propose(form: PeripheralForm, wish: Wish) -> None:
    if wish.device is not None:
        prefer_place_of(form, wish.device, db.session())
    if wish.found is not None:
        show_discovery(form, wish.found)


def _show_form(form: PeripheralForm, wish: Wish, kind: PeripheralKind) -> str:
    offered = [] if wish.found else read_found()
    return render_template(
        "peripherals/create.html",
        form=form,
        wish=wish,
        title=ADD[kind],
        way_hints=WAY_HINTS,
        way_icons=WAY_ICONS,
        found=[row_of(thing) for thing in offered if thing.kind_guess == kind][:OFFERED],
    )


def _add(form: PeripheralForm, wish: Wish) -> Peripheral:
    """The deed: all of it or, when anything is refused, nothing."""
    session = db.session()
    if wish.device is not None and wish.role is not None:
        lock_device(session, wish.device.id)  # before what will hang on it, as whoever assigns
    peripheral = add_peripheral(session, read_form(form, session), now())
    if wish.found is not None:
        adopt_discovery(wish.found, peripheral)
    if wish.device is not None and wish.role is not None:
        assign_peripheral(session, wish.device, wish.role, peripheral, now())
    return peripheral


def _after_adding(peripheral: Peripheral, wish: Wish) -> Response:
    if wish.device is not None and wish.role is not None:
        flash(_("%(name)s was added and assigned.", name=peripheral.name), "success")
        return lead_back(wish.back_url)
    if peripheral.kind in PRINTERS and peripheral.store_server is not None:
        flash(_("%(name)s was added. Try a test print.", name=peripheral.name), "success")
    else:
        flash(_("%(name)s was added.", name=peripheral.name), "success")
    return redirect(url_for("peripherals.show", public_id=peripheral.public_id))
