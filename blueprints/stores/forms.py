"""The form of a store."""

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from blueprints.languages import CHOICES
from blueprints.places import timezone_choices
from domain.places import COUNTRIES
from models import Account
from services.stores import StoreFields


class StoreForm(FlaskForm):
    """What a person says of a store; the rules check it, so that page and command agree."""

    name = StringField(_l("Name"), description=_l("As customers know it, for example a street or a town."))
    address = TextAreaField(_l("Address"), [Optional()])
    timezone = SelectField(_l("Time zone"), validate_choice=False)
    language = SelectField(
        _l("Language of the paper"),
        choices={language.code: language.name for language in CHOICES},
        validate_choice=False,
    )
    receipt_header = TextAreaField(_l("Text at the top of receipts"), [Optional()])
    receipt_footer = TextAreaField(_l("Text at the end of receipts"), [Optional()])

    def offer(self, account: Account) -> None:
        """Fill the lists: the time zones of the account's country first; proposals for a new store."""
        self.timezone.choices = timezone_choices(str(get_locale() or "en"), account.country)
        if not self.is_submitted():
            self.timezone.data = self.timezone.data or COUNTRIES[account.country].timezone
            self.language.data = self.language.data or account.language

    def fields(self) -> StoreFields:
        """What the person said, as the deed takes it."""
        return StoreFields(
            name=self.name.data or "",
            address=self.address.data or "",
            timezone=self.timezone.data or "",
            language=self.language.data or "",
            receipt_header=self.receipt_header.data or "",
            receipt_footer=self.receipt_footer.data or "",
        )
