"""`GET /store-server/logos/{sha256}`: the picture at the head of the store's receipts; it never changes."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from blueprints.api.office import clock, office
from blueprints.api.principals import calling_store_server
from services.stores.store_logos import read_logo

endpoint = Blueprint("store_server_logo", __name__)


@endpoint.get("/store-server/logos/<sha256>")
def get_logo(sha256: str) -> Response:
    """200 with the PNG, 304; 404 for one that the store's papers do not carry (any more)."""
    with office().reading() as session:
        server = calling_store_server(session, clock())
        picture = read_logo(session, server.store, sha256)
    if picture is None:
        raise NotFound
    known = sha256 in request.if_none_match
    response = Response(status=304) if known else Response(picture, mimetype="image/png")
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.set_etag(sha256)
    return response
