"""What people type about releases of the till program."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Optional

from blueprints.app_releases.words import CHANNELS

FILLED_IN = DataRequired(_l("Please fill in this field."))
CHANNEL_CHOICES = [SelectChoice(value, name) for value, name in CHANNELS.items()]


class UploadForm(FlaskForm):
    """A new version with its file and what proves that it is the publisher's."""

    file = FileField(_l("File"), [DataRequired(_l("Please choose a file."))])
    signature = TextAreaField(_l("Signature"), [FILLED_IN])
    version = StringField(_l("Version"), [FILLED_IN])
    platform = StringField(_l("Platform"), [FILLED_IN])
    channel = RadioField(_l("Channel"), choices=CHANNEL_CHOICES, default="stable", validate_choice=False)
    notes_en = TextAreaField(_l("What is new, in English"), [Optional()])
    notes_fr = TextAreaField(_l("What is new, in French"), [Optional()])
    notes_pl = TextAreaField(_l("What is new, in Polish"), [Optional()])
    notes_ru = TextAreaField(_l("What is new, in Russian"), [Optional()])

    @property
    def notes(self) -> dict[str, str]:
        """Language → what is new."""
        languages = ("en", "fr", "pl", "ru")
        return {language: self[f"notes_{language}"].data or "" for language in languages}


class RollOutForm(FlaskForm):
    """Whom a release reaches."""

    percentage = IntegerField(_l("Share of the tills"))
    stores = SelectMultipleField(_l("Only these stores"), [Optional()], validate_choice=False)
    devices = SelectMultipleField(_l("Only these tills"), [Optional()], validate_choice=False)


class KeyForm(FlaskForm):
    """A publisher's public key."""

    name = StringField(_l("Publisher"), [FILLED_IN])
    public_key = TextAreaField(_l("Public key"), [FILLED_IN])


class ChannelForm(FlaskForm):
    """Which channel the tills follow."""

    channel = RadioField(_l("Channel"), choices=CHANNEL_CHOICES, validate_choice=False)


class MinimumForm(FlaskForm):
    """The oldest version that still gets new data."""

    platform = SelectField(_l("Platform"), validate_choice=False)
    version = StringField(_l("Minimum version"), [Optional()])


class ConfirmMinimumForm(FlaskForm):
    """The same once more, now that a person has read what it means."""

    platform = HiddenField()
    version = HiddenField()
    confirmed = HiddenField()


class DeedForm(FlaskForm):
    """Nothing to fill in: only the deed."""
