"""The pages of store servers: add, pair by code while the page waits, unpair, remove."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import OneTimeCode, StoreServer
from tests.make import Make
from tests.pages.browsing import open_page, post
from tests.pages.house_checks import check_fragment, text_of


@pytest.fixture
def owner(client: FlaskClient, make: Make) -> FlaskClient:
    """The owner's browser."""
    return make.sign_in(client, make.first_owner())


def shown_code(client: FlaskClient, path: str) -> str:
    """The code that stands on the page."""
    found = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", text_of(open_page(client, path)))
    assert found, "no code on the page"
    return found[0]


def test_the_page_waits_and_turns_into_connected_by_itself(
    owner: FlaskClient, session: Session, make: Make
) -> None:
    store = make.store()
    answer = post(owner, "/store-servers/new", {"name": "Zaplecze", "store": store.public_id})
    path = answer.headers["Location"]
    post(owner, path, {})
    code = shown_code(owner, path)
    assert code in text_of(open_page(owner, path)), "the code is shown again on reload"
    waiting = owner.get(f"{path}/state").get_data(as_text=True)
    check_fragment(waiting)
    assert "hx-get" in waiting
    pairing = {"code": code, "install_id": "box", "token_sha256": "0" * 64, "name": "raspberry"}
    assert owner.post("/api/v1/store-servers/pairings", json=pairing).status_code == 201
    done = owner.get(f"{path}/state").get_data(as_text=True)
    assert "Connection established" in done
    assert "raspberry" in done
    assert "hx-get" not in done
    assert session.scalars(select(StoreServer)).one().status == "paired"


def test_a_revoked_or_renewed_code_works_no_more(owner: FlaskClient, session: Session, make: Make) -> None:
    server, _token = make.store_server()
    server.status = "not_paired"
    session.commit()
    path = f"/store-servers/{server.public_id}/pairing"
    post(owner, path, {})
    first = shown_code(owner, path)
    post(owner, path, {})
    second = shown_code(owner, path)
    assert first != second
    post(owner, f"{path}/revoke", {}, token_from=path)
    for code in (first, second):
        pairing = {"code": code, "install_id": "box", "token_sha256": "0" * 64}
        assert owner.post("/api/v1/store-servers/pairings", json=pairing).status_code == 404
    stored = session.scalars(select(OneTimeCode.code_hmac)).all()
    assert not any(first.replace("-", "") in one for one in stored)


def test_unpairing_ends_the_box_access(owner: FlaskClient, make: Make) -> None:
    server, token = make.store_server()
    headers = {"Authorization": f"Bearer {token}"}
    assert owner.get("/api/v1/store-server/poll", headers=headers).status_code == 200
    post(owner, f"/store-servers/{server.public_id}/unpair", {})
    answer = owner.get("/api/v1/store-server/poll", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (401, "token_unknown")  # type: ignore[index]


def test_removing_leaves_its_printers_without_a_driver(
    owner: FlaskClient, session: Session, make: Make
) -> None:
    server, _token = make.store_server()
    printer = make.printer(server)
    post(owner, f"/store-servers/{server.public_id}/remove", {})
    session.refresh(printer)
    assert printer.store_server_id is None
    assert "No store server" in text_of(open_page(owner, f"/peripherals/{printer.public_id}"))
    open_page(owner, f"/store-servers/{server.public_id}", status=404)


def test_a_name_is_needed(owner: FlaskClient, make: Make) -> None:
    store = make.store()
    answer = post(owner, "/store-servers/new", {"name": "", "store": store.public_id})
    assert answer.status_code == 422
    assert "Please fill in this field." in answer.get_data(as_text=True)


def test_without_a_store_the_way_to_the_first_is_shown(owner: FlaskClient) -> None:
    assert "Create a store first" in text_of(open_page(owner, "/store-servers/new"))


def test_a_page_that_shows_the_truth_already_is_not_drawn_again(
    owner: FlaskClient, session: Session, make: Make
) -> None:
    server, _token = make.store_server()
    server.status = "not_paired"
    path = f"/store-servers/{server.public_id}/pairing"
    post(owner, path, {})
    waiting = open_page(owner, path).find(".//*[@id='pairing']")
    assert waiting is not None
    assert owner.get(waiting.get("hx-get", "")).status_code == 204
    code = session.scalars(select(OneTimeCode)).one()
    code.expires_at = code.created_at
    expired = owner.get(waiting.get("hx-get", "")).get_data(as_text=True)
    assert "The code has expired" in expired
    assert "Show pairing code" in expired


def test_the_page_says_where_tills_reach_it(owner: FlaskClient, make: Make) -> None:
    server, token = make.store_server()
    path = f"/store-servers/{server.public_id}"
    assert "does not listen to tills" in text_of(open_page(owner, path))
    listens = {"lan": {"port": 8631, "addresses": ["192.168.1.20"], "tls": True}}
    box = {"Authorization": f"Bearer {token}"}
    assert owner.put("/api/v1/store-server/health", json=listens, headers=box).status_code == 204
    assert "https://192.168.1.20:8631/v1" in text_of(open_page(owner, path))
