"""`GET /store-server/poll`: whether jobs or a new configuration wait (PROTOCOL §8)."""

import hashlib
import secrets

from flask import Blueprint, Response, request

from blueprints.api.bodies import json_response
from blueprints.api.office import clock, office
from blueprints.api.principals import calling_store_server
from blueprints.api.v1.messages.store_server import Due, StoreServerPoll
from blueprints.api.wire import json_bytes, wire_time
from services.printing.print_jobs import count_waiting
from services.store_servers.store_server_configuration import configuration_for

endpoint = Blueprint("store_server_poll", __name__)

POLL_AFTER_S = (2, 3)  # a test print should feel immediate; there is one store server a shop


@endpoint.get("/store-server/poll")
def get_poll() -> Response:
    """304 when nothing waits that was not told before; writes nothing durable."""
    now = clock()
    with office().reading() as session:
        server = calling_store_server(session, now)
        revision = configuration_for(session, server, office().settings.secret_key)["revision"]
        known = (server.health or {}).get("config_revision")
        due = []
        if known != revision:
            due.append(Due("configuration", "rule" if known else "first"))
        if waiting := count_waiting(session, server, now):
            due.append(Due("jobs", "forced"))
    etag = hashlib.sha256(json_bytes([revision, due, waiting])).hexdigest()[:20]
    poll_after_s = secrets.choice(POLL_AFTER_S)
    if waiting == 0 and etag in request.if_none_match:
        response = Response(status=304)
    else:
        body = StoreServerPoll(wire_time(now), "active", poll_after_s, {"configuration": revision}, due)
        response = json_response(body)
    response.set_etag(etag)
    response.headers["Poll-After"] = str(poll_after_s)
    return response
