"""The form of a store."""

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from blueprints.languages import CHOICES
from blueprints.places import timezone_choices
from domain.places import COUNTRIES
from models import Account, StoreLogo
from services.stores.logo_pictures import Method
from services.stores.stores import StoreFields


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


#: how grey becomes black and white, in the reader's words
METHODS = {
    Method.SHARP: _l("Sharp: best for letters and lines"),
    Method.SHADES: _l("Shades: best for photographs"),
}


class LogoFileForm(FlaskForm):
    """A picture from the owner's disk."""

    picture = FileField(_l("Picture"))


class LogoForm(FlaskForm):
    """How the logo that is there is printed."""

    method = RadioField(
        _l("How it is printed"),
        choices=[SelectChoice(method.value, words) for method, words in METHODS.items()],
        validate_choice=False,
    )
    is_printed = BooleanField(_l("Print the logo on receipts"))

    @classmethod
    def showing(cls, logo: StoreLogo) -> "LogoForm":
        """The form as the logo is now."""
        return cls(data={"method": logo.method, "is_printed": logo.is_printed})
