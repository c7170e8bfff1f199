"""The page of stickers: which things, on which paper, and the sheets as they are printed."""

from functools import lru_cache, partial

from flask import abort, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import login_required

from blueprints.edge import recall
from blueprints.languages import language_in_force
from blueprints.stickers import room
from blueprints.stickers.labels import A_SHEET, lay_out, office_address, words_of
from extensions import db
from models.scope import account_of
from services.peripherals.stickers import (
    Labelled,
    LabelledStore,
    labelled_stores,
    labelled_things,
    named_peripherals,
    named_tills,
)


@room.get("")
@login_required
def index() -> str:
    """Stickers of everything, of one store, or of the things that the address names (`?device=…`)."""
    on_roll = request.args.get("paper") == "roll"
    used = 0 if on_roll else _used()
    page = request.args.get("page", 1, type=int)
    session = db.session()
    stores = recall(("labelled stores", account_of(session)), partial(labelled_stores, session))
    sheets = lay_out(_things(stores), page=page, used=used, in_sheets=not on_roll)
    shown = {"sheets": sheets, "on_roll": on_roll, "office": office_address()}
    if request.headers.get("HX-Target") == "list":
        return render_template("stickers/_sheets.html", **shown)
    choices = [(store.public_id, store.name) for store in stores]
    return render_template(
        "stickers/page.html", stores=choices, used_choices=_used_choices(language_in_force()), **shown
    )


def _things(stores: tuple[LabelledStore, ...]) -> list[Labelled]:
    """What the address asks for, store by store, tills before peripherals."""
    named = request.args.getlist("device"), request.args.getlist("peripheral")
    if any(named):
        return _named(*named)
    what, language = request.args.get("what"), language_in_force()
    session, tills, peripherals = db.session(), what != "peripherals", what != "devices"
    read = partial(labelled_things, session, stores, tills=tills, peripherals=peripherals)
    every = recall(("labelled", account_of(session), tills, peripherals), read)
    wanted, store = request.args.get("q", "").strip().casefold(), request.args.get("store", "")
    things = every.search(wanted, language, words_of(language)) if wanted else every.in_order(language)
    return [thing for thing in things if thing.store_id == store] if store else things


def _named(tills: list[str], peripherals: list[str]) -> list[Labelled]:
    """Exactly these things; 404 when the account has not all of them."""
    session = db.session()
    things = named_tills(session, tills) if tills else []
    things += named_peripherals(session, peripherals) if peripherals else []
    return things if len(things) == len({*tills, *peripherals}) else abort(404)


def _used() -> int:
    """How many places of the first sheet are empty already."""
    used = request.args.get("used", 0, type=int)
    return used if used in range(A_SHEET) else 0


@lru_cache(maxsize=8)
def _used_choices(_language: str) -> list[tuple[str, str]]:
    """In the language in force."""
    rest = [
        (str(count), ngettext("%(num)d label is used", "%(num)d labels are used", count))
        for count in range(1, A_SHEET)
    ]
    return [("", _("First sheet is whole")), *rest]
