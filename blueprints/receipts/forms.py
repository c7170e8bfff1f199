"""The forms of the quarantine."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import Length


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
