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
    "too_many_trials": lambda **_f: _("Those were many trials. Wait an hour before the next one."),
}
