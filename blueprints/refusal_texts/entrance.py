"""Refusals of the way in, of settings, and of any form."""

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.refusal_texts.texts import Texts

TEXTS: Texts = {
    "email_taken": lambda **_f: _("This e-mail is already used. Sign in instead, or use another one."),
    "email_invalid": lambda **_f: _("This does not look like an e-mail address."),
    "password_too_short": lambda minimum, **_f: ngettext(
        "At least %(num)d character, please.", "At least %(num)d characters, please.", minimum
    ),
    "password_wrong": lambda **_f: _("This is not your present password."),
    "bad_credentials": lambda **_f: _("The e-mail or the password is wrong."),
    "too_many_tries": lambda **_f: _("Too many wrong attempts. Wait a few minutes, then try again."),
    "sign_up_closed": lambda **_f: _("This server already has its business account. Sign in instead."),
    "required": lambda **_f: _("Please fill in this field."),
    "too_long": lambda maximum, **_f: ngettext(
        "At most %(num)d character, please.", "At most %(num)d characters, please.", maximum
    ),
    "country_unknown": lambda **_f: _("Choose a country from the list."),
    "currency_unknown": lambda **_f: _("Choose a currency from the list."),
    "language_unknown": lambda **_f: _("Choose a language from the list."),
    "timezone_unknown": lambda **_f: _("Choose a time zone from the list."),
    "role_unknown": lambda **_f: _("Choose a role from the list."),
    "last_owner": lambda **_f: _(
        "This is the only owner. Make another person owner first: somebody has to manage the account."
    ),
}
