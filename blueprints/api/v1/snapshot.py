"""`GET /sync/{stream}/snapshot`: the whole stream as one immutable compressed file (PROTOCOL §3)."""

import re

from flask import Blueprint, Response, request

from blueprints.api.lean_principal import reading
from blueprints.api.office import clock, office
from blueprints.api.v1.sync import find_head, served_page
from services.delivery.pull import read_everything
from services.delivery.snapshot_files import SnapshotFiles
from services.delivery.snapshots import Snapshots

endpoint = Blueprint("snapshot", __name__)
snapshots = Snapshots()
ONE_RANGE = re.compile(r"bytes=(?:\d+-\d*|-\d+)")


@endpoint.get("/sync/<name>/snapshot")
def get_snapshot(name: str) -> Response:
    """200, 206 for a `Range`, or 304; the content is one page of `GET /sync/{stream}` with everything."""
    with reading() as connection:
        till, at = find_head(connection, name, clock())
        cursor, prepared = at.head.cursor, SnapshotFiles(office().settings.data / "snapshots")
        content = snapshots.get(
            cursor,
            lambda: served_page(connection, till, name, read_everything(connection, at), at),
            prepared.find,
        )
    response = Response(content, content_type="application/json")
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(at.head.cursor)
    response.headers["Accept-Ranges"] = "bytes"
    in_parts = ONE_RANGE.fullmatch(request.headers.get("Range", "")) is not None
    response.make_conditional(request, accept_ranges=in_parts, complete_length=len(content))
    return response
