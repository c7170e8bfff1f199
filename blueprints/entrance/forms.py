"""What people type on the way in."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired
from wtforms.widgets import HiddenInput

from blueprints.languages import CHOICES

FILLED_IN = DataRequired(_l("Please fill in this field."))
LANGUAGE_CHOICES = {language.code: language.name for language in CHOICES}


class WelcomeForm(FlaskForm):
    """First run: the business account and its owner. The services check what the lists offer."""

    account_name = StringField(_l("Name of your business"), [FILLED_IN])
    owner_name = StringField(_l("Your name"), [FILLED_IN])
    email = EmailField(_l("E-mail"), [FILLED_IN])
    password = PasswordField(_l("Password"), [FILLED_IN])
    language = SelectField(_l("Language"), choices=LANGUAGE_CHOICES, validate_choice=False)
    country = SelectField(_l("Country"), validate_choice=False)
    currency = SelectField(_l("Currency"), validate_choice=False)
    timezone = SelectField(_l("Time zone"), validate_choice=False)
    #: the country that currency and time zone were proposed for; differs when no script refreshed them
    proposed_for = StringField(widget=HiddenInput())


class FirstStoreForm(FlaskForm):
    """The first store."""

    name = StringField(_l("Name of the store"), [FILLED_IN])
    timezone = SelectField(_l("Time zone"), validate_choice=False)
    language = SelectField(_l("Language of the paper"), choices=LANGUAGE_CHOICES, validate_choice=False)


class FirstDeviceForm(FlaskForm):
    """The first POS device."""

    name = StringField(_l("Name of the POS"), [FILLED_IN])


class SignInForm(FlaskForm):
    """E-mail and password."""

    email = EmailField(_l("E-mail"), [FILLED_IN])
    password = PasswordField(_l("Password"), [FILLED_IN])
    remember = BooleanField(_l("Stay signed in on this computer"))
