"""`POST /deactivation`: a till signs off by itself (PROTOCOL §1)."""

from flask import Blueprint, Response

from blueprints.api.bodies import no_content, read_body
from blueprints.api.office import clock, office
from blueprints.api.principals import calling_generation
from blueprints.api.v1.messages.activation import DeactivationRequest
from services.devices.devices import sign_off

endpoint = Blueprint("deactivation", __name__)


@endpoint.post("/deactivation")
def post_deactivation() -> Response:
    """204: the POS is inactive; 409 `unsent_data` while something is unsent and not given up."""
    now = clock()
    with office().reading() as session:
        calling_generation(session, now, draining=True)
    message = read_body(DeactivationRequest)
    with office().writing() as session:
        generation = calling_generation(session, now, draining=True)
        sign_off(session, generation, unsent=message.unsent, discard=message.discard, now=now)
    return no_content()
