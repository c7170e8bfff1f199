"""`GET /store-server/configuration`: printers, routes and devices of the store (PROTOCOL §8)."""

from flask import Blueprint, Response, request

from blueprints.api.bodies import json_response
from blueprints.api.office import clock, office
from blueprints.api.principals import calling_store_server
from services.store_servers.store_server_configuration import configuration_for

endpoint = Blueprint("store_server_configuration", __name__)


@endpoint.get("/store-server/configuration")
def get_configuration() -> Response:
    """200 with the whole configuration, or 304 when `If-None-Match` names its revision."""
    with office().reading() as session:
        server = calling_store_server(session, clock())
        configuration = configuration_for(session, server, office().settings.secret_key)
    revision = configuration["revision"]
    known = revision in request.if_none_match
    response = Response(status=304) if known else json_response(configuration)
    response.set_etag(revision)
    return response
