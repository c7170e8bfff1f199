"""A store server says where it listens; the tills of its store read it in their configuration (PROTOCOL §3, §8)."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import StoreServer, StreamHead
from models.scope import enter_account
from services.store_servers.store_servers import unpair_store_server
from tests.make import Make, Till, now

HERE = {"port": 8631, "addresses": ["192.168.1.20", "kasa.local"], "tls": True}
URLS = ["https://192.168.1.20:8631/v1", "https://kasa.local:8631/v1"]
Shop = tuple[Till, StoreServer, dict[str, str]]


@pytest.fixture
def shop(make: Make) -> Shop:
    till = make.till()
    server, token = make.store_server(till.device.store)
    return till, server, {"Authorization": f"Bearer {token}"}


def report(client: FlaskClient, box: dict[str, str], **health: Any) -> int:
    return client.put(
        "/api/v1/store-server/health", json={"version": "1.0"} | health, headers=box
    ).status_code


def urls_at(client: FlaskClient, till: Till) -> list[str]:
    answer = client.get("/api/v1/sync/configuration", headers=till.headers)
    return list((answer.json or {})["changes"][0]["data"]["store_servers"][0]["urls"])


def certificate_at(client: FlaskClient, till: Till) -> str | None:
    answer = client.get("/api/v1/sync/configuration", headers=till.headers)
    (server,) = (answer.json or {})["changes"][0]["data"]["store_servers"]
    return server.get("certificate_sha256")


def numbers(session: Session) -> dict[tuple[str, int | None, int | None], int]:
    """How often each head was published to."""
    session.expire_all()
    return {
        (head.stream, head.store_id, head.device_id): head.seq for head in session.scalars(select(StreamHead))
    }


def test_a_till_reads_where_its_store_server_listens(client: FlaskClient, shop: Shop) -> None:
    till, _server, box = shop
    assert urls_at(client, till) == []
    assert report(client, box, lan=HERE) == 204
    assert urls_at(client, till) == URLS
    assert report(client, box, lan=HERE | {"port": 443, "addresses": ["192.168.1.21"]}) == 204
    assert urls_at(client, till) == ["https://192.168.1.21:443/v1"]


@pytest.mark.parametrize("health", [{}, {"lan": None}, {"lan": HERE | {"addresses": ["0.0.0.0"]}}])
def test_a_store_server_that_listens_no_more_is_not_called(
    client: FlaskClient, shop: Shop, health: dict[str, Any]
) -> None:
    till, _server, box = shop
    report(client, box, lan=HERE)
    assert report(client, box, **health) == 204
    assert urls_at(client, till) == []


def test_only_the_tills_concerned_are_told_and_only_when_something_changed(
    client: FlaskClient, make: Make, session: Session, shop: Shop
) -> None:
    till, _server, box = shop
    make.till()  # of another store
    second = make.till(make.device("Kasa 2", till.device.store)).device
    before = numbers(session)
    report(client, box, lan=HERE)
    after = numbers(session)
    told = {place for place in before if after[place] != before[place]}
    assert told == {("configuration", None, till.device.id), ("configuration", None, second.id)}
    report(client, box, lan=HERE, uptime_s=60, peripherals=[])
    assert numbers(session) == after


def test_a_till_reads_which_certificate_is_shown_there_as_long_as_it_is(
    client: FlaskClient, session: Session, shop: Shop
) -> None:
    till, server, box = shop
    shown, renewed = HERE | {"certificate_sha256": "ab" * 32}, HERE | {"certificate_sha256": "cd" * 32}
    report(client, box, lan=HERE)
    assert certificate_at(client, till) is None
    report(client, box, lan=shown)
    assert certificate_at(client, till) == "ab" * 32
    before = numbers(session)
    report(client, box, lan=shown)
    assert numbers(session) == before
    report(client, box, lan=renewed)
    assert certificate_at(client, till) == "cd" * 32
    assert numbers(session) != before
    report(client, box, lan=renewed | {"tls": False})
    assert (certificate_at(client, till), urls_at(client, till)[0][:7]) == (None, "http://")
    report(client, box, lan=shown)
    report(client, box)
    assert certificate_at(client, till) is None
    enter_account(session, server.account_id)
    report(client, box, lan=shown)
    unpair_store_server(session, session.get_one(StoreServer, server.id), now())
    session.commit()
    assert session.get_one(StoreServer, server.id).certificate_sha256 is None


def test_a_box_that_was_unpaired_leaves_no_address_to_the_next(
    client: FlaskClient, session: Session, shop: Shop
) -> None:
    till, server, box = shop
    report(client, box, lan=HERE)
    enter_account(session, server.account_id)
    unpair_store_server(session, session.get_one(StoreServer, server.id), now())
    session.commit()
    assert session.get_one(StoreServer, server.id).urls == []
    answer = client.get("/api/v1/sync/configuration", headers=till.headers)
    assert (answer.json or {})["changes"][0]["data"]["store_servers"] == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"port": 0}, "lan.port"),
        ({"port": 65536}, "lan.port"),
        ({"addresses": "192.168.1.20"}, "lan.addresses"),
        ({"addresses": ["x" * 300]}, "lan.addresses[0]"),
        ({"tls": "yes"}, "lan.tls"),
        ({"certificate_sha256": "AB" * 32}, "lan.certificate_sha256"),
        ({"certificate_sha256": "ab" * 31}, "lan.certificate_sha256"),
    ],
)
def test_what_is_no_place_to_listen_is_named(
    client: FlaskClient, shop: Shop, changes: dict[str, Any], field: str
) -> None:
    till, _server, box = shop
    answer = client.put("/api/v1/store-server/health", json={"lan": HERE | changes}, headers=box)
    assert (answer.status_code, (answer.json or {})["errors"][0]["field"]) == (422, field)
    assert urls_at(client, till) == []
