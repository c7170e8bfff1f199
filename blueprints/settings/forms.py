"""What people type in the settings."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from blueprints.languages import CHOICES
from blueprints.till_words import LOGIN_MODES
from domain.names import UserRole

FILLED_IN = DataRequired(_l("Please fill in this field."))
LANGUAGES = {language.code: language.name for language in CHOICES}
ROLES = {
    str(UserRole.OWNER): _l("Owner"),
    str(UserRole.MANAGER): _l("Manager"),
    str(UserRole.VIEWER): _l("Viewer"),
}
ROLE_CHOICES = [SelectChoice(value, name) for value, name in ROLES.items()]


class AccountForm(FlaskForm):
    """The business account."""

    name = StringField(_l("Name of your business"), [FILLED_IN])
    tax_id = StringField(_l("Tax number"), [Optional()])
    address = TextAreaField(_l("Address"), [Optional()])


class TillsForm(FlaskForm):
    """What all tills have in common."""

    login_mode = RadioField(
        _l("How people sign in at tills"),
        choices=[SelectChoice(str(mode), name) for mode, name in LOGIN_MODES.items()],
        validate_choice=False,
    )
    cash_management = BooleanField(_l("Cash management"))
    shifts_required = BooleanField(_l("Shifts required"))


class OriginsForm(FlaskForm):
    """From where pages of the till app come."""

    origins = TextAreaField(_l("Addresses of the till app"), [Optional()])


class ConfirmTillsForm(FlaskForm):
    """What was chosen for all tills, once more, now that it was said what it means."""

    login_mode = HiddenField()
    cash_management = HiddenField()
    shifts_required = HiddenField()
    confirmed = HiddenField()


class AddPersonForm(FlaskForm):
    """Somebody new in the back office, with a first password."""

    name = StringField(_l("Full name"), [FILLED_IN])
    email = EmailField(_l("E-mail"), [FILLED_IN])
    role = RadioField(_l("Role"), choices=ROLE_CHOICES, validate_choice=False)
    password = PasswordField(_l("First password"), [FILLED_IN])
    language = SelectField(_l("Language"), choices=LANGUAGES, validate_choice=False)


class RoleForm(FlaskForm):
    """Another role."""

    role = RadioField(_l("Role"), choices=ROLE_CHOICES, validate_choice=False)


class RemoveForm(FlaskForm):
    """Nothing to fill in: only the deed."""


class ProfileForm(FlaskForm):
    """One's own name, e-mail and language."""

    name = StringField(_l("Your name"), [FILLED_IN])
    email = EmailField(_l("E-mail"), [FILLED_IN])
    language = SelectField(_l("Language"), choices=LANGUAGES, validate_choice=False)


class PasswordForm(FlaskForm):
    """The present password and the new one."""

    present = PasswordField(_l("Present password"), [FILLED_IN])
    new = PasswordField(_l("New password"), [FILLED_IN])
