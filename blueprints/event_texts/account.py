"""What happened to the account, its users and its staff, as sentences of the history."""

from flask_babel import gettext as _

from blueprints.event_texts.texts import Texts

TEXTS: Texts = {
    "account.opened": lambda **_f: _("Account opened"),
    "account.edited": lambda **_f: _("Business account changed"),
    "account.tills_edited": lambda **_f: _("Settings of the tills changed"),
    "account.origins_edited": lambda **_f: _("Addresses of the till app changed"),
    "account.check_notice_edited": lambda **_f: _("Recipients of the opening check changed"),
    "account.webhook_secret_renewed": lambda **_f: _("New secret of the webhook made"),
    "account.employees_imported": lambda added, changed, **_f: _(
        "Employees imported: %(added)d new, %(changed)d changed", added=added, changed=changed
    ),
    "account.import_of_employees_undone": lambda **_f: _("Import of employees taken back"),
    "user.added": lambda **_f: _("Added to the back office"),
    "user.edited": lambda **_f: _("Profile changed"),
    "user.role_changed": lambda **_f: _("Role changed"),
    "user.password_changed": lambda **_f: _("Password changed"),
    "user.removed": lambda **_f: _("Removed from the back office"),
    "employee.added": lambda **_f: _("Employee added"),
    "employee.edited": lambda **_f: _("Employee changed"),
    "employee.removed": lambda **_f: _("Employee removed"),
}
