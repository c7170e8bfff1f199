"""A till asks for a newer version of its program, and says how far it is with one."""

from blueprints.wire_examples import world
from blueprints.wire_examples.exchange import Exchange

TOO_OLD = {
    "type": "urn:comptoir:problem:app_too_old",
    "title": "This app is too old for this stream",
    "status": 426,
    "code": "app_too_old",
    "minimum": "1.2.0",
    "version": "1.1.0",
}

EXCHANGES = (
    Exchange(
        "app_update_none",
        "GET",
        "/app/update?platform=android-arm64&version=1.4.0",
        204,
        world.TILL_SECRET,
    ),
    Exchange(
        "app_state",
        "PUT",
        "/app/state",
        204,
        world.TILL_SECRET,
        body={"version": "1.5.0", "state": "failed", "detail": "no space left"},
    ),
    Exchange(
        "app_update_of_an_old_one",
        "GET",
        "/app/update?platform=android-arm64&version=1.1.0",
        204,
        world.TILL_SECRET,
    ),
    Exchange("pull_too_old", "GET", "/sync/products", 426, world.TILL_SECRET, answer=TOO_OLD),
)
