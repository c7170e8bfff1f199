"""The words for how a till became a POS, and how it ceased to be it."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

BEGUN = {"code": _l("with a code"), "login": _l("by a login on the till")}
ENDED = {
    "deactivated": _l("deactivated in the back office"),
    "drained": _l("deactivated after it had sent everything"),
    "signed_off": _l("signed off on the till"),
    "deleted": _l("the POS was deleted"),
}


def begun_word(way: str) -> LazyString | str:
    """How a till was activated; in templates `begun_word(till.activated_by)`."""
    return BEGUN.get(way, way)


def ended_word(how: str | None) -> LazyString | str:
    """How it ended; nothing for one that ended before that was written down."""
    return ENDED.get(how or "", "")
