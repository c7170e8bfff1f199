"""The dialog *Adopt into the back office*: what becomes of each chosen one of a till's own goods, then the deed."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from blueprints.devices import room
from blueprints.devices.lookup import device_or_404
from blueprints.edge import now
from blueprints.permissions import needs
from domain.adoption import Way
from domain.permissions import Deed
from extensions import db
from models import Device
from services.local_products.adoption import Adopted, Choice, adopt_local_products, offer_adoption

#: lines that the dialog spells out; troubles come first, and all of them are counted
SHOWN = 20


class AdoptionForm(FlaskForm):
    """What to do where a barcode is taken; which goods it is about stands in the page's own fields."""

    way = RadioField(
        _l("Where the barcode already belongs to a product"),
        choices=[
            SelectChoice(Way.LINK.value, _l("Link with that product")),
            SelectChoice(Way.WITHOUT.value, _l("Adopt without it")),
        ],
        default=Way.LINK.value,
    )


@room.route("/<public_id>/local-products/adopt", methods=["GET", "POST"])
@needs(Deed.MANAGE_CATALOGUE)
def adopt_local_products_of(public_id: str) -> ResponseReturnValue:
    """Some of one till's goods, or all of them."""
    return _adopt(device_or_404(public_id, deleted=True))


@room.route("/local-products/adopt", methods=["GET", "POST"])
@needs(Deed.MANAGE_CATALOGUE)
def adopt_from_tills() -> ResponseReturnValue:
    """Some of what exists only on tills, or all of it."""
    return _adopt(None)


def _adopt(device: Device | None) -> ResponseReturnValue:
    form, choice = AdoptionForm(), _choice(device)
    if not form.is_submitted():
        return _page(form, choice), 200
    if form.way.data is None:
        form.way.data = Way.LINK.value  # the page asked nothing, because nothing is taken
    if not form.validate():
        return _page(form, choice), 422
    adopted = adopt_local_products(db.session(), choice, Way(form.way.data), now())
    if not adopted.new + adopted.linked + adopted.already:
        abort(404)
    flash(_said(adopted), "success")
    return redirect(_list_of(device), 303)


def _choice(device: Device | None) -> Choice:
    """`all`, or each `good` by its id; from the address, and then from the form."""
    asked = request.values
    return Choice(device, None if asked.get("all") else tuple(dict.fromkeys(asked.getlist("good"))))


def _page(form: AdoptionForm, choice: Choice) -> str:
    offers = offer_adoption(db.session(), choice)
    troubled = [offer for offer in offers if offer.plan.taken or offer.plan.unreadable]
    plain = [offer for offer in offers if not (offer.plan.taken or offer.plan.unreadable)]
    return render_template(
        "devices/local_products_adopt.html",
        form=form,
        choice=choice,
        total=len(offers),
        taken=sum(bool(offer.plan.taken) for offer in offers),
        shown=(troubled + plain)[:SHOWN],
        back_url=_list_of(choice.device),
        currency=current_user.account.currency,
    )


def _list_of(device: Device | None) -> str:
    if device is None:
        return url_for("devices.all_local_products")
    return url_for("devices.local_products", public_id=device.public_id)


def _said(adopted: Adopted) -> str:
    sentences = []
    if adopted.new:
        sentences.append(
            ngettext(
                "%(num)d product was adopted into the back office.",
                "%(num)d products were adopted into the back office.",
                adopted.new,
            )
        )
    if adopted.linked:
        sentences.append(
            ngettext(
                "%(num)d was linked with the product that has its barcode.",
                "%(num)d were linked with the products that have their barcodes.",
                adopted.linked,
            )
        )
    if not sentences:
        return _("They had been adopted already.")
    return " ".join(sentences)
