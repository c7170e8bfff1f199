"""Whatever reaches the box from the shop's network, it says what is wrong and prints the next receipt."""

import base64
import functools
import json
import socket
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from comptoir_store_server.command import main
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.lan import endpoint
from comptoir_store_server.lan.listener import Listener
from comptoir_store_server.printing.logo import find_logo
from fake_office import FakeOffice
from fake_printer import FakePrinter
from lan_shop import KEYS, ORIGIN, Box, Till, code, configuration, new_id, order, receipt_printer

JSON = {"Content-Type": "application/json"}
#: Where a second computer of the shop has its address.
ELSEWHERE = "127.0.0.2"
WaitFor = Callable[..., None]


@pytest.fixture(scope="module")
def paper() -> Iterator[FakePrinter]:
    """The printer of the shop."""
    printer = FakePrinter()
    yield printer
    printer.close()


@pytest.fixture(scope="module")
def one_box(paper: FakePrinter, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    """A box with little patience, the same for all that is done to it here."""
    folder, office = DataFolder(tmp_path_factory.mktemp("box") / "store"), FakeOffice()
    assert main(["--data", str(folder.root), "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    office.books.configuration = configuration(receipt_printer(paper.port))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(endpoint, "Listener", functools.partial(Listener, silence=1, whole=2.0))
        box = Box(folder)
        box.start()
    yield box
    box.stop()
    office.close()


@pytest.fixture
def shop(one_box: Box, paper: FakePrinter, wait_for: WaitFor) -> Iterator[Box]:
    """The box; whatever a test did to it, it prints the next receipt."""
    wait_for(lambda: is_let_in(one_box.till()), "the box knows its tills", 30)
    yield one_box
    with Till(one_box.base, transport=httpx.HTTPTransport(local_address=ELSEWHERE)).http as other:
        job_id = new_id()
        assert other.put(f"/jobs/{job_id}", json=order(f"receipt {job_id}")).status_code == 201
        wait_for(lambda: f"receipt {job_id}".encode() in paper.paper, "the next receipt is printed", 30)


def png(width: int, height: int) -> bytes:
    """A small file that claims to be a picture of this size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def text(*lines: Any, **more: Any) -> dict[str, Any]:
    return {"role": "receipt_printer", "document": {"kind": "text", "text": list(lines)}, **more}


def document(**members: Any) -> dict[str, Any]:
    return {"role": "receipt_printer", "document": members}


BOMB = base64.b64encode(png(50_000, 50_000)).decode()
ORDERS: dict[str, tuple[Any, tuple[int, str]]] = {
    "unknown role": (text("x", role="teleprinter"), (409, "role_unassigned")),
    "a role for a printer that is not here": (text("x", role="page_printer"), (409, "role_unassigned")),
    "a line of two mebibytes": (text("x" * 2 * 1024 * 1024), (422, "invalid")),
    "ten thousand lines": (text(*["x"] * 10_000), (422, "invalid")),
    "much in every line": (text(*["x" * 2000] * 1000), (422, "invalid")),
    "ten thousand goods": (
        document(kind="receipt", receipt={"lines": [{"name": "kawa", "total": 1}] * 10_000}),
        (422, "invalid"),
    ),
    "an image bomb for a PDF": (document(kind="pdf", pdf=BOMB), (422, "invalid")),
    "a PDF that is a page of the web": (
        document(kind="pdf", pdf=base64.b64encode(b"<!doctype html><p>Hello").decode()),
        (422, "invalid"),
    ),
    "a PDF that is no base64": (document(kind="pdf", pdf="%PDF-1.4 as it is"), (422, "invalid")),
    "a picture as a document": (document(kind="image", image=BOMB), (422, "invalid")),
    "negative copies": (text("x", copies=-1), (422, "invalid")),
    "no copies": (text("x", copies=0), (422, "invalid")),
    "too many copies": (text("x", copies=10**30), (422, "invalid")),
    "a half copy": (text("x", copies=1.5), (422, "invalid")),
    "copies as a word": (text("x", copies="2"), (422, "invalid")),
    "copies that are true": (text("x", copies=True), (422, "invalid")),
    "a role that is a list": (text("x", role=["receipt_printer"]), (422, "invalid")),
    "no role": ({"document": {"kind": "test"}}, (422, "invalid")),
    "no document": ({"role": "receipt_printer"}, (422, "invalid")),
    "a document that is a text": ({"role": "receipt_printer", "document": "kawa"}, (422, "invalid")),
    "a kind that is a number": (document(kind=7), (422, "invalid")),
    "a line that is a number": (text("one", 2), (422, "invalid")),
    "a receipt that is a list": (document(kind="receipt", receipt=[]), (422, "invalid")),
    "a drawer that opens perhaps": (document(kind="test", open_drawer="perhaps"), (422, "invalid")),
    "a time without a zone": (text("x", expires_at="2030-01-01T00:00:00"), (422, "invalid")),
    "a time that is none": (text("x", expires_at="tomorrow"), (422, "invalid")),
    "a list": ([text("x")], (422, "invalid")),
    "a number": (17, (422, "invalid")),
}


@pytest.mark.parametrize("name", ORDERS)
def test_an_order_that_cannot_be_meant(shop: Box, name: str) -> None:
    body, expected = ORDERS[name]
    assert code(shop.till().print(new_id(), body)) == expected


BODIES: dict[str, tuple[bytes, tuple[int, str]]] = {
    "no body": (b"", (400, "not_json")),
    "nothing": (b"null", (422, "invalid")),
    "half an object": (b'{"role": "receipt_printer"', (400, "not_json")),
    "not a number": (b'{"copies": NaN}', (400, "not_json")),
    "endless": (b'{"copies": Infinity}', (400, "not_json")),
    "endless in figures": (b'{"copies": 1e999}', (400, "not_json")),
    "more figures than anybody counts": (b'{"copies": ' + b"9" * 10_000 + b"}", (400, "not_json")),
    "nested deep": (b'{"document": ' + b"[" * 40 + b"]" * 40 + b"}", (400, "not_json")),
    "nested without an end": (b"[" * 1_000_000, (400, "not_json")),
    "objects nested without an end": (b'{"a":' * 500_000, (400, "not_json")),
    "two members of one name": (b'{"role": "receipt_printer", "role": "pickup_printer"}', (400, "not_json")),
    "two members of one name within": (b'{"document": {"kind": "test", "kind": "text"}}', (400, "not_json")),
    "not UTF-8": (b'{"role": "\xff\xfe"}', (400, "not_json")),
    "UTF-16": ('{"role": "receipt_printer"}'.encode("utf-16"), (400, "not_json")),
    "half a letter": (b'{"role": "\\ud83d"}', (400, "not_json")),
    "the other half": (b'{"document": {"\\udca9": 1}}', (400, "not_json")),
    "half a letter in UTF-8": (b'{"role": "\xed\xa0\xbd"}', (400, "not_json")),
    "a byte of nothing": (b"\x00", (400, "not_json")),
    "five mebibytes": (b'"' + b"x" * 5 * 1024 * 1024 + b'"', (413, "too_large")),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_none(shop: Box, name: str) -> None:
    body, expected = BODIES[name]
    assert code(shop.till().http.put(f"/jobs/{new_id()}", content=body, headers=JSON)) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Authorization": "Bearer guessed"}, (401, "token_unknown")),
        ({"Authorization": f"Bearer {KEYS['d1']}x"}, (401, "token_unknown")),
        ({"Authorization": "Basic eDp5"}, (401, "token_missing")),
        ({"Authorization": ""}, (401, "token_missing")),
        ({"Origin": "https://evil.example"}, (403, "wrong_origin")),
        ({"Origin": "null"}, (403, "wrong_origin")),
        ({"Origin": f"{ORIGIN}.evil.example"}, (403, "wrong_origin")),
        ({"Host": "evil.example"}, (421, "wrong_host")),
        ({"Host": "192.168.1.20.evil.example:8631"}, (421, "wrong_host")),
        ({"Content-Type": "text/plain"}, (415, "unsupported_media_type")),
        ({"Content-Encoding": "gzip"}, (400, "not_json")),
        ({"Content-Encoding": "deflate"}, (415, "unsupported_media_type")),
        ({"X-Long": "x" * 60_000}, (413, "too_large")),
        ({f"X-{number}": "x" for number in range(5_000)}, (413, "too_large")),
    ],
)
def test_a_head_that_opens_nothing(shop: Box, headers: dict[str, str], expected: tuple[int, str]) -> None:
    till = shop.till().http
    body = json.dumps(order("no")).encode()
    assert code(till.put(f"/jobs/{new_id()}", content=body, headers=JSON | headers)) == expected
    assert till.get("/status").json()["queue"]["queued"] == 0, "nothing of it waits for paper"


def test_an_id_that_comes_again_with_another_body(shop: Box, paper: FakePrinter, wait_for: WaitFor) -> None:
    till, job_id = shop.till(), new_id()
    till.print(job_id, order("the first"))
    assert code(till.print(job_id, order("another"))) == (409, "job_differs")
    assert code(shop.till("d2").print(job_id, order("the first"))) == (409, "job_differs")
    assert code(till.print("17", order("no id"))) == (422, "invalid")
    wait_for(lambda: till.status(job_id) == "printed", "printed once")
    assert b"another" not in paper.paper


UNPRINTABLE: dict[str, tuple[dict[str, Any], int]] = {
    "pictures of letters without an end": (document(kind="text", text=["寿" * 2000] * 120), 1),
    "many copies of a long picture": (document(kind="text", text=["寿" * 2000] * 30), 20),
    "a PDF for a receipt printer": (
        document(kind="pdf", pdf=base64.b64encode(b"%PDF-1.4\n%%EOF").decode()),
        1,
    ),
}


@pytest.mark.parametrize("name", UNPRINTABLE)
def test_paper_that_this_printer_cannot_make(shop: Box, wait_for: WaitFor, name: str) -> None:
    body, copies = UNPRINTABLE[name]
    till, job_id = shop.till(), new_id()
    assert till.print(job_id, body | {"copies": copies}).status_code == 201
    wait_for(lambda: till.status(job_id) == "failed", "it is said", 60)
    assert till.http.get(f"/jobs/{job_id}").json()["reason"] == "unsupported_document"


def test_pictures_that_are_not_asked_for_are_not_opened(
    shop: Box, paper: FakePrinter, wait_for: WaitFor
) -> None:
    receipt = {"number": "1-1", "logo": BOMB, "lines": [{"name": "kawa", "image": BOMB, "total": 900}]}
    body = document(kind="receipt", receipt=receipt, logo=BOMB, raster={"width": 50_000, "height": 50_000})
    till, job_id = shop.till(), new_id()
    assert till.print(job_id, body).status_code == 201
    wait_for(lambda: till.status(job_id) == "printed", "printed as if they were not there")
    assert b"kawa" in paper.paper


def test_a_logo_that_claims_to_be_larger_than_any_paper_is_left_out(tmp_path: Path) -> None:
    for number, (width, height) in enumerate([(50_000, 50_000), (576, 4_000_000), (9_000, 9_000)]):
        (tmp_path / f"{number}.png").write_bytes(png(width, height))
        assert find_logo({"logo": [{"path": str(tmp_path / f"{number}.png")}]}, 576) == ""


# What is no request at all: bytes on a line.


def call(shop: Box, address: str = "127.0.0.1") -> socket.socket:
    url = httpx.URL(shop.base)
    return socket.create_connection((url.host, url.port or 0), timeout=30, source_address=(address, 0))


def heard(line: socket.socket) -> bytes:
    """Everything until the box hangs up."""
    told = b""
    try:
        while piece := line.recv(65536):
            told += piece
    except ConnectionError:
        pass
    return told


HEAD = f"PUT /v1/jobs/{new_id()} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {KEYS['d1']}\r\n"
CHUNKS = HEAD + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
LINES: dict[str, tuple[str, bytes, str]] = {
    "chunks without a size": (CHUNKS, b"two\r\n{}\r\n0\r\n\r\n", "400 bad_request"),
    "a chunk of less than nothing": (CHUNKS, b"-2\r\n{}\r\n0\r\n\r\n", "400 bad_request"),
    "a chunk that is longer than it says": (CHUNKS, b"1\r\n{}\r\n0\r\n\r\n", "400 bad_request"),
    "a chunk of many gibibytes": (CHUNKS, b"FFFFFFFF\r\n{}", "400 bad_request"),
    "a size without end": (CHUNKS, b"0" * 2000 + b"\r\n", "400 bad_request"),
    "chunks without end": (CHUNKS, b"1\r\n \r\n" * 25_000, "400 bad_request"),
    "trailers without end": (CHUNKS, b"2\r\n{}\r\n0\r\n" + b"X: y\r\n" * 100, "400 bad_request"),
    "a length that is a word": (HEAD + "Content-Length: long\r\n\r\n", b"", "400 bad_request"),
    "a negative length": (HEAD + "Content-Length: -1\r\n\r\n", b"", "411 length_required"),
    "more than anybody sends": (HEAD + f"Content-Length: {10**12}\r\n\r\n", b"", "413 too_large"),
    "TLS on a plain line": ("", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", "400 bad_request"),
    "a printer's language": ("", b"\x1b@Hello\n\x1dV\x00\r\n\r\n", "400 bad_request"),
    "another protocol": ("GET / SPDY/9\r\n\r\n", b"", "400 bad_request"),
}


@pytest.mark.parametrize("name", LINES)
def test_what_is_no_request(shop: Box, name: str) -> None:
    head, body, expected = LINES[name]
    with call(shop) as line:
        line.sendall(head.encode() + body)
        told = heard(line)
    status, problem = expected.split()
    assert told.startswith(f"HTTP/1.1 {status} ".encode()), told
    assert json.loads(told.partition(b"\r\n\r\n")[2])["code"] == problem


@pytest.mark.parametrize("name", ["nothing", "half a head", "half a body", "one byte after the other"])
def test_who_keeps_the_box_waiting_is_hung_up_on(shop: Box, name: str) -> None:
    with call(shop) as line:
        if name == "half a head":
            line.sendall(HEAD.encode())
        elif name != "nothing":
            line.sendall(f"{HEAD}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{".encode())
        if name == "one byte after the other":
            with pytest.raises(ConnectionError):
                trickle(line)
        else:
            assert b"201" not in heard(line)


def trickle(line: socket.socket) -> None:
    """A body that comes so slowly that it never ends."""
    for _ in range(600):
        line.sendall(b" ")
        time.sleep(0.05)


def test_a_thousand_lines_from_one_computer_keep_no_other_out(shop: Box, wait_for: WaitFor) -> None:
    crowd = []
    try:
        for _ in range(1000):
            crowd.append(call(shop))
        with Till(shop.base, transport=httpx.HTTPTransport(local_address=ELSEWHERE)).http as other:
            assert other.get("/status").status_code == 200
    finally:
        for each in crowd:
            each.close()
    till = shop.till()
    wait_for(lambda: is_let_in(till), "the same computer is let in again", 30)


def is_let_in(till: Till) -> bool:
    try:
        return till.http.get("/status").status_code == 200
    except httpx.TransportError:
        return False
