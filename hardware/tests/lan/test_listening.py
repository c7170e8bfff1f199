"""How the box listens: encrypted, at the place that was set, and whatever slow or silent callers do."""

import socket
import ssl
import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from comptoir_store_server.command import main
from comptoir_store_server.folder import DataFolder
from comptoir_store_server.lan.certificate import find_or_make_certificate, make_context
from comptoir_store_server.lan.listener import THREADS, Listener
from comptoir_store_server.lan.settings import InvalidSetting, LanSettings, Mode, read_settings
from fake_office import FakeOffice
from lan_shop import PLAIN, Box, Till, configuration, receipt_printer

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
NAMES, ADDRESSES = ["localhost", "box.local"], ["192.168.1.20"]
Listen = Callable[..., Listener]


def hello(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Makes listeners that have little patience."""
    made: list[Listener] = []

    def make(context: ssl.SSLContext | None = None, *, silence: int = 1, whole: float = 1.0) -> Listener:
        made.append(Listener(("127.0.0.1", 0), hello, context, silence=silence, whole=whole))
        made[-1].listen()
        return made[-1]

    yield make
    for each in made:
        each.close()


def call(listener: Listener) -> socket.socket:
    return socket.create_connection(("127.0.0.1", listener.port), timeout=30)


def hears_the_end(line: socket.socket) -> bool:
    """Whether the other side hung up, within the line's patience."""
    try:
        while line.recv(4096):
            continue
    except ConnectionError:
        return True
    return True


def trickle(line: socket.socket) -> None:
    """Say a little, often enough."""
    for _ in range(300):
        line.sendall(b"X-More: of it\r\n")
        time.sleep(0.1)


def test_without_settings_it_listens_encrypted_at_8631() -> None:
    assert read_settings({}) == LanSettings(Mode.HTTPS, "0.0.0.0", 8631)


def test_everything_can_be_set() -> None:
    told = {"": "HTTP", "_ADDRESS": "192.168.1.20", "_PORT": "80", "_NAMES": "Print.shop.example, b"}
    files = {"_CERTIFICATE": "/etc/a.pem", "_KEY": "/etc/b.pem"}
    settings = read_settings({f"COMPTOIR_STORE_LAN{name}": value for name, value in (told | files).items()})
    assert settings == LanSettings(
        Mode.HTTP, "192.168.1.20", 80, Path("/etc/a.pem"), Path("/etc/b.pem"), ("print.shop.example", "b")
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("", "maybe"), ("_PORT", "many"), ("_PORT", "99999"), ("_ADDRESS", "box"), ("_KEY", "a")],
)
def test_what_cannot_be_meant_is_said(
    name: str,
    value: str,
    folder: DataFolder,
    office: FakeOffice,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(InvalidSetting):
        read_settings({f"COMPTOIR_STORE_LAN{name}": value})
    data = ["--data", str(folder.root)]
    assert main([*data, "pair", "--office", office.url, "--code", "7K4M-Q2XD"]) == 0
    monkeypatch.setenv(f"COMPTOIR_STORE_LAN{name}", value)
    assert main([*data, "run"]) == 2
    assert "COMPTOIR_STORE_LAN" in capsys.readouterr().err


def test_a_certificate_is_made_once_and_kept(folder: DataFolder) -> None:
    first = find_or_make_certificate(folder, LanSettings(), NAMES, ADDRESSES, NOW)
    later = find_or_make_certificate(folder, LanSettings(), ["other"], [], NOW + timedelta(days=3000))
    assert later == first
    assert stat.S_IMODE(first.key.stat().st_mode) == 0o600
    over = find_or_make_certificate(folder, LanSettings(), NAMES, ADDRESSES, NOW + timedelta(days=3700))
    assert over.sha256 != first.sha256
    over.key.write_text("damaged")
    assert find_or_make_certificate(folder, LanSettings(), NAMES, ADDRESSES, NOW).sha256 != over.sha256


def test_a_till_that_knows_the_certificate_speaks_encrypted(
    box: Box, office: FakeOffice, folder: DataFolder, wait_for: Callable[..., None]
) -> None:
    box._settings = replace(PLAIN, mode=Mode.HTTPS)
    office.books.configuration = configuration(receipt_printer(9))
    box.start()
    known = ssl.create_default_context(cafile=folder.root / "lan-certificate.pem")
    till = box.till(verify=known)
    wait_for(lambda: till.http.get("/status").status_code == 200, "let in")
    stranger = Till(box.base, None)
    with stranger.http, pytest.raises(httpx.ConnectError, match="certificate"):
        stranger.http.get("/ping")


def test_the_shop_s_own_certificate_is_shown(folder: DataFolder, tmp_path: Path, listen: Listen) -> None:
    other = DataFolder(tmp_path / "other")
    other.create()
    own = find_or_make_certificate(other, LanSettings(), NAMES, ADDRESSES, NOW)
    settings = LanSettings(certificate=own.certificate, key=own.key)
    shown = find_or_make_certificate(folder, settings, NAMES, ADDRESSES, NOW)
    assert shown == own
    listener = listen(make_context(shown))
    with httpx.Client(verify=ssl.create_default_context(cafile=own.certificate)) as till:
        assert till.get(f"https://localhost:{listener.port}/").text == "hello"
    assert not (folder.root / "lan-key.pem").exists()


def test_a_port_that_is_taken_is_waited_for(box: Box, wait_for: Callable[..., None]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        taken.listen()
        box._settings = replace(PLAIN, port=int(taken.getsockname()[1]))
        with pytest.raises(AssertionError, match="never listened"):
            box.start(patience=1.5)
    wait_for(box.is_listening, "listens when the port is free", 60)


@pytest.mark.parametrize("encrypted", [False, True], ids=["plain", "encrypted"])
def test_silent_callers_keep_nobody_waiting(folder: DataFolder, listen: Listen, encrypted: bool) -> None:
    shown = find_or_make_certificate(folder, LanSettings(), NAMES, ADDRESSES, NOW) if encrypted else None
    listener = listen(make_context(shown) if shown else None, silence=120, whole=120.0)
    verify = ssl.create_default_context(cafile=shown.certificate) if shown else True
    silent = [call(listener) for _ in range(3 * THREADS)]
    try:
        scheme = "https" if encrypted else "http"
        with httpx.Client(verify=verify, timeout=30) as till:
            assert till.get(f"{scheme}://127.0.0.1:{listener.port}/").text == "hello"
    finally:
        for each in silent:
            each.close()


def test_a_silent_caller_is_given_up(listen: Listen) -> None:
    with call(listen(silence=1)) as line:
        assert hears_the_end(line)


def test_a_request_that_trickles_is_cut(listen: Listen) -> None:
    listener = listen(silence=5, whole=1.0)
    with call(listener) as line:
        line.sendall(b"GET / HTTP/1.1\r\n")
        with pytest.raises(ConnectionError):
            trickle(line)


def test_a_body_that_never_comes_is_not_waited_for(listen: Listen) -> None:
    listener = listen(silence=1, whole=5.0)
    with call(listener) as line:
        line.sendall(b"PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{")
        assert hears_the_end(line)
    with httpx.Client() as till:
        assert till.get(f"http://127.0.0.1:{listener.port}/").text == "hello"


def test_a_head_without_end_is_refused(listen: Listen) -> None:
    listener = listen(silence=5, whole=10.0)
    with httpx.Client() as till:
        answer = till.get(f"http://127.0.0.1:{listener.port}/", headers={"X-Long": "x" * 100_000})
    assert answer.json()["code"] == "too_large"
