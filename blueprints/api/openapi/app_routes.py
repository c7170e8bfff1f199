"""The routes by which a till's own program is updated (PROTOCOL §6)."""

from blueprints.api.openapi.operation import Answer, Caller, Operation, Standing
from blueprints.api.openapi.parts import APP_RUNNING, IF_NONE_MATCH, PIECE, PLATFORM, SHA256
from blueprints.api.v1.messages.app_update import AppStateReport, AppUpdate

APP = "App updates"
BYTES = {"type": "string", "format": "binary"}

OPERATIONS: dict[str, Operation] = {
    "app_update.get_update": Operation(
        "Ask for a newer version of the app",
        APP,
        Caller.TILL,
        (
            Answer(200, "The version to lay ready for the day close", AppUpdate),
            Answer(204, "Nothing newer for this till"),
        ),
        problems=("invalid",),
        parameters=(PLATFORM, APP_RUNNING),
    ),
    "app_file.get_file": Operation(
        "Fetch the file of a version",
        APP,
        Caller.TILL,
        (
            Answer(200, "The whole file", BYTES, ("ETag",)),
            Answer(206, "A part of it, at most 1 MiB at a time", BYTES, ("ETag", "Content-Range")),
            Answer(304, "The till has this file already", headers=("ETag",)),
        ),
        problems=("range_not_satisfiable",),
        parameters=(SHA256, IF_NONE_MATCH, PIECE),
    ),
    "app_state.put_app_state": Operation(
        "Say how far the till is with a version",
        APP,
        Caller.TILL,
        (Answer(204, "The back office shows it"),),
        AppStateReport,
        standing=Standing.DRAINING,
    ),
}
