"""What people type about an employee."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, PasswordField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from blueprints.languages import CHOICES
from blueprints.till_words import TILL_DEEDS
from domain.names import EmployeeRole
from models import Store

FILLED_IN = DataRequired(_l("Please fill in this field."))
ROLES = {
    EmployeeRole.CASHIER: _l("Cashier"),
    EmployeeRole.MANAGER: _l("Manager"),
    EmployeeRole.OWNER: _l("Owner"),
}


class EmployeeForm(FlaskForm):
    """An employee. The PIN is never shown again: an empty field leaves it as it is."""

    name = StringField(_l("Full name"), [FILLED_IN])
    login_id = StringField(_l("Login ID"), [FILLED_IN])
    role = RadioField(
        _l("Role"),
        choices=[SelectChoice(str(role), name) for role, name in ROLES.items()],
        validate_choice=False,
    )
    permitted = RadioField(
        _l("Permissions at the till"),
        choices=[
            SelectChoice("role", _l("As the role")),
            SelectChoice("chosen", _l("Chosen for this person")),
        ],
        default="role",
        validate_choice=False,
    )
    permissions = SelectMultipleField(
        _l("Chosen permissions"),
        choices=[SelectChoice(str(deed), name) for deed, name in TILL_DEEDS.items()],
        validate_choice=False,
    )
    stores = SelectMultipleField(_l("Stores"), validate_choice=False)
    pin = PasswordField(_l("PIN"), [Optional()])
    remove_pin = BooleanField(_l("Remove the PIN"))
    language = SelectField(
        _l("Language at the till"),
        choices={language.code: language.name for language in CHOICES},
        validate_choice=False,
    )

    def offer_stores(self, stores: list[Store]) -> None:
        """Put the account's stores on the list."""
        self.stores.choices = {store.public_id: store.name for store in stores}


class ImportForm(FlaskForm):
    """A list of employees."""

    file = FileField(_l("CSV or Excel file"))


class AssignForm(FlaskForm):
    """Which people, which stores, and what happens."""

    people = SelectMultipleField(_l("Employees"), validate_choice=False)
    way = RadioField(
        _l("What happens"),
        choices=[
            SelectChoice("add", _l("Add these stores")),
            SelectChoice("only", _l("Only these stores")),
            SelectChoice("remove", _l("Take these stores away")),
        ],
        default="add",
        validate_choice=False,
    )
    stores = SelectMultipleField(_l("Stores"), validate_choice=False)


class RemoveForm(FlaskForm):
    """Nothing to fill in: only the deed."""
