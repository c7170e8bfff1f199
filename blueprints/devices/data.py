"""The card *Data on the till*: what the till has of each stream, and *Update now*."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_login import login_required

from blueprints.devices import room
from blueprints.devices.lookup import device_or_404
from blueprints.edge import now, recall
from blueprints.permissions import needs
from blueprints.sync_order_words import tell_left_out
from blueprints.sync_words import cell_word
from domain.names import DOWN_STREAMS, DeviceStatus, Stream
from domain.permissions import Deed
from domain.sync_matrix import Cell, CellState
from extensions import db
from models import Device
from services.synchronization.sync_orders import Ordered, order_many
from services.synchronization.till_data import TillData, list_till_data

WORDS = {
    Stream.CONFIGURATION: _l("Configuration"),
    Stream.USERS: _l("Users (employees)"),
    Stream.PRODUCTS: _l("Products"),
}


@dataclass(frozen=True)
class Row:
    """One stream as the card shows it."""

    label: str
    state: str
    tone: str
    acked_at: datetime | None
    #: its rule says never, and "Update now" leaves it out
    is_off: bool

    @property
    def is_settled(self) -> bool:
        """Whether the till fetches nothing of it by itself, or by an order that stands."""
        return self.is_off or self.tone == "ok"


def data_rows(device: Device) -> list[Row]:
    """What the till of a device has, in words; nothing for a device without a till."""
    if not device.generation or device.status == DeviceStatus.DELETED:
        return []
    moment = now()
    # an order that nobody fetched runs out after days: it is looked at once in a quarter of an hour
    key = ("till data", device.id, device.generation, device.store_id, int(moment.timestamp()) // 900)
    return [_row(data) for data in recall(key, partial(list_till_data, db.session(), device, moment))]


@room.get("/<public_id>/data")
@login_required
def data(public_id: str) -> ResponseReturnValue:
    """The card alone; refreshes itself while the till has something to fetch."""
    device = device_or_404(public_id)
    return render_template("devices/_card_data.html", device=device, data=data_rows(device))


@room.post("/<public_id>/data")
@needs(Deed.MANAGE_DEVICES)
def update_now(public_id: str) -> ResponseReturnValue:
    """Have the till fetch everything at its next contact."""
    device = device_or_404(public_id)
    if device.status == DeviceStatus.ACTIVATED:
        made = order_many(db.session(), [device], DOWN_STREAMS, now())
        tell_left_out(made, [device])
        if made.batch:
            flash(_what_comes(device, made), "success")
    return redirect(url_for("devices.show", public_id=public_id))


def _what_comes(device: Device, made: Ordered) -> str:
    if made.off:
        return _("%(name)s fetches the rest at its next contact.", name=device.name)
    return _("%(name)s fetches everything new at its next contact.", name=device.name)


def _row(data: TillData) -> Row:
    state, tone = _state(data)
    return Row(str(WORDS[data.stream]), state, tone, data.acked_at, data.is_off)


def _state(data: TillData) -> tuple[str, str]:
    """A till that lacks nothing is up to date, be its rule never: as in the matrix."""
    if data.waiting == 0:
        return _("Up to date"), "ok"
    if data.is_off:
        word = cell_word(Cell(CellState.OFF, data.waiting or 0))
        return word.label, word.tone
    if data.waiting is None:
        return (_("Ordered"), "info") if data.is_ordered else (_("Not fetched yet"), "idle")
    return ngettext("%(num)s change waits", "%(num)s changes wait", data.waiting), "warn"
