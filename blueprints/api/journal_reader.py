"""Reading an upload entry by entry: one that nobody can read is set aside and does not spoil the others."""

import msgspec

from blueprints.api.bodies import check_json, field_error
from blueprints.api.problems import Problem
from blueprints.api.v1.messages.transactions import UnreadUpload
from blueprints.journal_reader import read_entry
from domain.journal import LARGEST_BATCH, Upload

_UPLOAD = msgspec.json.Decoder(UnreadUpload)


def read_upload(data: bytes) -> list[Upload]:
    """The entries of a body. Raises Problem not_json; invalid when it is not a list of at most 200."""
    try:
        data.decode()
        entries = _UPLOAD.decode(data).entries
    except msgspec.ValidationError as error:
        check_json(data)
        raise Problem("invalid", errors=[field_error(error)]) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Problem("not_json", str(error)) from error
    if len(entries) > LARGEST_BATCH:
        message = f"At most {LARGEST_BATCH} entries"
        raise Problem("invalid", errors=[{"field": "entries", "message": message}])
    return [read_entry(index, bytes(raw)) for index, raw in enumerate(entries)]
