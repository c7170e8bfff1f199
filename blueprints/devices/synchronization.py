"""The tab *Synchronization* of a POS: when its streams run, how far they are, *Update now*."""

from dataclasses import dataclass
from functools import partial

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_required

from blueprints.devices import room
from blueprints.devices.lookup import device_or_404
from blueprints.edge import now, recall
from blueprints.sync_rule_form import RulesForm
from blueprints.sync_rule_page import rules_page
from blueprints.sync_rule_words import rule_word, source_word
from blueprints.sync_words import Word, cell_time, cell_word, order_word, stream_word
from domain.names import Stream
from domain.sync_choices import CHOSEN_STREAMS
from domain.sync_orders import can_run
from domain.sync_rules import Mode
from extensions import db
from models import Device
from services.sync_rules.sync_scopes import Scope, ScopeRules, device_scope, read_scope
from services.synchronization.sync_matrix import read_matrix, read_ordered

#: in the order of guide D; what goes up by itself last
SHOWN = (*CHOSEN_STREAMS, Stream.TRANSACTIONS)


@dataclass(frozen=True)
class StreamLine:
    """One stream of a POS; `rule` and `source` are empty for the one whose rule nobody chooses."""

    stream: str
    name: str
    rule: str
    source: str
    state: Word | None
    at: str
    #: how far an order has come that is still open
    order: Word | None
    can_run: bool
    #: its rule says never, and no order brings it
    is_off: bool


@room.route("/<public_id>/synchronization", methods=["GET", "POST"])
@login_required
def synchronization(public_id: str) -> ResponseReturnValue:
    """The rules of a POS; saved here, they hold for it alone."""
    device = device_or_404(public_id)
    scope = device_scope(db.session(), device)
    address = url_for("devices.synchronization", public_id=public_id)
    return rules_page(scope, address, partial(_draw, scope, device))


@room.get("/<public_id>/synchronization/state")
@login_required
def synchronization_state(public_id: str) -> str:
    """How far the streams are; asks again while somebody waits for an order."""
    device = device_or_404(public_id)
    scope = device_scope(db.session(), device)
    lines = _lines(device, scope, read_scope(db.session(), scope))
    return render_template("devices/_synchronization.html", device=device, lines=lines)


def _draw(scope: Scope, device: Device, form: RulesForm, rules: ScopeRules) -> str:
    lines = _lines(device, scope, rules)
    return render_template("devices/synchronization.html", device=device, form=form, lines=lines)


def _lines(device: Device, scope: Scope, rules: ScopeRules) -> list[StreamLine]:
    key = ("matrix", device.account_id, device.id)
    found = recall(key, partial(read_matrix, db.session(), [device.id]))
    cells = dict(zip(Stream, found[0].cells, strict=False)) if found else {}
    orders = read_ordered(db.session(), [device.id], current_app.extensions["contacts"], now())
    lines = []
    for stream in SHOWN:
        cell, state = cells.get(stream), orders.get((device.id, stream))
        one = rules.in_force.get(stream)
        lines.append(
            StreamLine(
                stream=stream.value,
                name=stream_word(stream),
                rule=rule_word(one) if one else "",
                source=source_word(one, scope) if one else "",
                state=cell_word(cell) if cell else None,
                at=cell_time(cell) if cell else "",
                order=order_word(state) if state else None,
                can_run=can_run(device.status, stream),
                is_off=one is not None and one.rule.mode == Mode.NEVER,
            )
        )
    return lines
