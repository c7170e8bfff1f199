"""Labels in the language of the shop where they will stick, laid out on sheets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import segno
from flask import current_app, request
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup

from blueprints.addresses import address_for
from blueprints.languages import language_in_force
from blueprints.peripheral_words import KINDS
from services.peripherals.stickers import TILL, Labelled

#: an A4 sheet of 70 x 37 mm labels
COLUMNS, LINES = 3, 8
A_SHEET = COLUMNS * LINES
#: two A4 sheets a page: more codes than that would make a reader wait
A_PAGE = 2 * A_SHEET
HINT = "hint"


@dataclass(frozen=True)
class Label:
    """One label as it is printed; `hint` says what the code is for."""

    name: str
    kind: str
    store: str
    language: str
    hint: str
    address: str
    code: Markup


@dataclass(frozen=True)
class Sheets:
    """One page of labels: sheets of places, where None is a place already used."""

    sheets: list[list[Label | None]]
    total: int
    page: int
    pages: int


def lay_out(things: Sequence[Labelled], *, page: int, used: int = 0, in_sheets: bool = True) -> Sheets:
    """The labels of one page; `used` places of the first sheet stay empty. Beyond the last page: the last."""
    places: list[Labelled | None] = [*([None] * used), *things]
    pages = max(1, -(-len(places) // A_PAGE))
    page = min(max(1, page), pages)
    shown = _labels(places[(page - 1) * A_PAGE : page * A_PAGE])
    size = A_SHEET if in_sheets else A_PAGE
    sheets = [sheet for _number in range(A_PAGE // size) if (sheet := list(islice(shown, size)))]
    return Sheets(sheets, len(things), page, pages)


def office_address() -> str:
    """Where the codes lead: the public address of the office, else the one by which it was opened now."""
    return str(current_app.config["SETTINGS"].public_url or request.host_url.rstrip("/"))


def _labels(things: Sequence[Labelled | None]) -> Iterator[Label | None]:
    reader, office = language_in_force(), office_address()
    for thing in things:
        yield _label(thing, reader, office) if thing else None


def _label(thing: Labelled, reader: str, office: str) -> Label:
    language = thing.language or reader
    room = "devices" if thing.kind == TILL else "peripherals"
    address = office + address_for(f"{room}.show", public_id=thing.public_id)
    said = words_of(language)
    return Label(thing.name, said[thing.kind], thing.store, language, said[HINT], address, draw_code(address))


@lru_cache(maxsize=8)
def words_of(language: str) -> dict[str, str]:
    """Everything that a label may say, in one language; looked up anew for each it would take longest of all."""
    with force_locale(language):
        kinds = {str(kind): str(word) for kind, word in KINDS.items()}
        return {**kinds, TILL: _("POS device"), HINT: _("Trouble? Scan this code.")}


@lru_cache(maxsize=4096)
def draw_code(address: str) -> Markup:
    """The QR code as a drawing without any style of its own.

    The mask is fixed: trying all eight would take five times as long, and a camera reads any of them.
    """
    code = segno.make_qr(address, error="m", mask=3)
    drawing = code.svg_inline(omitsize=True, border=0, svgclass="qr", lineclass=None, dark="#000")
    return Markup(drawing)  # noqa: S704 - numbers and letters of a drawing, nothing that anybody typed
