"""Refusals about employees."""

from flask_babel import gettext as _

from blueprints.refusal_texts.texts import Texts

TEXTS: Texts = {
    "login_id_taken": lambda **_f: _("Another employee has this login ID already."),
    "login_id_invalid": lambda **_f: _("Letters, digits, dots, dashes and underscores only, please."),
    "login_mode_unknown": lambda **_f: _("Choose how people sign in."),
    "permission_unknown": lambda **_f: _("Choose from the list of permissions."),
    "permissions_required": lambda **_f: _("Choose at least one permission."),
    "stores_required": lambda **_f: _("Choose at least one store."),
    "pin_invalid": lambda shortest, longest, **_f: _(
        "%(shortest)d to %(longest)d digits, please.", shortest=shortest, longest=longest
    ),
}
