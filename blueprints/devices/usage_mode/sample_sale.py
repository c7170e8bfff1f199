"""The dry run: what this till would print for a sample basket, on which printer, and why. Nothing is printed."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from blueprints.devices import room
from blueprints.devices.usage_mode.addresses import device_or_404
from blueprints.devices.usage_mode.sample_basket import SampleBasket, read_basket
from blueprints.devices.usage_mode.sample_sale_words import LATER, PaperRow, paper_row
from blueprints.peripheral_rows import rows_of
from domain.names import DeviceStatus
from domain.sample_sale import try_sale
from extensions import db
from models import Device
from services.catalogue.product_offers import offer_products
from services.tills.device_lookup import find_device
from services.usage_mode.sample_sales import equipment_of, machines_of, tills_to_try, used_by

#: what another till takes over
CARRIED = ("chosen", "product", "quantity", "paid", "q")


@room.get("/<public_id>/usage-mode/try")
@login_required
def sample_sale(public_id: str) -> ResponseReturnValue:
    """Fill a basket and see where everything would come out; `till` leads to another one with the same basket."""
    device, wanted = device_or_404(public_id), request.args.get("till", public_id)
    other = device if wanted == public_id else find_device(db.session(), wanted)
    if other is not None and other is not device:
        return redirect(_address_of(other))
    part = request.headers.get("HX-Target") == "sample-sale"
    if other is None and part:  # its field stands outside the part that is drawn anew
        return redirect(request.full_path)
    basket = read_basket()
    return render_template(
        f"devices/{'_sample_sale' if part else 'sample_sale'}.html",
        device=device,
        is_at_work=device.status == DeviceStatus.ACTIVATED,
        tills=[] if part else tills_to_try(db.session(), device),
        till_error=None if other else _("This POS was deleted or is not yours. Choose another one."),
        basket=basket,
        offer=offer_products(db.session(), request.args.get("q", "")),
        **_papers(device, basket),
    )


def _address_of(device: Device) -> str:
    """The same basket at another till."""
    carried: dict[str, Any] = {
        name: values for name, values in request.args.lists() if name in CARRIED and values != [""]
    }
    return url_for("devices.sample_sale", public_id=device.public_id, **carried)


def _papers(device: Device, basket: SampleBasket) -> dict[str, list[PaperRow]]:
    """What comes with the sale, and what at other times."""
    equipment = equipment_of(db.session(), device)
    rows = {row.peripheral.id: row for row in rows_of(machines_of(equipment))}
    used = used_by(equipment, {key: row.code for key, row in rows.items()})
    outcomes = try_sale(basket.sale, used)
    return {
        "papers": [paper_row(one, device, rows) for one in outcomes if one.paper not in LATER],
        "later": [paper_row(one, device, rows) for one in outcomes if one.paper in LATER],
    }
