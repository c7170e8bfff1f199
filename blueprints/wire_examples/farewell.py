"""A till changes its secret, and in the end signs off."""

from blueprints.wire_examples import world
from blueprints.wire_examples.exchange import Exchange

UNSENT_DATA = {
    "type": "urn:comptoir:problem:unsent_data",
    "title": "There is data that was not sent yet",
    "status": 409,
    "code": "unsent_data",
    "unsent": 2,
}
DEVICE_INACTIVE = {
    "type": "urn:comptoir:problem:device_inactive",
    "title": "This device was deactivated",
    "status": 403,
    "code": "device_inactive",
}


def _sign_off(name: str, status: int, unsent: int, answer: object = None) -> Exchange:
    return Exchange(
        name,
        "POST",
        "/deactivation",
        status,
        world.NEXT_TILL_SECRET,
        body={"unsent": unsent, "discard": False},
        answer=answer,
    )


EXCHANGES = (
    Exchange(
        "next_secret",
        "POST",
        "/token",
        204,
        world.TILL_SECRET,
        body={"token_sha256": world.sha256(world.NEXT_TILL_SECRET)},
    ),
    _sign_off("sign_off_too_early", 409, 2, UNSENT_DATA),
    _sign_off("sign_off", 204, 0),
    Exchange("poll_after_farewell", "GET", "/poll", 403, world.NEXT_TILL_SECRET, answer=DEVICE_INACTIVE),
)
