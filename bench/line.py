"""A caller's line to a WSGI entrance without a network or a test client: figures are of the office alone."""

import io
from collections.abc import Callable
from wsgiref.types import WSGIApplication

from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

Call = Callable[..., bytes]


def line_to(
    app: WSGIApplication, path: str, status: int, headers: dict[str, str] | None = None, method: str = "GET"
) -> Call:
    """A call whose status is checked each time; it may be given a JSON body, and returns the answer's."""
    builder = EnvironBuilder(
        path=path, method=method, headers=Headers(headers or {}), content_type="application/json"
    )
    environ = builder.get_environ()
    said: list[str] = []

    def start_response(line: str, *_: object) -> Callable[[bytes], object]:
        said[:] = [line]
        return said.append  # type: ignore[return-value]

    def call(body: bytes = b"") -> bytes:
        given = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        answer = app(environ | given, start_response)
        content = b"".join(answer)
        if close := getattr(answer, "close", None):
            close()
        assert said[0].startswith(str(status)), said
        return content

    return call
