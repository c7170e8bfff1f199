"""`GET /app/files/{sha256}`: the file of a release, whole or in parts; it never changes (PROTOCOL §6)."""

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from flask import Blueprint, Response, request
from werkzeug.exceptions import NotFound

from blueprints.api.lean_principal import calling_till, reading
from blueprints.api.office import clock, office
from blueprints.api.problems import Problem
from services.app_releases.app_downloads import find_file
from services.app_releases.app_files import path_of, releases_folder

endpoint = Blueprint("app_file", __name__)
#: the most that is handed over at a time; a till asks for the next piece when it has this one
PIECE = 1024 * 1024
#: of a file that somebody wants in one go
PORTION = 64 * 1024
#: whoever takes a whole file slowly holds one of the worker's threads: never more than one of them
WHOLE_FILES = threading.BoundedSemaphore(1)
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
    if response.status_code == 206:
        _put_piece(response, path, size)
    elif response.status_code == 200:
        response.response = [path.read_bytes()] if size <= PIECE else WholeFile(path)
    return response


def _put_piece(response: Response, path: Path, size: int) -> None:
    """The wanted part, or as much of its beginning as is handed over at a time."""
    first = response.content_range.start or 0
    count = min(response.content_length or 0, PIECE)
    with path.open("rb") as file:
        file.seek(first)
        response.response = [file.read(count)]
    response.content_length = count
    response.content_range.set(first, first + count, size)


class WholeFile:
    """A large file in one go, portion by portion. Raises Problem busy when the worker hands over one already."""

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO | None = None
        if not WHOLE_FILES.acquire(blocking=False):
            raise Problem("busy", "Fetch the file in parts, with Range", retry_after_s=30)
        self._file = path.open("rb")

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        portion = self._file.read(PORTION) if self._file else b""
        if not portion:
            self.close()
            raise StopIteration
        return portion

    def close(self) -> None:
        """Let the next one begin; also when whoever took it hung up."""
        file, self._file = self._file, None
        if file is not None:
            file.close()
            WHOLE_FILES.release()

    __del__ = close
