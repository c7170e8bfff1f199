"""Refusals about employees."""

from flask_babel import gettext as _

from blueprints.refusal_texts.tables import column_missing
from blueprints.refusal_texts.texts import Texts
from domain.employee_file import HEADINGS

TEXTS: Texts = {
    "login_id_taken": lambda **_f: _("Another employee has this login ID already."),
    "login_id_invalid": lambda **_f: _("Letters, digits, dots, dashes and underscores only, please."),
    "login_mode_unknown": lambda **_f: _("Choose how people sign in."),
    "permission_unknown": lambda **_f: _("Choose from the list of permissions."),
    "permissions_required": lambda **_f: _("Choose at least one permission."),
    "staff_column_missing": lambda column, **_f: column_missing(HEADINGS, column),
    "pin_column": lambda **_f: _(
        "This file has a column with PINs. Take it out: PINs have no place in a file, set them one by one."
    ),
    "login_id_twice": lambda line, **_f: _("Line %(line)d has this login ID already.", line=line),
    "store_not_here": lambda store, **_f: _("There is no store “%(store)s”.", store=store),
    "import_not_undoable": lambda **_f: _("This import cannot be taken back any more."),
    "people_required": lambda **_f: _("Choose at least one employee."),
    "deed_unknown": lambda **_f: _("Choose what happens."),
    "store_left_none": lambda name, **_f: _("%(name)s would be left without a store.", name=name),
    "stores_required": lambda **_f: _("Choose at least one store."),
    "pin_invalid": lambda shortest, longest, **_f: _(
        "%(shortest)d to %(longest)d digits, please.", shortest=shortest, longest=longest
    ),
}
