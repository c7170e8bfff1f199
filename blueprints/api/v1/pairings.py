"""`POST /store-servers/pairings`: a box in the shop becomes the store server (PROTOCOL §8)."""

from flask import Blueprint, Response, request

from blueprints.api.bodies import json_response, read_body
from blueprints.api.office import clock, office
from blueprints.api.problems import Problem
from blueprints.api.v1.messages.store_server import Named, Paired, PairedStore, Pairing
from models import Account, StoreServer
from services.store_servers.pairing import PairingRequest, pair_store_server

endpoint = Blueprint("pairings", __name__)


@endpoint.post("/store-servers/pairings")
def post_pairing() -> Response:
    """201, or 200 when the same box repeats itself; problems as for activations."""
    message = read_body(Pairing)
    pairing = PairingRequest(
        code=message.code,
        install_id=message.install_id,
        token_sha256=message.token_sha256,
        name=message.name,
        version=message.version,
        platform=message.platform,
    )
    with office().writing() as session:
        outcome = pair_store_server(
            session,
            pairing,
            clock(),
            secret=office().settings.secret_key,
            address=request.remote_addr or "",
        )
        if outcome.server is not None:
            account = session.get_one(Account, outcome.server.account_id)
            answer = json_response(_paired(outcome.server, account), 200 if outcome.repeated else 201)
    if outcome.refusal == "token_known":
        error = {"field": "token_sha256", "message": "This secret is in use; make a new one"}
        raise Problem("invalid", errors=[error])
    if outcome.refusal is not None:
        raise Problem(outcome.refusal)
    return answer


def _paired(server: StoreServer, account: Account) -> Paired:
    store = server.store
    return Paired(
        store_server=Named(server.public_id, server.name),
        store=PairedStore(store.public_id, store.name, store.timezone, store.language, account.currency),
    )
