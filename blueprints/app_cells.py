"""What pages know of the tills' programs, remembered until anybody commits; and the card of one till's program."""

from functools import lru_cache, partial

from flask import get_template_attribute
from markupsafe import Markup

from blueprints.app_words import app_word
from blueprints.edge import recall
from blueprints.moments import since
from blueprints.readers import Reader, reader
from domain.app_cells import AppCell
from domain.device_life import is_running
from extensions import db
from models import Device
from models.scope import account_of
from services.app_releases.app_minimum import read_app_cells


def recall_apps(keys: tuple[int, ...]) -> dict[int, AppCell]:
    """How these tills stand with their program."""
    session = db.session()
    return recall(("apps", account_of(session), keys), partial(read_app_cells, session, keys))


def app_card(device: Device) -> Markup:
    """The card *App update* of a POS; nothing for one without a till at work."""
    cell = recall_apps((device.id,)).get(device.id) if is_running(device.status) else None
    if cell is None:
        return Markup("")
    return _draw(reader(), cell, since(cell.at, device.store.timezone) if cell.at else None)


@lru_cache(maxsize=512)
def _draw(_who: Reader, cell: AppCell, when: Markup | None) -> Markup:
    """A till of whose program nothing new is known is drawn once for the same reader."""
    drawn: Markup = get_template_attribute("devices/_card_app.html", "app_card")(cell, app_word(cell), when)
    return drawn
