"""`GET /poll`: the only thing that an idle till does; writes nothing (PROTOCOL §2)."""

import hashlib
import random

from flask import Blueprint, Response, request

from blueprints.api.bodies import json_response
from blueprints.api.lean_principal import calling_till, reading
from blueprints.api.office import clock, office
from blueprints.api.poll_shortcut import REMEMBER
from blueprints.api.v1.messages.app_update import AppOnOffer
from blueprints.api.v1.messages.poll import (
    DueStream,
    Heads,
    JournalState,
    PollAnswer,
    PollNotice,
    PollVisible,
)
from blueprints.api.wire import json_bytes, wire_time
from domain.sync_rules import Due, seconds_to_next_poll
from services.delivery.poll import PollFacts, places_of, read_poll
from services.publication.publication import open_places
from services.synchronization.sync_orders import told_key

endpoint = Blueprint("poll", __name__)


@endpoint.get("/poll")
def get_poll() -> Response:
    """304 exactly when nothing that this till can see has changed."""
    now = clock()
    with reading() as connection:
        till = calling_till(connection, now, draining=True)
        facts = read_poll(connection, till, now)
    if facts is None:
        with office().writing() as session:
            open_places(session.connection(), till.account_id, places_of(till).values(), now)
        return get_poll()
    pause = seconds_to_next_poll(waiting=facts.somebody_waits, chance=random.random())  # noqa: S311
    if any(due.order_id for due in facts.due):
        office().contacts.heard(told_key(till.device_id), now)
    visible = _visible(facts)
    etag = hashlib.blake2b(json_bytes(visible), digest_size=12).hexdigest()
    if request.if_none_match.contains_weak(etag):
        response = Response(status=304)
    else:
        response = json_response(_answer(visible, wire_time(now), pause))
    response.set_etag(etag)
    response.headers["Poll-After"] = str(pause)
    if remember := request.environ.get(REMEMBER):
        remember(till, facts, response.headers["ETag"], now)
    return response


def due_streams(due: list[Due]) -> list[DueStream]:
    """What is due, as the wire says it."""
    streams = []
    for one in due:
        stream = DueStream(one.stream.value, one.reason.value)
        if one.order_id:
            stream.order_id = one.order_id
        if one.not_before:
            stream.not_before = wire_time(one.not_before)
        streams.append(stream)
    return streams


def _visible(facts: PollFacts) -> PollVisible:
    return PollVisible(
        state="draining" if facts.is_draining else "active",
        heads=Heads(**facts.heads),
        due=due_streams(facts.due),
        transactions=JournalState(facts.prefix.ack_through, facts.prefix.named_holes),
        app=AppOnOffer(facts.app.version, facts.app.url) if facts.app.version else None,
        notices=[PollNotice(notice.code, notice.params) for notice in facts.notices],
    )


def _answer(visible: PollVisible, server_time: str, pause: int) -> PollAnswer:
    return PollAnswer(
        visible.state,
        visible.heads,
        visible.due,
        visible.transactions,
        visible.app,
        visible.notices,
        server_time=server_time,
        poll_after_s=pause,
    )
