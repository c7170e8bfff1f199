"""What a till carries in: of known length or in chunks, plain or packed with gzip, never more than fits."""

import re
import zlib
from typing import Any

from comptoir_store_server.lan.orders import read_json
from comptoir_store_server.lan.problems import Refused

#: As it is read, and unpacked.
LARGEST_BODY = 4 * 1024 * 1024
#: Nobody cuts a body of this size into more pieces, or says more of one piece.
MOST_CHUNKS, LONGEST_LINE, MOST_TRAILERS = 20_000, 1024, 64
SIZE = re.compile(b"[0-9A-Fa-f]{1,8}")
GZIP = 16 + zlib.MAX_WBITS


class Chunks:
    """A body in chunks, read from the line; ends the reading where it is none, or longer than ``most``."""

    def __init__(self, line: Any, most: int) -> None:
        self._line = line
        self._most = most
        self._count = self._left = 0
        self._is_over = False

    def read(self, size: int) -> bytes:
        """At most so many bytes, none at the end. Raises ValueError."""
        pieces = []
        while size > 0 and self._has_more():
            piece = self._line.read(min(size, self._left))
            if not piece:
                raise ValueError("a body that is cut off")
            pieces.append(piece)
            size -= len(piece)
            self._left -= len(piece)
            if self._left == 0 and self._read_line():
                raise ValueError("a chunk that is longer than it says")
        return b"".join(pieces)

    def _has_more(self) -> bool:
        if self._left == 0 and not self._is_over:
            self._begin_chunk()
        return self._left > 0

    def _begin_chunk(self) -> None:
        told = self._read_line().partition(b";")[0].strip()
        if not SIZE.fullmatch(told):
            raise ValueError("a chunk without a size")
        self._left = int(told, 16)
        self._count += 1
        self._most -= self._left
        if self._most < 0 or self._count > MOST_CHUNKS:
            raise ValueError("a body without end")
        if self._left == 0:
            self._is_over = True
            self._pass_trailers()

    def _pass_trailers(self) -> None:
        for _ in range(MOST_TRAILERS):
            if not self._read_line():
                return
        raise ValueError("trailers without end")

    def _read_line(self) -> bytes:
        line: bytes = self._line.readline(LONGEST_LINE)
        if not line.endswith(b"\r\n"):
            raise ValueError("a line without end")
        return line[:-2]


def read_body(environ: dict[str, Any]) -> dict[str, Any]:
    """The object in the body. Raises Refused."""
    _check_length(environ)
    kind = environ.get("CONTENT_TYPE", "").split(";")[0].strip().lower()
    packing = environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower()
    if kind != "application/json" or packing not in ("identity", "gzip"):
        raise Refused("unsupported_media_type")
    told = _read(environ)
    if len(told) > LARGEST_BODY:
        raise Refused("too_large", limit=LARGEST_BODY)
    return read_json(_unpack(told) if packing == "gzip" else told)


def _check_length(environ: dict[str, Any]) -> None:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):
        raise Refused("length_required")
    if int(length) > LARGEST_BODY:
        raise Refused("too_large", limit=LARGEST_BODY)


def _read(environ: dict[str, Any]) -> bytes:
    """A little more than may be, so that too much shows itself."""
    source = environ["wsgi.input"]
    if not isinstance(source, Chunks):
        return bytes(source.read(int(environ.get("CONTENT_LENGTH") or "0")))
    try:
        return source.read(LARGEST_BODY + 1)
    except ValueError as error:
        raise Refused("bad_request") from error


def _unpack(told: bytes) -> bytes:
    """What is packed small may be large: no more is unpacked than may be sent."""
    unpacker = zlib.decompressobj(GZIP)
    try:
        text = unpacker.decompress(told, LARGEST_BODY + 1)
    except zlib.error as error:
        raise Refused("not_json") from error
    if len(text) > LARGEST_BODY:
        raise Refused("too_large", limit=LARGEST_BODY)
    if not unpacker.eof or unpacker.unused_data:
        raise Refused("not_json")
    return text
