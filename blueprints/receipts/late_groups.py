"""What each till handed in late, as cards: there may be a thousand receipts on a page, each with its button."""

import secrets
from collections.abc import Iterable
from functools import lru_cache

from flask import get_template_attribute
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from blueprints.readers import Reader, reader
from services.journal.late_receipts import LateGroup

#: stands in a kept card where each page has its own sign against forgery
_FORGERY_SIGN = secrets.token_hex()


def drawn_groups(groups: Iterable[LateGroup], *, may: bool) -> Markup:
    """The cards of a page; `may`: with buttons to say that something was seen."""
    who = reader()
    cards = Markup("").join([_drawn(who, may, group) for group in groups])
    return cards.replace(_FORGERY_SIGN, generate_csrf())


@lru_cache(maxsize=64)
def _drawn(who: Reader, may: bool, group: LateGroup) -> Markup:
    """Drawn anew only when something in it changes."""
    late = get_template_attribute("receipts/late_group.html", "late")
    card: Markup = late(group, may)
    return card.replace(generate_csrf(), _FORGERY_SIGN)
