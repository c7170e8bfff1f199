"""What happened to stores, as sentences of the history."""

from flask_babel import gettext as _
from flask_babel import ngettext

from blueprints.event_texts.texts import Texts
from domain.opening_checks import Answer, answer_of


def _checked(to_see_to: int, tills: int | None) -> str:
    answer = answer_of(to_see_to, tills)
    if answer == Answer.NO_TILL:
        return _("Checked by hand: nothing to check yet, no till is activated.")
    if answer == Answer.READY:
        return _("Checked by hand: ready to open.")
    return ngettext(
        "Checked by hand: %(num)s thing to see to.", "Checked by hand: %(num)s things to see to.", to_see_to
    )


TEXTS: Texts = {
    "store.created": lambda **_f: _("Created."),
    "store.edited": lambda **_f: _("Its data were changed."),
    "store.activated": lambda **_f: _("Activated. Its tills can be activated."),
    "store.logo_uploaded": lambda **_f: _("A logo was uploaded."),
    "store.logo_redrawn": lambda **_f: _("The logo is turned into black and white in another way."),
    "store.logo_switched_on": lambda **_f: _("Receipts carry the logo."),
    "store.logo_switched_off": lambda **_f: _("Receipts carry the logo no more."),
    "store.logo_removed": lambda **_f: _("The logo was removed."),
    "store.checked": lambda to_see_to, tills=None, **_f: _checked(to_see_to, tills),
    "store.check_hours_edited": lambda **_f: _("The hour of its opening check was changed."),
    "store.deactivated": lambda **_f: _("Deactivated. No till of it can be activated."),
}
