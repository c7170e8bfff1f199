"""How a till may send: packed, in chunks, and too much; it always hears the answer."""

import gzip
import json
import socket
import ssl
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from comptoir_store_server.folder import DataFolder
from comptoir_store_server.lan.bodies import LARGEST_BODY, read_body
from comptoir_store_server.lan.certificate import find_or_make_certificate, make_context
from comptoir_store_server.lan.listener import Listener
from comptoir_store_server.lan.problems import Refused
from comptoir_store_server.lan.settings import LanSettings
from lan_shop import KEYS, Counter, code, new_id, order

JSON = {"Content-Type": "application/json"}
PACKED = {**JSON, "Content-Encoding": "gzip"}


@pytest.fixture
def refusing(folder: DataFolder) -> Iterator[Listener]:
    """A box that speaks TLS and reads nothing of what it is sent."""

    def refuse(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("413 Request Entity Too Large", [("Content-Length", "4")])
        return [b"full"]

    made = find_or_make_certificate(folder, LanSettings(), ["localhost"], [], datetime.now(UTC))
    listener = Listener(("127.0.0.1", 0), refuse, make_context(made))
    listener.listen()
    yield listener
    listener.close()


def test_a_refusal_is_heard_after_a_large_body_over_tls(refusing: Listener) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    size = 7 * 1024 * 1024
    for _ in range(3):
        line = socket.create_connection(("127.0.0.1", refusing.port), timeout=60)
        with context.wrap_socket(line, server_hostname="localhost") as sealed:
            head = f"PUT /v1/jobs/{new_id()} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}\r\n\r\n"
            sealed.sendall(head.encode() + b" " * size)
            heard = b""
            while piece := sealed.recv(65536):
                heard += piece
        assert heard.startswith(b"HTTP/1.1 413 ")
        assert heard.endswith(b"full")


@pytest.mark.parametrize("connection", ["keep-alive", "close"])
def test_a_body_beyond_the_bound_is_refused_in_words(counter: Counter, connection: str) -> None:
    url = httpx.URL(counter.base)
    body = b'"' + b"x" * 6 * 1024 * 1024 + b'"'
    with socket.create_connection((url.host, url.port or 0), timeout=60) as line:
        head = (
            f"PUT /v1/jobs/{new_id()} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {KEYS['d1']}\r\n"
            f"Content-Type: application/json\r\nConnection: {connection}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        line.sendall(head.encode() + body)
        heard = b"".join(iter(lambda: line.recv(65536), b""))
    assert heard.startswith(b"HTTP/1.1 413 ")
    assert json.loads(heard.partition(b"\r\n\r\n")[2])["code"] == "too_large"


def test_a_packed_order_is_the_same_order(counter: Counter) -> None:
    till, job_id, body = counter.till(), new_id(), order("kawa")
    packed = gzip.compress(json.dumps(body).encode())
    assert till.http.put(f"/jobs/{job_id}", content=packed, headers=PACKED).status_code == 201
    assert till.print(job_id, body).status_code == 200
    [job] = counter.spool.waiting("p1")
    assert job.document["text"] == ["kawa"]


def test_an_order_in_chunks_is_the_same_order(counter: Counter) -> None:
    till, job_id, body = counter.till(), new_id(), order("kawa", "herbata")
    text = json.dumps(body).encode()
    for content, headers in ((text, JSON), (gzip.compress(text), PACKED)):
        pieces = [content[at : at + 7] for at in range(0, len(content), 7)]
        answer = till.http.put(f"/jobs/{job_id}", content=iter(pieces), headers=headers)
        assert answer.status_code in (200, 201)
    assert counter.spool.waiting_count() == 1
    assert counter.spool.waiting("p1")[0].document["text"] == ["kawa", "herbata"]


def test_chunks_with_trailers_and_remarks(counter: Counter) -> None:
    url, text = httpx.URL(counter.base), json.dumps(order("kawa")).encode()
    with socket.create_connection((url.host, url.port or 0), timeout=60) as line:
        head = (
            f"PUT /v1/jobs/{new_id()} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {KEYS['d1']}\r\n"
            "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        line.sendall(head.encode() + b"%x;a=b\r\n" % len(text) + text + b"\r\n0\r\nX-Sum: 1\r\n\r\n")
        heard = b"".join(iter(lambda: line.recv(65536), b""))
    assert heard.startswith(b"HTTP/1.1 201 ")


def bomb() -> bytes:
    """Half a gibibyte of blanks in half a mebibyte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    blanks = b" " * 1024 * 1024
    return b"".join(packer.compress(blanks) for _ in range(512)) + packer.flush()


class Body:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def read(self, size: int) -> bytes:
        return self._content[:size]


def test_what_is_packed_small_and_large_within_takes_no_memory() -> None:
    content = bomb()
    environ = {"CONTENT_LENGTH": str(len(content)), "CONTENT_TYPE": "application/json"}
    environ["HTTP_CONTENT_ENCODING"] = "gzip"
    tracemalloc.start()
    try:
        with pytest.raises(Refused) as refused:
            read_body({**environ, "wsgi.input": Body(content)})
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert refused.value.code == "too_large"
    assert most < 4 * LARGEST_BODY


PACKINGS: dict[str, tuple[bytes, tuple[int, str]]] = {
    "not packed at all": (b'{"role": "receipt_printer"}', (400, "not_json")),
    "nothing": (b"", (400, "not_json")),
    "cut off": (gzip.compress(json.dumps(order("kawa")).encode())[:-9], (400, "not_json")),
    "and something more": (gzip.compress(b"{}") + b"more", (400, "not_json")),
    "no JSON within": (gzip.compress(b"kawa"), (400, "not_json")),
    "too much within": (gzip.compress(b'"' + b"x" * LARGEST_BODY + b'"'), (413, "too_large")),
}


@pytest.mark.parametrize("name", PACKINGS)
def test_packings_that_are_none(counter: Counter, name: str) -> None:
    content, expected = PACKINGS[name]
    answer = counter.till().http.put(f"/jobs/{new_id()}", content=content, headers=PACKED)
    assert code(answer) == expected
    assert counter.spool.waiting_count() == 0


def test_a_packing_that_nobody_here_unpacks(counter: Counter) -> None:
    headers = {**JSON, "Content-Encoding": "zstd"}
    answer = counter.till().http.put(f"/jobs/{new_id()}", content=b"{}", headers=headers)
    assert code(answer) == (415, "unsupported_media_type")
