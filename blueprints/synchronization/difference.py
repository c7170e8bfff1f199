"""What a cell of the matrix means in plain words, with everything by its name."""

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required
from sqlalchemy import select

from blueprints.app_cells import recall_apps
from blueprints.app_words import app_word
from blueprints.edge import now
from blueprints.sync_words import (
    Word,
    cell_word,
    change_word,
    count_words,
    order_word,
    stream_word,
    type_word,
)
from blueprints.synchronization import room
from domain.app_cells import NOTHING_KNOWN
from domain.names import DOWN_STREAMS, DeviceStatus, Stream
from extensions import db
from models import Device
from services.sync_rules.rules_in_force import find_off
from services.synchronization.sync_difference import read_difference
from services.synchronization.sync_matrix import MatrixRow, read_matrix, read_ordered

SHOWN = (*DOWN_STREAMS, Stream.TRANSACTIONS)
WORDS = {"count_words": count_words, "change_word": change_word, "type_word": type_word}


@room.get("/tills/<public_id>/app")
@login_required
def app_difference(public_id: str) -> ResponseReturnValue:
    """One till and its own program."""
    device = _device_or_404(public_id)
    cell = recall_apps((device.id,)).get(device.id, NOTHING_KNOWN)
    return render_template(
        "synchronization/app.html",
        device=device,
        app=cell,
        stream=Stream.APP,
        stream_name=stream_word(Stream.APP),
        word=app_word(cell),
        order=_ordered(device, Stream.APP),
        is_off=False,
    )


@room.get("/tills/<public_id>/<stream>")
@login_required
def difference(public_id: str, stream: str) -> ResponseReturnValue:
    """One till and one stream."""
    device = _device_or_404(public_id)
    if stream not in SHOWN:
        abort(404)
    facts = _cell_facts(device, Stream(stream))
    if stream not in DOWN_STREAMS:
        return render_template("synchronization/transactions.html", device=device, **facts)
    page = request.args.get("page", 1, type=int)
    return render_template(
        "synchronization/difference.html",
        device=device,
        found=read_difference(db.session(), device, Stream(stream), page),
        currency=current_user.account.currency,
        **facts,
        **WORDS,
    )


def _cell_facts(device: Device, stream: Stream) -> dict[str, object]:
    """The cell itself, and what stands ordered."""
    row: MatrixRow = read_matrix(db.session(), [device.id])[0]
    cell = row.cells[list(Stream).index(stream)]
    return {
        "stream": stream,
        "stream_name": stream_word(stream),
        "cell": cell,
        "word": cell_word(cell),
        "order": _ordered(device, stream),
        "is_off": (device.id, stream) in find_off(db.session.connection(), device.account_id, [device.id]),
    }


def _ordered(device: Device, stream: Stream) -> Word | None:
    ordered = read_ordered(db.session(), [device.id], current_app.extensions["contacts"], now())
    state = ordered.get((device.id, stream))
    return order_word(state) if state else None


def _device_or_404(public_id: str) -> Device:
    query = select(Device).where(Device.public_id == public_id, Device.status != DeviceStatus.DELETED)
    device = db.session.scalars(query).first()
    if device is None:
        abort(404)
    return device
