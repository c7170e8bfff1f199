"""The till finds its store server in the shop's network by what the office told both, until it is deactivated."""

import hashlib
import ssl
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from cli.simulated_till import SimulatedTill
from services.activation.activation import retire_device
from tests.contract.box import Box
from tests.contract.conftest import Shop, device_of
from tests.make import now
from tests.office import wait_until


@pytest.fixture
def listening_box(paired_box: Box, monkeypatch: pytest.MonkeyPatch) -> Box:
    """The store server's program, listening on a port of this computer."""
    return listen(paired_box, monkeypatch, "http")


def listen(paired_box: Box, monkeypatch: pytest.MonkeyPatch, mode: str) -> Box:
    monkeypatch.setenv("COMPTOIR_STORE_LAN", mode)
    monkeypatch.setenv("COMPTOIR_STORE_LAN_ADDRESS", "127.0.0.1")
    monkeypatch.setenv("COMPTOIR_STORE_LAN_PORT", "0")
    paired_box.run()
    return paired_box


def near(wire: httpx.Client) -> dict[str, Any]:
    """The store server as the till's configuration names it."""
    data = wire.get("/sync/configuration").json()["changes"][0]["data"]
    return dict(data["store_servers"][0])


def status(url: str, key: str) -> int:
    """What the store server says to whoever shows this key."""
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.get(f"{url}/status", headers=headers, trust_env=False, timeout=20).status_code


def test_a_till_is_let_in_with_its_key_until_it_is_deactivated(
    shop: Shop, listening_box: Box, active_till: SimulatedTill, wire: httpx.Client
) -> None:
    wait_until(lambda: near(wire)["urls"] != [], "the till is told where the box listens", seconds=60)
    found = near(wire)
    url, key = found["urls"][0], found["key"]
    assert url.startswith("http://127.0.0.1:")
    wait_until(lambda: status(url, key) == 200, "the box knows the till's key", seconds=60)
    assert status(url, key[::-1]) == 401
    active_till.synchronize()  # by the digest, which is made of the key too
    with shop.office.make() as make:
        retire_device(make.session, make.session.merge(device_of(shop)), now(), how="deactivated")
        make.session.commit()
    wait_until(lambda: status(url, key) == 401, "the box lets it in no more", seconds=60)


def test_a_till_knows_the_box_by_its_certificate(
    shop: Shop, paired_box: Box, monkeypatch: pytest.MonkeyPatch, wire: httpx.Client
) -> None:
    listen(paired_box, monkeypatch, "https")
    wait_until(lambda: near(wire)["urls"] != [], "the till is told where the box listens", seconds=60)
    found = near(wire)
    place = urlsplit(found["urls"][0])
    assert (place.scheme, place.hostname) == ("https", "127.0.0.1")
    shown = ssl.get_server_certificate((place.hostname, place.port or 0), timeout=20)
    der = ssl.PEM_cert_to_DER_cert(shown)
    assert hashlib.sha256(der).hexdigest() == found["certificate_sha256"]
    with shop.office.sign_in(shop.owner) as back_office:
        page = back_office.get(f"/store-servers/{shop.server.public_id}").text
        assert found["certificate_sha256"] in page
