"""Bodies on the wire: JSON in and out, checked against the message types, compressed when asked."""

import gzip
import io
import re
from contextlib import suppress
from typing import Any, TypeVar

import msgspec
import zstandard
from flask import Flask, Response, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from blueprints.api.problems import Problem
from blueprints.api.wire import json_bytes

LIMIT = 4 * 1024 * 1024
COMPRESS_FROM = 800
#: every escape of a JSON text, in order: a surrogate pair, half of one, or any other
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89aAbB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
T = TypeVar("T")


def set_up(api: Flask) -> None:
    """Compress larger answers for callers that accept it; read what an early refusal left of a body."""
    api.config["MAX_CONTENT_LENGTH"] = LIMIT + 1  # so that one in chunks, which is cut there, shows itself
    api.before_request(_accept_chunks)
    api.after_request(_compress)
    api.after_request(_read_the_rest)


def json_response(value: object, status: int = 200) -> Response:
    """An answer with a JSON body."""
    response = Response(json_bytes(value), status, content_type="application/json")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def no_content() -> Response:
    """204, without a type of what is not there."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response


def raw_body() -> bytes:
    """The decoded request body. Raises Problem unsupported_media_type, not_json or too_large.

    Half a surrogate pair becomes U+FFFD: a till that cuts a name within an emoji writes such a half, and one
    cut name must not block a journal.
    """
    if request.mimetype != "application/json":
        raise Problem("unsupported_media_type")
    data = request.get_data(cache=False)
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    try:
        data = _decoded(data, encoding)
    except (OSError, EOFError, zstandard.ZstdError, ValueError) as error:
        raise Problem("not_json", f"The body is not valid {encoding}") from error
    if len(data) > LIMIT:
        raise Problem("too_large")
    return _ESCAPE.sub(_whole_escape, data) if b"\\ud" in data or b"\\uD" in data else data


def read_body(shape: type[T]) -> T:
    """The request body as a message. Raises Problem not_json, or invalid with `errors` naming the fields."""
    data = raw_body()
    try:
        return msgspec.json.decode(data, type=shape)
    except msgspec.ValidationError as error:
        check_json(data)
        raise Problem("invalid", errors=[field_error(error)]) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Problem("not_json", str(error)) from error


def check_json(data: bytes) -> None:
    """Raises Problem not_json: a wrong shape must not hide that the whole is no JSON at all."""
    try:
        msgspec.json.decode(data, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Problem("not_json", str(error)) from error


def field_error(error: msgspec.ValidationError, within: str = "") -> dict[str, str]:
    """msgspec's message as `{"field", "message"}`: "… - at `$.entries[3].n`" names the field.

    `within` is the field in which the checked value stands, when it is not the whole body.
    """
    message, _, path = str(error).partition(" - at `")
    field = path.removesuffix("`").removeprefix("$").removeprefix(".")
    if message.startswith("Object missing required field `"):
        missing = message.split("`")[1]
        field = f"{field}.{missing}" if field else missing
    return {"field": ".".join(part for part in (within, field) if part), "message": message}


def _accept_chunks() -> None:
    """A body in chunks has no length but an end, which the server under us finds."""
    if request.headers.get("Transfer-Encoding", "").lower() == "chunked":
        request.environ["wsgi.input_terminated"] = True


def _read_the_rest(response: Response) -> Response:
    """The server hangs up on a caller whose body was not read; the next call on that connection would fail."""
    with suppress(RequestEntityTooLarge, ClientDisconnected):
        while request.stream.read(65536):
            pass
    return response


def _whole_escape(escape: re.Match[bytes]) -> bytes:
    return b"\\ufffd" if escape["half"] else escape[0]


def _decoded(data: bytes, encoding: str) -> bytes:
    """Unpack at most one byte more than the limit, so that a bomb costs no memory."""
    if encoding == "gzip":
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            return stream.read(LIMIT + 1)
    if encoding == "zstd":
        with zstandard.ZstdDecompressor(max_window_size=2**23).stream_reader(io.BytesIO(data)) as reader:
            return _read_all(reader)
    if encoding not in ("identity", ""):
        raise ValueError(f"unknown encoding {encoding}")
    return data


def _read_all(reader: Any) -> bytes:
    parts: list[bytes] = []
    size = 0
    while size <= LIMIT and (part := reader.read(65536)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _compress(response: Response) -> Response:
    response.headers.setdefault("Vary", "Accept-Encoding")
    if (
        response.status_code != 200
        or response.is_streamed
        or "Content-Encoding" in response.headers
        or (response.content_length or 0) < COMPRESS_FROM
    ):
        return response
    accepted = request.accept_encodings
    if accepted["zstd"]:
        response.set_data(zstandard.ZstdCompressor(level=3).compress(response.get_data()))
        response.headers["Content-Encoding"] = "zstd"
    elif accepted["gzip"]:
        response.set_data(gzip.compress(response.get_data(), 6))
        response.headers["Content-Encoding"] = "gzip"
    return response
