"""`GET /app/files/{sha256}`: the file of a release, whole or in parts; it never changes (PROTOCOL §6)."""

import re
from collections.abc import Iterator
from pathlib import Path

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from blueprints.api.lean_principal import calling_till, reading
from blueprints.api.office import clock, office
from services.app_downloads import find_file
from services.app_files import path_of, releases_folder

endpoint = Blueprint("app_file", __name__)
#: what a till gets at a time: the next piece is read when it has taken this one
PIECE = 64 * 1024
ONE_RANGE = re.compile(r"bytes=(?:\d+-\d*|-\d+)")


@endpoint.get("/app/files/<sha256>")
def get_file(sha256: str) -> Response:
    """200 with the whole file, 206 for a `Range`, 304; 404 for a file of no version that rolls out."""
    with reading() as connection:
        till = calling_till(connection, clock())
        found = find_file(connection, till, sha256)
    path = path_of(releases_folder(office().settings.data, found.account), sha256) if found else None
    if path is None or not path.is_file():
        raise NotFound
    return _answer(path, sha256)


def _answer(path: Path, sha256: str) -> Response:
    size = path.stat().st_size
    response = Response((), content_type="application/octet-stream", direct_passthrough=True)
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["Accept-Ranges"] = "bytes"
    response.set_etag(sha256)
    response.content_length = size
    in_parts = ONE_RANGE.fullmatch(request.headers.get("Range", "")) is not None
    response.make_conditional(request, accept_ranges=in_parts, complete_length=size)
    if response.status_code in (200, 206):
        response.response = _pieces(path, response.content_range.start or 0, response.content_length or 0)
    return response


def _pieces(path: Path, first: int, count: int) -> Iterator[bytes]:
    """Part of a file, piece by piece, however slowly they are taken; opened only when the first is."""
    with path.open("rb") as file:
        file.seek(first)
        while count > 0 and (piece := file.read(min(PIECE, count))):
            count -= len(piece)
            yield piece
