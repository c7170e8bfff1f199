"""The form of a store server."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField

from models import Store


class StoreServerForm(FlaskForm):
    """A name and, for a new one, the store in which the box stands."""

    name = StringField(_l("Name"), description=_l("Where the box stands, for example “Back room”."))
    store = SelectField(_l("Store"), validate_choice=False)

    def offer(self, stores: list[Store]) -> None:
        """Fill the drop-down list."""
        self.store.choices = [(store.public_id, store.name) for store in stores]
