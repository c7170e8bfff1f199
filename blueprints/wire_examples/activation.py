"""A till becomes a POS, by code and by the owner's login."""

from blueprints.wire_examples import world
from blueprints.wire_examples.exchange import Exchange

ACTIVATION = {
    "code": world.TILL_CODE,
    "install_id": world.INSTALL,
    "token_sha256": world.sha256(world.TILL_SECRET),
    "hardware": {"brand": "Sunmi", "model": "T2s", "serial": "T2S0042"},
    "os": {"name": "Android", "version": "11"},
    "app": {"name": "example-till", "version": "1.4.0"},
}
LOGIN = {"email": world.EMAIL, "password": world.PASSWORD, "install_id": world.OTHER_INSTALL}
BY_TICKET = {
    "ticket": world.TICKET,
    "device_id": world.OTHER_DEVICE,
    "install_id": world.OTHER_INSTALL,
    "token_sha256": world.sha256(world.OTHER_TILL_SECRET),
    "app": {"name": "example-till", "version": "1.4.0"},
}
PLACE = {"id": world.STORE, "name": "Kraków"}


def _activated(device: dict[str, object]) -> dict[str, object]:
    return {
        "device": device,
        "store": PLACE | {"timezone": "Europe/Warsaw", "language": "pl", "currency": "PLN"},
        "account": {"id": world.ACCOUNT, "name": "Bar pod Lipą"},
        "server_time": "2025-11-20T09:30:00.000Z",
        "poll_after_s": 2,
    }


def _listed(public_id: str, name: str, status: str) -> dict[str, object]:
    available = status != "activated"
    return {"id": public_id, "name": name, "store": PLACE, "status": status, "available": available}


FIRST = _activated({"id": world.DEVICE, "name": "Kasa 1", "generation": 1, "number_prefix": "1-1-"})
SECOND = _activated({"id": world.OTHER_DEVICE, "name": "Kasa 2", "generation": 1, "number_prefix": "2-1-"})
LOGGED_IN = {
    "ticket": world.TICKET,
    "expires_at": "2025-11-20T09:40:00.000Z",
    "devices": [
        _listed(world.DEVICE, "Kasa 1", "activated"),
        _listed(world.OTHER_DEVICE, "Kasa 2", "not_activated"),
    ],
}
CODE_USED = {
    "type": "urn:comptoir:problem:code_used",
    "title": "This code was already used",
    "status": 409,
    "code": "code_used",
}

EXCHANGES = (
    Exchange("activate", "POST", "/activations", 201, body=ACTIVATION, answer=FIRST),
    Exchange("activate_again", "POST", "/activations", 200, body=ACTIVATION, answer=FIRST),
    Exchange(
        "activate_used",
        "POST",
        "/activations",
        409,
        body=ACTIVATION | {name: BY_TICKET[name] for name in ("install_id", "token_sha256")},
        answer=CODE_USED,
    ),
    Exchange("log_in", "POST", "/logins", 200, body=LOGIN, answer=LOGGED_IN),
    Exchange("activate_by_ticket", "POST", "/activations", 201, body=BY_TICKET, answer=SECOND),
)
