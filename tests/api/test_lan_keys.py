"""Each till has a key for its shop's network: the till reads it, the store server recognizes it (PROTOCOL §3, §8)."""

import gzip
import hashlib
import json
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Device, Generation, PublishedObject, Store, StoreServer, device_store
from models.scope import enter_account
from services.activation.activation import end_generations, retire_device
from services.store_servers.lan_keys import lan_key
from tests.developers.test_examples import digest_of
from tests.make import Make, Till, now

Box = dict[str, str]


def box_in(make: Make, store: Store) -> Box:
    return {"Authorization": f"Bearer {make.store_server(store)[1]}"}


def pulled(client: FlaskClient, till: Till, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/api/v1/sync/configuration{query}", headers=till.headers)
    assert answer.status_code == 200
    return dict(answer.json or {})


def key_of(client: FlaskClient, till: Till) -> str:
    servers = pulled(client, till)["changes"][0]["data"]["store_servers"]
    assert [list(server) for server in servers] == [["id", "name", "urls", "key"]]
    return str(servers[0]["key"])


def known_to(client: FlaskClient, box: Box) -> dict[str, str]:
    """Device → the hash of its key."""
    answer = client.get("/api/v1/store-server/configuration", headers=box)
    return {one["id"]: one["key_sha256"] for one in (answer.json or {})["devices"]}


def sha256(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def end(session: Session, device: Device) -> None:
    enter_account(session, device.account_id)
    retire_device(session, device, now(), how="deactivated")
    session.commit()


def test_the_store_server_recognizes_the_key_that_the_till_was_given(client: FlaskClient, make: Make) -> None:
    till = make.till()
    box = box_in(make, till.device.store)
    key = key_of(client, till)
    assert len(key) == 43
    assert known_to(client, box) == {till.device.public_id: sha256(key)}


def test_what_a_till_gets_is_what_its_digest_says_page_by_page_and_in_one_file(
    client: FlaskClient, make: Make
) -> None:
    till = make.till()
    box_in(make, till.device.store)
    page = pulled(client, till)
    assert page["digest"] == digest_of(page["changes"])
    unchanged = pulled(client, till, f"?cursor={page['cursor']}")
    assert (unchanged["changes"], unchanged["digest"]) == ([], page["digest"])
    file = client.get("/api/v1/sync/configuration/snapshot", headers=till.headers)
    assert json.loads(gzip.decompress(file.data)) == page


def test_the_key_of_a_deactivated_till_is_gone_at_once(
    client: FlaskClient, make: Make, session: Session
) -> None:
    till = make.till()
    box = box_in(make, till.device.store)
    before = client.get("/api/v1/store-server/configuration", headers=box)
    client.put(
        "/api/v1/store-server/health", json={"config_revision": (before.json or {})["revision"]}, headers=box
    )
    end(session, till.device)
    poll = client.get("/api/v1/store-server/poll", headers=box)
    assert (poll.json or {})["due"] == [{"stream": "configuration", "reason": "rule"}]
    asked = client.get(
        "/api/v1/store-server/configuration", headers=box | {"If-None-Match": before.headers["ETag"]}
    )
    assert asked.status_code == 200
    assert (asked.json or {})["devices"] == []


def test_a_replaced_till_has_another_key_and_the_lost_one_has_none(
    client: FlaskClient, make: Make, session: Session
) -> None:
    lost = make.till()
    box = box_in(make, lost.device.store)
    lost_key = key_of(client, lost)
    enter_account(session, lost.device.account_id)
    end_generations(session, lost.device, now(), how="deactivated")
    session.commit()
    key = key_of(client, make.till(lost.device))
    assert key != lost_key
    assert known_to(client, box) == {lost.device.public_id: sha256(key)}


def test_a_store_server_knows_the_tills_of_its_store_and_no_others(
    client: FlaskClient, make: Make, session: Session
) -> None:
    here, there, guest = make.till(), make.till(), make.till()
    boxes = [box_in(make, till.device.store) for till in (here, there)]
    enter_account(session, here.device.account_id)
    session.execute(device_store.insert().values(device_id=guest.device.id, store_id=here.device.store_id))
    session.commit()
    assert set(known_to(client, boxes[0])) == {here.device.public_id, guest.device.public_id}
    assert set(known_to(client, boxes[1])) == {there.device.public_id}


def test_no_till_of_another_business_is_known(client: FlaskClient, make: Make, session: Session) -> None:
    mine = box_in(make, make.till().device.store)
    stranger = make.owner()
    store = make.store(owner=stranger)
    theirs = make.till(make.device(store=store)).device.public_id
    assert theirs not in known_to(client, mine)
    assert set(known_to(client, box_in(make, store))) == {theirs}


def test_a_copy_of_the_database_tells_no_key(client: FlaskClient, make: Make, session: Session) -> None:
    till = make.till()
    box_in(make, till.device.store)
    key = key_of(client, till)
    session.expire_all()
    bodies = session.scalars(select(PublishedObject.body).where(PublishedObject.type == "configuration"))
    rows = [*bodies, *(repr(vars(one)) for one in session.scalars(select(Generation)))]
    rows += [repr(vars(one)) for one in session.scalars(select(StoreServer))]
    assert len(rows) == 3
    assert not [row for row in rows if key in str(row) or sha256(key) in str(row)]


def test_an_office_that_went_back_to_a_backup_gives_no_key_twice() -> None:
    assert lan_key("secret", 7, "tablet") != lan_key("secret", 7, "another tablet")
    assert lan_key("secret", 7, "tablet") != lan_key("another secret", 7, "tablet")
