"""The forms of a POS: name and store, how to deactivate, whether to delete all the same."""

from collections.abc import Callable

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice

from blueprints.refusals import show_refusal
from domain.names import StoreStatus
from domain.refusal import Refusal
from domain.text import required_name
from extensions import db
from models import Device, Store

DRAIN, NOW = "drain", "now"


class DeviceForm(FlaskForm):
    """What a person says of a POS; the rules check it, so that page and command agree."""

    name = StringField(_l("Name"), description=_l("As the people in the shop call it, e.g. “Till 1”."))
    store = SelectField(_l("Store"), validate_choice=False)
    also_serves = SelectMultipleField(_l("Also serves these stores"), validate_choice=False)
    #: the seal of the move that somebody has read
    confirmed = HiddenField()

    def offer(self, device: Device | None = None) -> list[Store]:
        """Fill the list with the active stores, and with the store in which the POS stands."""
        stores = [
            store
            for store in db.session.scalars(select(Store).order_by(Store.name))
            if store.status == StoreStatus.ACTIVE or (device is not None and store.id == device.store_id)
        ]
        choices = [SelectChoice(store.public_id, store.name) for store in stores]
        first = [] if len(choices) == 1 else [SelectChoice("", _l("Choose a store"))]
        self.store.choices = first + choices
        served = {store.public_id: store.name for store in device.also_serves} if device else {}
        self.also_serves.choices = {store.public_id: store.name for store in stores} | served
        return stores

    def chosen_store(self) -> Store:
        """The store that was chosen. Raises Refusal `required` or `store_unknown` at `store`."""
        if not self.store.data:
            raise Refusal("required", "store")
        store = db.session.scalars(select(Store).where(Store.public_id == self.store.data)).first()
        if store is None:
            raise Refusal("store_unknown", "store")
        return store

    def further_stores(self) -> list[Store]:
        """The stores that were ticked. Raises Refusal `store_unknown` at `also_serves`."""
        wanted = set(self.also_serves.data or ())
        stores = list(db.session.scalars(select(Store).where(Store.public_id.in_(wanted)))) if wanted else []
        if len(stores) < len(wanted):
            raise Refusal("store_unknown", "also_serves")
        return stores

    def is_complete(self) -> bool:
        """Whether name and stores can be used; says at each field what is wrong, all at once."""
        checks: tuple[Callable[[], object], ...] = (
            lambda: required_name(self.name.data or "", "name", 80),
            self.chosen_store,
            self.further_stores,
        )
        wrong = [check for check in checks if not self._holds(check)]
        return not wrong

    def _holds(self, check: Callable[[], object]) -> bool:
        try:
            check()
        except Refusal as refusal:
            show_refusal(refusal, self)
            return False
        return True


class DeactivationForm(FlaskForm):
    """Drain first, or at once."""

    way = RadioField(
        _l("How"),
        choices=[SelectChoice(DRAIN, _l("Send everything first")), SelectChoice(NOW, _l("Deactivate now"))],
        default=DRAIN,
    )


class DeletionForm(FlaskForm):
    """Deletes; with things in the way only after a tick."""

    anyway = BooleanField(_l("Delete all the same: these things cannot be put in order any more"))
