"""A till asks for a newer version of its program, and says how far it is with one."""

from blueprints.wire_examples import world
from blueprints.wire_examples.exchange import Exchange

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
)
