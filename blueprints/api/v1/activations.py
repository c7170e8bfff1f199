"""`POST /activations`: a till becomes a POS, by code or by the owner's login (PROTOCOL §1)."""

import msgspec
from flask import Blueprint, Response, request

from blueprints.api.bodies import json_response, read_body
from blueprints.api.office import clock, office
from blueprints.api.problems import Problem
from blueprints.api.v1.messages.activation import (
    Activated,
    ActivatedAccount,
    ActivatedDevice,
    ActivatedStore,
    ActivationRequest,
)
from blueprints.api.wire import wire_time
from domain.activation import FIRST_POLL_AFTER_S
from models import Account, Generation
from models.scope import OfficeSession
from services.activation.activation import ActivationOutcome, Installation, activate_by_code
from services.activation.logins import activate_by_ticket
from services.devices.devices import number_prefix

endpoint = Blueprint("activations", __name__)


@endpoint.post("/activations")
def post_activation() -> Response:
    """201 with the POS; 200 when the same till repeats itself within 15 minutes."""
    message = read_body(ActivationRequest)
    _check_way(message)
    with office().writing() as session:
        outcome = _activate(session, message)
        if outcome.generation is not None:
            account = session.get_one(Account, outcome.generation.account_id)
            answer = json_response(_activated(outcome.generation, account), 200 if outcome.repeated else 201)
    if outcome.refusal is not None:
        raise _problem(outcome.refusal)
    return answer


def _check_way(message: ActivationRequest) -> None:
    if message.code is not None:
        return
    missing = "code" if message.ticket is None else "device_id" if message.device_id is None else None
    if missing:
        raise Problem("invalid", errors=[{"field": missing, "message": f"Missing `{missing}`"}])


def _activate(session: OfficeSession, message: ActivationRequest) -> ActivationOutcome:
    till = Installation(
        install_id=message.install_id,
        token_sha256=message.token_sha256.lower(),
        hardware=msgspec.to_builtins(message.hardware),
        os=msgspec.to_builtins(message.os),
        app=msgspec.to_builtins(message.app),
    )
    if message.code is not None:
        secret, address = office().settings.secret_key, request.remote_addr or ""
        return activate_by_code(session, message.code, till, clock(), secret=secret, address=address)
    return activate_by_ticket(session, message.ticket or "", message.device_id or "", till, clock())


def _problem(refusal: str) -> Problem:
    if refusal != "token_known":
        return Problem(refusal)
    error = {"field": "token_sha256", "message": "This secret was used before; make a new one"}
    return Problem("invalid", errors=[error])


def _activated(generation: Generation, account: Account) -> Activated:
    device, store = generation.device, generation.device.store
    return Activated(
        device=ActivatedDevice(
            id=device.public_id,
            name=device.name,
            generation=generation.number,
            number_prefix=number_prefix(device, generation.number),
        ),
        store=ActivatedStore(store.public_id, store.name, store.timezone, store.language, account.currency),
        account=ActivatedAccount(account.public_id, account.name),
        server_time=wire_time(clock()),
        poll_after_s=FIRST_POLL_AFTER_S,
    )
