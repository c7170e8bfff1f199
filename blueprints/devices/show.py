"""The card of a POS: overview and receipts."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import login_required

from blueprints.app_cells import app_card
from blueprints.devices import room
from blueprints.devices.data import data_rows
from blueprints.devices.facts import Facts, facts_of
from blueprints.devices.lookup import device_or_404
from domain.names import DeviceStatus
from extensions import db
from services.devices.devices import number_prefix
from services.tills.device_facts import list_receipts

RECEIPTS_SHOWN = 20


@room.get("/<public_id>")
@login_required
def show(public_id: str) -> ResponseReturnValue:
    """Overview: status, the till and what it still holds. A deleted POS can be looked at, too."""
    device = device_or_404(public_id, deleted=True)
    facts = facts_of(device)
    prefix = number_prefix(device, device.generation) if device.generation else None
    return render_template(
        "devices/show.html",
        device=device,
        facts=facts,
        prefix=prefix,
        seen=_fingerprint(facts),
        data=data_rows(device),
        app_card=app_card(device),
    )


@room.get("/<public_id>/draining")
@login_required
def draining(public_id: str) -> ResponseReturnValue:
    """What a draining till still has to send; the whole card is drawn again as soon as it is done."""
    device = device_or_404(public_id)
    if device.status != DeviceStatus.DRAINING:
        return Response(status=204, headers={"HX-Refresh": "true"})
    facts = facts_of(device)
    if request.args.get("seen") == _fingerprint(facts):
        return Response(status=204)
    return render_template("devices/_draining.html", device=device, facts=facts, seen=_fingerprint(facts))


@room.get("/<public_id>/receipts")
@login_required
def receipts(public_id: str) -> ResponseReturnValue:
    """The latest receipts of this POS; they stay when it is deleted (B16)."""
    device = device_or_404(public_id, deleted=True)
    found = list_receipts(db.session(), device, RECEIPTS_SHOWN)
    return render_template("devices/receipts.html", device=device, receipts=found)


def _fingerprint(facts: Facts) -> str:
    """Changes when the page would show something else, so that an unchanged one is not drawn again."""
    report = facts.report
    return f"{report.reported_at.timestamp():.0f}-{report.ack_through}" if report else "none"
