"""The code of a store server's own page: shown to who looks after the printers, known to the box by a digest."""

import hashlib
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from models import StoreServer, User
from tests.make import Make
from tests.pages.browsing import open_page, post
from tests.pages.house_checks import text_of

CODE = re.compile(r"\b(?:[2-9A-Z]{4}-){2}[2-9A-Z]{4}\b")


@pytest.fixture
def boss(make: Make) -> User:
    """Whose shop it is."""
    return make.first_owner()


@pytest.fixture
def box(session: Session, make: Make, boss: User) -> tuple[StoreServer, str]:
    """A box that listens in the shop, and its secret."""
    server, token = make.store_server(make.store("Ring", boss))
    server.urls = ["https://192.168.1.20:8631/v1", "https://zaplecze.local:8631/v1"]
    session.commit()
    return server, token


@pytest.fixture
def owner(client: FlaskClient, make: Make, boss: User) -> FlaskClient:
    """The owner's browser."""
    return make.sign_in(client, boss)


def code_on(client: FlaskClient, server: StoreServer) -> str:
    """The code on the store server's page."""
    found = CODE.search(text_of(open_page(client, f"/store-servers/{server.public_id}")))
    assert found, "no code on the page"
    return found[0]


def told_to(client: FlaskClient, token: str) -> dict[str, str]:
    """What the box learns of the code."""
    headers = {"Authorization": f"Bearer {token}"}
    answer = client.get("/api/v1/store-server/configuration", headers=headers)
    assert answer.status_code == 200
    told: dict[str, str] = answer.get_json()["page_code"]
    return told


def is_known(told: dict[str, str], code: str) -> bool:
    """As the box reckons."""
    assert told["algo"] == "pbkdf2-sha256"
    plain, salt = code.replace("-", "").encode(), told["salt"].encode()
    return hashlib.pbkdf2_hmac("sha256", plain, salt, int(told["iterations"])).hex() == told["hash"]


def test_the_code_on_the_page_is_the_one_that_the_box_knows(
    owner: FlaskClient, box: tuple[StoreServer, str]
) -> None:
    server, token = box
    page = open_page(owner, f"/store-servers/{server.public_id}")
    assert "https://192.168.1.20:8631/" in text_of(page)
    assert "https://zaplecze.local:8631/" in text_of(page)
    code = code_on(owner, server)
    assert is_known(told_to(owner, token), code)
    assert code_on(owner, server) == code, "it stays until somebody wants another"


def test_a_new_code_ends_the_old_one_and_is_noted(owner: FlaskClient, box: tuple[StoreServer, str]) -> None:
    server, token = box
    old = code_on(owner, server)
    before = told_to(owner, token)
    path = f"/store-servers/{server.public_id}"
    post(owner, f"{path}/page-code", {}, token_from=path)
    new, told = code_on(owner, server), told_to(owner, token)
    assert new != old
    assert told["salt"] != before["salt"]
    assert is_known(told, new)
    assert not is_known(told, old)
    history = text_of(open_page(owner, f"/store-servers/{server.public_id}/history"))
    assert "New code for its own page" in history
    assert new not in history


def test_each_store_server_has_a_code_of_its_own(
    owner: FlaskClient, box: tuple[StoreServer, str], make: Make
) -> None:
    other, _token = make.store_server(box[0].store, "Sala")
    assert code_on(owner, other) != code_on(owner, box[0])


def test_who_may_only_look_is_shown_no_code(
    client: FlaskClient, box: tuple[StoreServer, str], make: Make, boss: User
) -> None:
    viewer = make.sign_in(client, make.user("viewer", boss))
    page = text_of(open_page(viewer, f"/store-servers/{box[0].public_id}"))
    assert not CODE.search(page)
    assert "Its own page" not in page


def test_a_box_that_is_not_paired_has_no_page(
    owner: FlaskClient, box: tuple[StoreServer, str], session: Session
) -> None:
    box[0].status = "inactive"
    session.commit()
    assert "Its own page" not in text_of(open_page(owner, f"/store-servers/{box[0].public_id}"))
