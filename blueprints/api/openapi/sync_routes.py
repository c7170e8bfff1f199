"""The routes by which goods and staff come down and sales go up (PROTOCOL §3, §5)."""

from blueprints.api.openapi.operation import Answer, Caller, Operation, Standing
from blueprints.api.openapi.parts import ANY_STREAM, CURSOR, DOWN_STREAM, IF_NONE_MATCH, LIMIT, RANGE
from blueprints.api.v1.messages.sync import StreamAcknowledgement, StreamPage
from blueprints.api.v1.messages.sync_settings import SyncSettings, SyncSettingsChange
from blueprints.api.v1.messages.transactions import Upload, UploadAnswer

PULL = "Pull"
JOURNAL = "Journal"
SETTINGS = "Sync settings"

OPERATIONS: dict[str, Operation] = {
    "sync.get_stream": Operation(
        "Pull a page of a stream",
        PULL,
        Caller.TILL,
        (Answer(200, "A page; the last one carries count and digest", StreamPage),),
        problems=(
            "no_such_stream",
            "stream_off",
            "cursor_invalid",
            "cursor_expired",
            "invalid",
            "app_too_old",
        ),
        parameters=(DOWN_STREAM, CURSOR, LIMIT),
    ),
    "snapshot.get_snapshot": Operation(
        "Fetch a whole stream as one file",
        PULL,
        Caller.TILL,
        (
            Answer(200, "One page with everything, compressed with gzip", StreamPage, ("ETag",)),
            Answer(
                206, "The rest of the file", {"type": "string", "format": "binary"}, ("ETag", "Content-Range")
            ),
            Answer(304, "The till has this file already", headers=("ETag",)),
        ),
        problems=("no_such_stream", "stream_off", "app_too_old", "range_not_satisfiable"),
        parameters=(DOWN_STREAM, IF_NONE_MATCH, RANGE),
    ),
    "ack.post_ack": Operation(
        "Say what the till has",
        PULL,
        Caller.TILL,
        (Answer(204, "The back office shows it, and the order is closed"),),
        StreamAcknowledgement,
        ("no_such_stream", "cursor_invalid"),
        (ANY_STREAM,),
        Standing.DRAINING,
    ),
    "sync_settings.get_sync_settings": Operation(
        "Ask when this till's streams run",
        SETTINGS,
        Caller.TILL,
        (Answer(200, "What holds on this till, and the periods to offer", SyncSettings),),
    ),
    "sync_settings.put_sync_settings": Operation(
        "Change when this till's streams run",
        SETTINGS,
        Caller.TILL,
        (Answer(200, "What holds on this till now", SyncSettings),),
        SyncSettingsChange,
        ("confirmation_required",),
    ),
    "transactions.post_transactions": Operation(
        "Hand in entries of the journal",
        JOURNAL,
        Caller.TILL,
        (Answer(200, "A verdict on each entry; what is stored outlives a crash", UploadAnswer),),
        Upload,
        standing=Standing.CLOSED,
    ),
}
