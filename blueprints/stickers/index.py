"""The page of stickers: which things, on which paper, and the sheets as they are printed."""

from flask import abort, render_template, request
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy import select

from blueprints.peripheral_words import KINDS
from blueprints.stickers import room
from blueprints.stickers.labels import A_SHEET, lay_out, office_address
from domain.alphabets import alphabet_key
from domain.names import PeripheralKind
from extensions import db
from models import Store
from services.stickers import TILL, Labelled, labelled_peripherals, labelled_tills


@room.get("")
@login_required
def index() -> str:
    """Stickers of everything, of one store, or of the things that the address names (`?device=…`)."""
    on_roll = request.args.get("paper") == "roll"
    used = 0 if on_roll else _used()
    page = request.args.get("page", 1, type=int)
    sheets = lay_out(_things(), page=page, used=used, in_sheets=not on_roll)
    shown = {"sheets": sheets, "on_roll": on_roll, "office": office_address()}
    if request.headers.get("HX-Target") == "list":
        return render_template("stickers/_sheets.html", **shown)
    stores = db.session.execute(select(Store.public_id, Store.name).order_by(Store.name)).all()
    return render_template("stickers/page.html", stores=stores, used_choices=_used_choices(), **shown)


def _things() -> list[Labelled]:
    """What the address asks for, store by store, tills before peripherals."""
    tills, peripherals = request.args.getlist("device"), request.args.getlist("peripheral")
    if tills or peripherals:
        return _named(tills, peripherals)
    session, store, what = db.session(), request.args.get("store", ""), request.args.get("what")
    things = labelled_tills(session, store=store) if what != "peripherals" else []
    things += labelled_peripherals(session, store=store) if what != "devices" else []
    if wanted := request.args.get("q", "").strip().casefold():
        things = [thing for thing in things if wanted in _text_of(thing)]
    language = str(get_locale() or "en")
    return sorted(
        things,
        key=lambda thing: (
            alphabet_key(thing.store, language),
            thing.kind != TILL,
            alphabet_key(thing.name, language),
        ),
    )


def _named(tills: list[str], peripherals: list[str]) -> list[Labelled]:
    """Exactly these things; 404 when the account has not all of them."""
    session = db.session()
    things = labelled_tills(session, only=tills) if tills else []
    things += labelled_peripherals(session, only=peripherals) if peripherals else []
    return things if len(things) == len({*tills, *peripherals}) else abort(404)


def _text_of(thing: Labelled) -> str:
    kind = _("POS device") if thing.kind == TILL else str(KINDS[PeripheralKind(thing.kind)])
    return f"{thing.name}\n{thing.store}\n{kind}".casefold()


def _used() -> int:
    """How many places of the first sheet are empty already."""
    used = request.args.get("used", 0, type=int)
    return used if used in range(A_SHEET) else 0


def _used_choices() -> list[tuple[str, str]]:
    rest = [
        (str(count), ngettext("%(num)d label is used", "%(num)d labels are used", count))
        for count in range(1, A_SHEET)
    ]
    return [("", _("First sheet is whole")), *rest]
