"""`PUT /app/state`: how far a till is with an update (PROTOCOL §6)."""

from flask import Blueprint, Response

from blueprints.api.bodies import no_content, read_body
from blueprints.api.lean_principal import calling_till, reading
from blueprints.api.office import clock, office
from blueprints.api.v1.messages.app_update import AppStateReport
from domain.app_releases import UpdateState
from models.scope import Actor, enter_account
from services.app_releases.app_states import note_app_state

endpoint = Blueprint("app_state", __name__)


@endpoint.put("/app/state")
def put_app_state() -> Response:
    """204, whatever the state: an odd one is kept and flagged."""
    now = clock()
    with reading() as connection:
        till = calling_till(connection, now, draining=True)
    message = read_body(AppStateReport)
    with office().writing() as session:
        enter_account(session, till.account_id, Actor("device", till.name))
        note_app_state(session, till, message.version, UpdateState(message.state), message.detail, now)
    return no_content()
