"""`POST /token`: a till announces its next secret (PROTOCOL §1)."""

from flask import Blueprint, Response

from blueprints.api.bodies import no_content, read_body
from blueprints.api.office import clock, office
from blueprints.api.principals import calling_generation
from blueprints.api.problems import Problem
from blueprints.api.v1.messages.activation import TokenRequest
from services.activation.activation import announce_secret

endpoint = Blueprint("token", __name__)


@endpoint.post("/token")
def post_token() -> Response:
    """204; old and next secret both work until the next one is used. Repeating is harmless."""
    now = clock()
    with office().reading() as session:
        calling_generation(session, now)
    message = read_body(TokenRequest)
    with office().writing() as session:
        generation = calling_generation(session, now)
        if not announce_secret(session, generation, message.token_sha256.lower()):
            error = {"field": "token_sha256", "message": "This secret was used before; make a new one"}
            raise Problem("invalid", errors=[error])
    return no_content()
