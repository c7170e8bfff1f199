"""Refusals about the settings of the business."""

from flask_babel import gettext as _

from blueprints.refusal_texts.texts import Texts

TEXTS: Texts = {
    "origin_invalid": lambda origin, **_f: _(
        "“%(origin)s” is no address of an app. It looks like https://till.example or http://192.168.1.9:8080, "
        "with nothing behind it.",
        origin=origin,
    ),
    "too_many_origins": lambda maximum, **_f: _("%(maximum)d addresses at most, please.", maximum=maximum),
    "email_of_list_invalid": lambda email, **_f: _(
        "“%(email)s” does not look like an e-mail address.", email=email
    ),
    "too_many_emails": lambda maximum, **_f: _("%(maximum)d addresses at most, please.", maximum=maximum),
    "webhook_invalid": lambda **_f: _(
        "This is no address of a webhook. It begins with https:// or http://, without user name and password."
    ),
    "nip_invalid": lambda **_f: _(
        "This is no NIP: it has 10 digits, the last of which checks the others. One is wrong or missing."
    ),
    "inn_invalid": lambda **_f: _(
        "This is no Russian taxpayer number (INN): it has 10 or 12 digits, the last of which check the others. "
        "One is wrong or missing."
    ),
    "siret_invalid": lambda **_f: _(
        "This is no SIRET (14 digits), SIREN (9 digits) or French VAT number (FR and 11 signs): "
        "a digit is wrong or missing."
    ),
    "tax_number_invalid": lambda **_f: _(
        "A tax number has at least 4 letters or digits, one digit among them; between them may stand spaces, dots, "
        "dashes and slashes."
    ),
    "too_many_trials": lambda **_f: _("Those were many trials. Wait an hour before the next one."),
}
