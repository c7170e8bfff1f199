"""`POST /logins`: the owner logs in on a till and chooses the POS (PROTOCOL §1)."""

from datetime import datetime

from flask import Blueprint, Response, request

from blueprints.api.bodies import json_response, read_body
from blueprints.api.office import clock, office
from blueprints.api.problems import Problem
from blueprints.api.v1.messages.activation import LoginDevice, LoginRequest, LoginStore, LoginTicketAnswer
from blueprints.api.wire import wire_time
from domain.device_life import is_available
from models import Device
from services.accounts.passwords import password_fits
from services.activation.logins import find_login, finish_login

endpoint = Blueprint("logins", __name__)


@endpoint.post("/logins")
def post_login() -> Response:
    """200 with a ticket for one activation; a wrong password and an unknown e-mail read and last the same."""
    message = read_body(LoginRequest)
    address = request.remote_addr or ""
    with office().reading() as session:
        login = find_login(session, message.email, address, clock())
    # Checking a password takes long on purpose: nobody may wait for the database meanwhile.
    fits = password_fits(login.password_hash, message.password)
    with office().writing() as session:
        outcome = finish_login(
            session, login, fits=fits, install_id=message.install_id, address=address, now=clock()
        )
        devices = [_device(device) for device in outcome.devices]
    if outcome.refusal is not None or outcome.expires_at is None:
        raise Problem("bad_credentials")
    return json_response(_answer(outcome.ticket, outcome.expires_at, devices))


def _answer(ticket: str, expires_at: datetime, devices: list[LoginDevice]) -> LoginTicketAnswer:
    return LoginTicketAnswer(ticket, wire_time(expires_at), devices)


def _device(device: Device) -> LoginDevice:
    return LoginDevice(
        id=device.public_id,
        name=device.name,
        store=LoginStore(device.store.public_id, device.store.name),
        status=device.status,  # type: ignore[arg-type]  # deleted ones are not listed
        available=is_available(device.status),
    )
