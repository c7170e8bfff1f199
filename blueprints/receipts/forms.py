"""The forms of the room: a copy on paper, and the quarantine."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Length


class CopyForm(FlaskForm):
    """Where a copy comes out; whether that printer is still there is asked when it prints."""

    printer = SelectField(_l("Receipt printer"), validate_choice=False)


class RepairForm(FlaskForm):
    """The entry as it should have been."""

    content = TextAreaField(
        _l("The repaired entry"),
        description=_l("JSON, as a till would send it. The original is kept as it came."),
    )


class SetAsideForm(FlaskForm):
    """Why an entry is none."""

    note = StringField(
        _l("Note"),
        [Length(max=400, message=_l("At most 400 letters."))],
        description=_l("For example: a test by the technician."),
    )
