"""Refusals of the way in, of settings, and of any form."""

from flask_babel import gettext as _

from blueprints.refusal_texts.texts import Texts

TEXTS: Texts = {
    "email_taken": lambda **_f: _("This e-mail is already used. Sign in instead, or use another one."),
    "email_invalid": lambda **_f: _("This does not look like an e-mail address."),
    "password_too_short": lambda minimum, **_f: _(
        "At least %(minimum)d characters, please.", minimum=minimum
    ),
    "password_wrong": lambda **_f: _("This is not your present password."),
    "bad_credentials": lambda **_f: _("The e-mail or the password is wrong."),
    "too_many_tries": lambda **_f: _("Too many wrong attempts. Wait a few minutes, then try again."),
    "sign_up_closed": lambda **_f: _("This server does not take new accounts."),
    "required": lambda **_f: _("Please fill in this field."),
    "too_long": lambda maximum, **_f: _("At most %(maximum)d characters, please.", maximum=maximum),
    "country_unknown": lambda **_f: _("Choose a country from the list."),
    "currency_unknown": lambda **_f: _("Choose a currency from the list."),
    "language_unknown": lambda **_f: _("Choose a language from the list."),
    "timezone_unknown": lambda **_f: _("Choose a time zone from the list."),
}
